"""Reading rules, and trying one on mail that is there."""

from collections.abc import Iterable

from mailsvc.base.errors import NotFound
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.actor import Actor
from mailsvc.filters.models import FilterRule, FilterState
from mailsvc.filters.rules import HEADERS, Field, MailFacts, Rule, meets
from mailsvc.mailstore.values import RawHead
from mailsvc.message.addresses import parse_addresses
from mailsvc.message.headers import Fields, decode_words, split_fields

TRIED = 100


def list_rules(actor: Actor, *, mailbox_pk: int) -> list[FilterRule]:
    """In the order they are asked."""
    return list(FilterRule.objects.filter(mailbox=access_mailbox_settings(actor, mailbox_pk)))


def get_rule(actor: Actor, *, mailbox_pk: int, pk: int) -> FilterRule:
    """One rule. NotFound for strangers and for a rule of another mailbox."""
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    row = FilterRule.objects.filter(mailbox=mailbox, pk=pk).first()
    if row is None:
        raise NotFound("filter", "Không có bộ lọc này: có thể đã bị xóa.")
    return row


def is_pending(mailbox_pk: int) -> bool:
    """True while the store has older rules than the table."""
    state = FilterState.objects.filter(mailbox_id=mailbox_pk).first()
    return state is not None and not state.is_pushed


def try_rule(rule: Rule, heads: Iterable[RawHead]) -> list[RawHead]:
    """Those of the mails that meet the rule."""
    return [head for head in heads if meets(rule, facts_of(head))]


def facts_of(head: RawHead) -> MailFacts:
    """A mail's header as rules see it."""
    fields, _ = split_fields(head.header, 0, len(head.header))
    return MailFacts(
        headers={
            one: tuple(decode_words(value) for value in _values(fields, names))
            for one, names in HEADERS.items()
        },
        addresses={
            one: tuple(
                person.address
                for value in _values(fields, HEADERS[one])
                for person in parse_addresses(value)
            )
            for one in (Field.FROM, Field.TO)
        },
        has_attachment=head.has_attachment,
        size_bytes=head.size_bytes,
    )


def _values(fields: Fields, names: tuple[str, ...]) -> list[bytes]:
    wanted = {name.lower() for name in names}
    return [value for name, value in fields.items if name in wanted]
