"""Before a mail goes: the facts a careful colleague would look at, and his questions in words."""

import hashlib
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mailsvc.base.errors import AppError
from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.groups import count_mailboxes, find_group
from mailsvc.directory.selectors import is_local_domain, list_domains
from mailsvc.directory.suggestions import list_namesakes
from mailsvc.message import parse
from mailsvc.message.view import MessageView
from mailsvc.outbox.habits import first_time
from mailsvc.outbox.warnings import Facts, Warning, ask
from mailsvc.sites.selectors import is_inside
from mailsvc.smtp.address import lookup_key, split
from mailsvc.stationery.placing import unsigned
from mailsvc.stationery.selectors import sign_for
from webui.mail.outgoing import Written
from webui.mail.store import INBOX, open_store

_LOOKED_AT = 5
_TEXTS: dict[Warning, Promise] = {
    Warning.LOOKALIKE: _("Tên miền người nhận gần giống tên miền của ta, coi chừng gõ nhầm:"),
    Warning.OUTSIDE: _("Lần đầu đồng chí gửi tới địa chỉ ngoài hệ thống:"),
    Warning.FORGOTTEN_FILE: _("Thư nói có tệp kèm theo nhưng chưa có tệp nào."),
    Warning.NAMESAKE: _("Có nhiều người cùng họ tên, đồng chí xem lại địa chỉ:"),
    Warning.MANY_VISIBLE: _("Mọi người nhận đều thấy địa chỉ của nhau; số địa chỉ:"),
    Warning.LARGE_GROUP: _("Thư đi tới nhóm đông người (số hộp thư):"),
    Warning.NO_SUBJECT: _("Thư chưa có tiêu đề."),
}


@dataclass(frozen=True)
class Asked:
    """What is asked before sending; `digest` comes back with the button that says "yes"."""

    lines: tuple[tuple[Promise, str], ...]
    digest: str


def ask_before(written: Written) -> Asked | None:
    """None when there is nothing to ask."""
    questions = ask(_facts(written))
    if not questions:
        return None
    lines = tuple((_TEXTS[one.warning], ", ".join(one.about)) for one in questions)
    said = repr([(one.warning.value, one.about) for one in questions])
    return Asked(lines, hashlib.sha256(said.encode()).hexdigest()[:32])


def _facts(written: Written) -> Facts:
    people = (*written.to, *written.cc, *written.bcc)
    addresses = list(dict.fromkeys(lookup_key(person.address) for person in people))
    # A mail for inside is refused there anyway, by name.
    outside = [one for one in addresses if not written.is_internal and _is_outside(split(one)[1])]
    strange = first_time(written.actor, addresses)
    if set(strange) & set(outside) or list_namesakes(strange):
        answered = _answered(written)
        strange = [one for one in strange if one not in answered]
    groups = [group for one in addresses if (group := find_group(one))]
    return Facts(
        subject=written.subject,
        text=unsigned(written.text, [sign_for(written.actor, written.author)]),
        has_files=bool(written.files),
        visible=len(written.to) + len(written.cc),
        new_outside=tuple(one for one in outside if one in strange),
        groups=tuple((group.name, count_mailboxes(group)) for group in groups),
        own_domains=list_domains(),
        outside_domains=frozenset(split(one)[1] for one in outside if one in strange),
        namesakes=tuple(list_namesakes(strange)),
    )


def _answered(written: Written) -> set[str]:
    """Who wrote the mail that is answered: he is no stranger. A kept answer knows it by its id."""
    origin = written.origin
    if origin.kind in {"reply", "reply_all"}:
        return _writers(origin.view)
    if not (origin.is_draft and origin.view.in_reply_to):
        return set()
    for mailbox in list_open_mailboxes(written.actor)[:_LOOKED_AT]:
        try:
            with open_store(mailbox) as session:
                for uid in session.find_uids(INBOX, origin.view.in_reply_to)[:1]:
                    return _writers(parse(session.fetch(INBOX, uid).content))
        except AppError:
            continue  # then he is asked: a question too many
    return set()


def _writers(view: MessageView) -> set[str]:
    return {lookup_key(one.address) for one in (view.from_, *view.reply_to) if one.address}


def _is_outside(domain: str) -> bool:
    return not is_local_domain(domain) and not is_inside(domain)
