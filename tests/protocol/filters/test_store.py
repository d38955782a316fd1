"""The real Dovecot runs the script, and does what the dry run said it would."""

import itertools
from collections.abc import Callable

import pytest

from mailsvc.base.errors import Invalid, StoreUnavailable
from mailsvc.directory.models import Mailbox
from mailsvc.filters.managesieve import get_script, put_script
from mailsvc.filters.rules import Actions, Condition, Field, Op, Rule, checked
from mailsvc.filters.script import render
from mailsvc.filters.selectors import try_rule
from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.session import open_session
from tests.protocol.filters.deliver import deliver
from tests.support.dovecot import RunningDovecot

MAILS = {
    "report": ("Báo cáo quý IV", "Lò Văn Nam <nam@stc.dienbien.example>", ""),
    "capitals": ("V/v GỬI BÁO CÁO", "Nam <NAM@stc.dienbien.example>", ""),
    "bare": ("bao cao tuan", "binh@vp.example", ""),
    "quoted": ('nói "báo]\\cáo"', "binh@vp.example", ""),
    "file": ("Giấy mời", "binh@vp.example", "attachment"),
    "inline": ("Ảnh", "binh@vp.example", "inline"),
}
CONDITIONS = [
    Condition(Field.SUBJECT, Op.CONTAINS, "báo cáo"),
    Condition(Field.SUBJECT, Op.CONTAINS, "bao cao"),
    Condition(Field.SUBJECT, Op.LACKS, "Báo Cáo"),
    Condition(Field.SUBJECT, Op.IS, "giấy mời"),
    Condition(Field.SUBJECT, Op.CONTAINS, 'báo]\\cáo"'),
    Condition(Field.FROM, Op.IS, "nam@stc.dienbien.example"),
    Condition(Field.FROM, Op.CONTAINS, "văn nam"),
    Condition(Field.TO, Op.CONTAINS, "dong.gui@"),
    Condition(Field.ATTACHMENT, Op.HAS),
    Condition(Field.LARGER, Op.HAS, "1"),
]


@pytest.fixture
def mailbox(running_dovecot: RunningDovecot) -> Mailbox:
    return running_dovecot.next_mailbox()


@pytest.fixture(autouse=True)
def _nothing_idle():
    yield
    pool.close_all()


def put(mailbox: Mailbox, *rules: Rule) -> None:
    put_script(mailbox.address, render(checked(one) for one in rules))


def rule(*conditions: Condition, **changes: object) -> Rule:
    return Rule("x", conditions, **({"actions": Actions("Báo cáo")} | changes))


def subjects(mailbox: Mailbox, folder: str) -> set[str]:
    with open_session(mailbox) as session:
        return {row.subject for row in session.list_page(folder).rows}


def test_dry_run_says_what_the_store_does(
    mailbox: Mailbox, running_dovecot: RunningDovecot
) -> None:
    with open_session(mailbox) as session:
        session.create_folder("Báo cáo")
    everything = {subject for subject, _, _ in MAILS.values()}
    for condition in CONDITIONS:
        put(mailbox)
        deliver_all(mailbox)
        with open_session(mailbox) as session:
            heads = session.list_raw_heads("INBOX", 100)
            said = try_rule(rule(condition), heads)
            said_subjects = {
                row.subject
                for row in session.list_page("INBOX").rows
                if row.uid in {head.uid for head in said}
            }
            session.discard("INBOX", [head.uid for head in heads])
        put(mailbox, rule(condition))
        deliver_all(mailbox)
        assert subjects(mailbox, "Báo cáo") == said_subjects, condition
        assert subjects(mailbox, "INBOX") == everything - said_subjects, condition
        with open_session(mailbox) as session:
            for folder in ("INBOX", "Báo cáo"):
                uids = session.list_uids(folder)
                if uids:
                    session.discard(folder, uids)


def deliver_all(mailbox: Mailbox) -> None:
    for subject, sender, disposition in MAILS.values():
        copy = "dong.gui@vp.example" if "Nam" in sender else ""
        deliver(mailbox, subject=subject, sender=sender, disposition=disposition, copy=copy)


def test_marks_order_and_stop(mailbox: Mailbox) -> None:
    star = rule(
        Condition(Field.SUBJECT, Op.CONTAINS, "khẩn"), actions=Actions(stars=True), stops=False
    )
    read = rule(Condition(Field.FROM, Op.CONTAINS, "vp.example"), actions=Actions("Archive", True))
    never = rule(Condition(Field.SUBJECT, Op.CONTAINS, "khẩn"), actions=Actions("Trash"))
    put(mailbox, star, read, never)
    deliver(mailbox, subject="Khẩn: họp", sender="a@vp.example")
    deliver(mailbox, subject="Khẩn: nộp", sender="a@snv.example")
    with open_session(mailbox) as session:
        (moved,) = session.list_page("Archive").rows
        (binned,) = session.list_page("Trash").rows
    assert (moved.subject, moved.is_seen, moved.is_flagged) == ("Khẩn: họp", True, True)
    assert (binned.subject, binned.is_seen, binned.is_flagged) == ("Khẩn: nộp", False, True)


def test_folder_that_is_gone_keeps_mail_in_the_inbox(mailbox: Mailbox) -> None:
    put(mailbox, rule(Condition(Field.SUBJECT, Op.CONTAINS, "họp"), actions=Actions("Không còn")))
    deliver(mailbox, subject="Họp", sender="a@vp.example")
    assert subjects(mailbox, "INBOX") == {"Họp"}


def test_nobodys_script_redirects_or_answers(mailbox: Mailbox) -> None:
    with pytest.raises(Invalid):
        put_script(mailbox.address, 'require "vacation"; vacation "x";')
    assert get_script(mailbox.address) == ""
    put_script(mailbox.address, 'redirect "a@b.example"; discard;')
    deliver(mailbox, subject="Họp", sender="a@vp.example")
    assert subjects(mailbox, "INBOX") == {"Họp"}


def test_script_comes_back_as_it_was_put(mailbox: Mailbox) -> None:
    text = render([checked(rule(Condition(Field.SUBJECT, Op.CONTAINS, "đề nghị")))])
    put_script(mailbox.address, text)
    assert get_script(mailbox.address).replace("\r\n", "\n").strip() == (
        text.replace("\r\n", "\n").strip()
    )


def test_unknown_mailbox_and_store_away(settings: Callable, mailbox: Mailbox) -> None:
    with pytest.raises(StoreUnavailable):
        put_script("khong-co@stttt.dienbien.example", render([]))
    settings.SIEVE_PORT = 1
    with pytest.raises(StoreUnavailable):
        put_script(mailbox.address, render([]))


def test_conditions_cover_every_field_and_op() -> None:
    used = {(one.field, one.op) for one in CONDITIONS}
    fields = {field for field, _ in used}
    assert fields == set(Field)
    assert {op for _, op in used} == set(Op)
    assert list(itertools.chain(MAILS))
