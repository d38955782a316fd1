"""Labels: named, renamed, deleted and back, by those who work in the mailbox."""

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.directory.services import create_mailbox, grant_mailbox
from mailsvc.labels.models import MailLabel
from mailsvc.labels.rules import LABELS_MAX, Label, labels_on
from mailsvc.labels.selectors import list_labels
from mailsvc.labels.services import add_label, change_label, delete_label, restore_label
from tests.factories import SINCE, make_agency, make_member


@pytest.fixture
def office(db):
    return make_agency()


@pytest.fixture
def hoa(office):
    return make_member(office, local="hoa")


def names(mailbox) -> list[str]:
    return [one.name for one in list_labels(mailbox.pk)]


def test_own_labels_stand_behind_the_first_five(hoa) -> None:
    first = ["Quan trọng", "Công việc", "Cá nhân", "Cần làm", "Để sau"]
    assert names(hoa.mailbox) == first
    made = add_label(hoa.actor, mailbox_pk=hoa.mailbox.pk, name=" Tiếp  dân ", colour=7)
    assert made == Label(6, "Tiếp dân", 7)
    changed = change_label(hoa.actor, mailbox_pk=hoa.mailbox.pk, number=2, name="Sở", colour=8)
    assert changed in list_labels(hoa.mailbox.pk)
    assert names(hoa.mailbox) == ["Quan trọng", "Sở", "Cá nhân", "Cần làm", "Để sau", "Tiếp dân"]
    assert list(AuditEvent.objects.filter(chain_id="labels").values_list("action", flat=True)) == [
        "add_label",
        "change_label",
    ]


def test_a_number_is_never_given_twice_and_a_deletion_is_taken_back(hoa) -> None:
    pk = hoa.mailbox.pk
    add_label(hoa.actor, mailbox_pk=pk, name="Tiếp dân", colour=7)
    gone = delete_label(hoa.actor, mailbox_pk=pk, number=6)
    assert "Tiếp dân" not in names(hoa.mailbox)
    assert add_label(hoa.actor, mailbox_pk=pk, name="Khen thưởng", colour=1).number == 7
    assert restore_label(hoa.actor, mailbox_pk=pk, number=6) == gone
    assert names(hoa.mailbox)[-2:] == ["Tiếp dân", "Khen thưởng"]
    with pytest.raises(NotFound):
        restore_label(hoa.actor, mailbox_pk=pk, number=6)
    delete_label(hoa.actor, mailbox_pk=pk, number=1)
    assert names(hoa.mailbox)[0] == "Công việc"
    with pytest.raises(NotFound):
        delete_label(hoa.actor, mailbox_pk=pk, number=1)


def test_a_deleted_name_may_be_used_and_then_stands_in_the_way(hoa) -> None:
    pk = hoa.mailbox.pk
    add_label(hoa.actor, mailbox_pk=pk, name="Tiếp dân", colour=7)
    delete_label(hoa.actor, mailbox_pk=pk, number=6)
    add_label(hoa.actor, mailbox_pk=pk, name="tiep dan", colour=7)
    with pytest.raises(Conflict):
        restore_label(hoa.actor, mailbox_pk=pk, number=6)


@pytest.mark.parametrize("name", ["", " \r\n ", "…", "a" * 41, "\0"])
def test_what_is_no_name_is_refused(hoa, name) -> None:
    with pytest.raises(Invalid):
        add_label(hoa.actor, mailbox_pk=hoa.mailbox.pk, name=name, colour=1)
    assert not MailLabel.objects.exists()


@pytest.mark.parametrize("colour", [0, 9])
def test_what_is_no_colour_is_refused(hoa, colour) -> None:
    with pytest.raises(Invalid):
        add_label(hoa.actor, mailbox_pk=hoa.mailbox.pk, name="Tiếp dân", colour=colour)


def test_a_taken_name_is_refused_without_its_marks_too(hoa) -> None:
    pk = hoa.mailbox.pk
    with pytest.raises(Conflict):
        add_label(hoa.actor, mailbox_pk=pk, name="quan trong", colour=1)
    with pytest.raises(Conflict):
        change_label(hoa.actor, mailbox_pk=pk, number=2, name="QUAN TRỌNG", colour=1)
    # Its own name in other letters is its own.
    assert change_label(hoa.actor, mailbox_pk=pk, number=1, name="QUAN TRỌNG", colour=2)


def test_there_is_an_end_of_labels(hoa) -> None:
    pk = hoa.mailbox.pk
    for n in range(LABELS_MAX - 5):
        add_label(hoa.actor, mailbox_pk=pk, name=f"Việc {n}", colour=1)
    with pytest.raises(Conflict):
        add_label(hoa.actor, mailbox_pk=pk, name="Một nữa", colour=1)


def test_who_works_in_a_shared_mailbox_names_its_labels_and_no_other(office, hoa) -> None:
    shared = create_mailbox(SYSTEM, address="vt@stttt.dienbien.example", name="VT", agency=office)
    reader, worker = make_member(office, local="doc"), make_member(office, local="lam")
    for level, member in (("viewer", reader), ("editor", worker)):
        grant_mailbox(
            SYSTEM,
            mailbox=shared,
            account=member.account,
            level=MailboxGrant.Level(level),
            valid_from=SINCE,
        )
    for other in (reader, hoa):
        with pytest.raises(NotFound):
            add_label(other.actor, mailbox_pk=shared.pk, name="Tiếp dân", colour=7)
        with pytest.raises(NotFound):
            delete_label(other.actor, mailbox_pk=shared.pk, number=1)
    add_label(worker.actor, mailbox_pk=shared.pk, name="Tiếp dân", colour=7)
    assert "Tiếp dân" in names(shared)
    assert "Tiếp dân" not in names(hoa.mailbox)


def test_labels_of_a_mail_by_its_flags_in_any_case() -> None:
    labels = (Label(1, "Một", 1), Label(6, "Sáu", 2), Label(16, "Mười sáu", 2))
    assert [one.number for one in labels_on(["$LABEL1", "CV-Label-6", "\\Seen"], labels)] == [1, 6]
    assert labels_on(["cv-label-0", "cv-label-1x", "label1", "cv-label-9999"], labels) == ()
