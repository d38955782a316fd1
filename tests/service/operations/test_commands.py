"""`manage.py queue` and `manage.py trace`, as typed."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mailsvc.audit.models import AuditEvent
from mailsvc.delivery.transports.base import deferred
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from tests.factories import Member
from tests.service.operations.conftest import FAR, REASON, send

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def states() -> dict[str, str]:
    return dict(QueuedRecipient.objects.values_list("address", "state"))


@pytest.fixture
def mail(hoa: Member) -> str:
    answer = deferred("4.4.1", "no answer", remote="mx.tuachua.example")
    return send(hoa.mailbox.address, FAR, "vanthu@nampo.example", answer=answer)


def test_the_summary_counts_by_destination_and_age(mail: str) -> None:
    head, *lines = run("queue").splitlines()
    assert head.split()[:4] == ["nơi", "đến", "cộng", "≤5m"]
    assert [line.split()[:3] for line in lines] == [
        ["nampo.example", "1", "1"],
        ["tuachua.example", "1", "1"],
    ]
    facts = json.loads(run("queue", "summary", "--json"))
    assert [(one["domain"], one["total"], one["ages"]["5m"]) for one in facts] == [
        ("nampo.example", 1, 1),
        ("tuachua.example", 1, 1),
    ]


def test_an_empty_queue_says_so() -> None:
    assert run("queue") == "Hàng đợi trống.\n"
    assert run("queue", "list") == "Không có người nhận nào khớp.\n"
    assert json.loads(run("queue", "list", "--json")) == []


def test_the_list_is_filtered_and_cut(mail: str) -> None:
    text = run("queue", "list", "--to", "tuachua.example")
    assert mail in text
    assert FAR in text
    assert "nampo" not in text
    assert "1/2" in run("queue", "list", "--limit", "1")
    (fact,) = json.loads(run("queue", "list", "--to", "TUACHUA.example", "--json"))
    assert (fact["trace_id"], fact["recipient"], fact["text"]) == (mail, FAR, "no answer")
    assert json.loads(run("queue", "list", "--older", "4h", "--json")) == []


def test_held_released_and_tried_by_trace_id(mail: str) -> None:
    text = run("queue", "hold", mail.lower(), "--reason", REASON, "--yes")
    assert text.splitlines() == ["hold: 2 người nhận của 1 thư.", "done 2"]
    assert set(states().values()) == {"held"}
    assert "held 2" in run("queue", "retry", mail, "--yes")
    assert "done 2" in run("queue", "release", mail, "--yes")
    assert "done 2" in run("queue", "retry", mail, "--yes")
    assert set(states().values()) == {"due"}
    event = AuditEvent.objects.filter(object_pk=mail).first()
    assert event.actor.startswith("terminal:")


def test_dropped_by_destination_others_stay(mail: str) -> None:
    run("queue", "drop", "--to", "tuachua.example", "--reason", REASON, "--yes")
    assert states()[FAR] == "failed"
    assert states()["vanthu@nampo.example"] == "due"
    assert QueuedMessage.objects.filter(report_of=mail).count() == 1


def test_dropped_in_silence(mail: str) -> None:
    run("queue", "drop", mail, "--reason", REASON, "--silent", "--yes")
    assert not QueuedMessage.objects.filter(report_of=mail).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("drop", "--reason", REASON, "--yes"),
        ("drop", "--to", "tuachua.example", "--yes"),
        ("hold", "--to", "tuachua.example", "--reason", " ", "--yes"),
        ("drop", "--to", "tuachua.example", "--reason", REASON),
    ],
    ids=["which", "drop-why", "hold-why", "nobody-agrees"],
)
def test_nothing_is_done_without_saying_which_why_and_yes(
    mail: str, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(CommandError):
        run("queue", *arguments)
    assert set(states().values()) == {"due"}


def test_an_age_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError):
        run("queue", "list", "--older", "lâu")


def test_the_trace_tells_the_whole_life(mail: str, hoa: Member) -> None:
    run("queue", "hold", mail, "--reason", REASON, "--yes")
    text = run("trace", mail)
    for said in (mail, hoa.mailbox.address, FAR, "mx.tuachua.example", "451 4.4.1", REASON):
        assert said in text, said
    assert "Giay moi" not in text
    assert run("trace", "<thu1@x>") == text
    (life,) = json.loads(run("trace", mail, "--json"))
    assert life["recipients"][0]["tries"][0]["remote"] == "mx.tuachua.example"


def test_a_trace_of_nothing_is_one_sentence() -> None:
    with pytest.raises(CommandError, match="Không có thư"):
        run("trace", "KHONGCOTHUNAY")
