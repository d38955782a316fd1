"""What is asked before a mail goes."""

from dataclasses import replace

import pytest

from mailsvc.outbox.warnings import Facts, Warning, ask, promises_file

PLAIN = Facts(subject="Báo cáo", text="Kính gửi đồng chí.", has_files=False, visible=2)


def asked(**changes: object) -> list[Warning]:
    return [one.warning for one in ask(replace(PLAIN, **changes))]


def test_nothing_is_asked_of_a_plain_mail() -> None:
    assert asked() == []


@pytest.mark.parametrize(
    "text",
    [
        "Sở gửi báo cáo đính kèm.",
        "SO GUI KEM so lieu",
        "Số liệu kèm theo thư này ạ",
        "xem tệp kèm",
        "Please find the report attached.",
    ],
)
def test_promised_file_that_is_not_there(text: str) -> None:
    assert asked(text=text) == [Warning.FORGOTTEN_FILE]
    assert asked(text=text, has_files=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tôi đã nhận.\n\nNgày 22/12/2009 08:42, Hoa <hoa@x> viết:\n> Sở gửi báo cáo đính kèm.",
        "Đã rõ.\n---------- Thư chuyển tiếp ----------\nbáo cáo đính kèm",
        "Kèn theo nhạc công không đi.",
        "Tôi không kèm cặp ai.",
    ],
)
def test_quoted_words_and_others_promise_nothing(text: str) -> None:
    assert not promises_file(text)


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"visible": 11}, Warning.MANY_VISIBLE),
        ({"groups": (("Toàn tỉnh", 51),)}, Warning.LARGE_GROUP),
        ({"new_outside": ("ai@x.vn",)}, Warning.OUTSIDE),
        ({"namesakes": ("Nguyễn Văn Bình",)}, Warning.NAMESAKE),
        ({"subject": "  "}, Warning.NO_SUBJECT),
    ],
)
def test_each_warning_has_its_reason(change: dict[str, object], warning: Warning) -> None:
    assert asked(**change) == [warning]
    assert asked(visible=10, groups=(("Phòng", 50),)) == []


def test_worst_is_asked_first() -> None:
    facts = {
        "subject": "",
        "new_outside": ("a@dienbiem.example",),
        "outside_domains": frozenset({"dienbiem.example"}),
        "own_domains": frozenset({"dienbien.example"}),
    }
    assert asked(**facts) == [Warning.LOOKALIKE, Warning.OUTSIDE, Warning.NO_SUBJECT]
