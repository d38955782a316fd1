"""MTA-STS records and policies, by RFC 8461."""

import pytest

from mailsvc.smtp.mta_sts import Mode, Policy, read_policy, read_record

TEXT = "version: STSv1\r\nmode: enforce\r\nmx: mail.xa.example\r\nmx: *.du-phong.example\r\n"


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["v=STSv1; id=20091102T1;"], "20091102T1"),
        (["v=spf1 -all", "v=STSv1;id=1"], "1"),
        (["v=STSv1; id=1;", "v=STSv1; id=2;"], ""),
        (["v=STSv1; id=có dấu"], ""),
        (["v=STSv1;"], ""),
        (["v=STSv2; id=1"], ""),
        ([], ""),
    ],
    ids=str,
)
def test_one_record_counts(texts: list[str], wanted: str) -> None:
    assert read_record(texts) == wanted


def test_a_policy_is_read() -> None:
    policy = read_policy(TEXT + "max_age: 604800\r\nlater: x\r\n")
    assert policy == Policy(Mode.ENFORCE, ("mail.xa.example", "*.du-phong.example"), 604800)


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT,  # no max_age
        TEXT.replace("STSv1", "STSv2") + "max_age: 1",
        TEXT.replace("enforce", "perhaps") + "max_age: 1",
        TEXT + "max_age: -1",
        TEXT + "mx: a b\nmax_age: 1",
        "version: STSv1\nmode: enforce\nmax_age: 1",  # names nobody
    ],
)
def test_what_is_no_policy_is_none(text: str) -> None:
    assert read_policy(text) is None


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("mail.xa.example", True),
        ("MAIL.xa.example.", True),
        ("a.du-phong.example", True),
        ("a.b.du-phong.example", False),
        ("du-phong.example", False),
        ("xa.example", False),
        ("evil-mail.xa.example", False),
    ],
)
def test_hosts_are_matched(host: str, wanted: bool) -> None:
    policy = read_policy(TEXT + "max_age: 604800\n")
    assert policy is not None
    assert policy.allows(host) is wanted
