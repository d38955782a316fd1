"""Making, changing and ordering rules: permission, check, change, journal, then the store."""

import logging

from django.db import transaction
from django.db.models import F, Max, Q

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import AppError, Conflict, NotFound
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.filters import managesieve, script
from mailsvc.filters.models import FilterRule, FilterState
from mailsvc.filters.rules import RULES_MAX, Rule, checked
from mailsvc.mailstore.validate import folder_name

CHAIN = "filters"

logger = logging.getLogger(__name__)


@transaction.atomic
def save_rule(actor: Actor, *, mailbox_pk: int, rule: Rule, pk: int | None = None) -> FilterRule:
    """A new rule, last in order, or another form of one (`pk`).

    NotFound for strangers and a missing rule, Forbidden for who only works in a shared mailbox,
    Invalid for what no rule can be, Conflict when there are too many.
    """
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    good = checked(rule)
    if good.actions.folder:
        folder_name(good.actions.folder)
    _lock(mailbox)
    row = _get(mailbox, pk) if pk is not None else _new(mailbox)
    row.name, row.is_on, row.needs_all, row.stops = (
        good.name,
        good.is_on,
        good.needs_all,
        good.stops,
    )
    row.conditions = [[one.field.value, one.op.value, one.value] for one in good.conditions]
    row.folder = good.actions.folder
    row.marks_read, row.stars = good.actions.marks_read, good.actions.stars
    row.changed_at = clock.now()
    row.save()
    _record(actor, "save_filter", mailbox, row)
    return row


@transaction.atomic
def switch_rule(actor: Actor, *, mailbox_pk: int, pk: int, is_on: bool) -> FilterRule:
    """On or off; a rule that is off stays in the list."""
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    _lock(mailbox)
    row = _get(mailbox, pk)
    row.is_on, row.changed_at = is_on, clock.now()
    row.save(update_fields=["is_on", "changed_at"])
    _record(actor, "switch_filter", mailbox, row)
    return row


@transaction.atomic
def raise_rule(actor: Actor, *, mailbox_pk: int, pk: int) -> None:
    """One place up: it is asked before the one that stood above it."""
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    _lock(mailbox)
    row = _get(mailbox, pk)
    before = (Q(position=row.position) & Q(pk__lt=row.pk)) | Q(position__lt=row.position)
    above = FilterRule.objects.filter(before, mailbox=mailbox).last()
    if above is None:
        return
    FilterRule.objects.filter(pk=above.pk).update(position=row.position)
    FilterRule.objects.filter(pk=row.pk).update(position=above.position)
    _record(actor, "order_filter", mailbox, row)


@transaction.atomic
def delete_rule(actor: Actor, *, mailbox_pk: int, pk: int) -> Rule:
    """Gone; the rule as a value, so that a page can offer it again."""
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    _lock(mailbox)
    row = _get(mailbox, pk)
    _record(actor, "delete_filter", mailbox, row)
    row.delete()
    return row.rule


@transaction.atomic
def rename_folder(mailbox: Mailbox, *, before: str, after: str) -> None:
    """Rules follow a folder (and those below it) to its new name; the caller holds the right."""
    inside = f"{before}/"
    for row in FilterRule.objects.filter(mailbox=mailbox):
        if row.folder == before or row.folder.startswith(inside):
            row.folder = after + row.folder[len(before) :]
            row.save(update_fields=["folder"])
            _lock(mailbox)


def push(mailbox: Mailbox) -> None:
    """Give the store the rules as they are now; outside a transaction. Raises StoreUnavailable."""
    state = FilterState.objects.filter(mailbox=mailbox).first()
    if state is None:
        return
    rules = [row.rule for row in FilterRule.objects.filter(mailbox=mailbox)]
    managesieve.put_script(mailbox.address, script.render(rules))
    # A change made meanwhile has a later `changed_at` and is pushed again.
    FilterState.objects.filter(pk=state.pk).update(pushed_at=state.changed_at)


def push_now(mailbox: Mailbox) -> None:
    """After a change's commit; what fails is left to the periodic job, and the page says so."""
    try:
        push(mailbox)
    except AppError as error:
        logger.warning("rules of a mailbox not pushed yet: %s", error.code)


def push_pending() -> None:
    """The periodic job: what could not be pushed when it was changed."""
    never = Q(pushed_at__isnull=True)
    pending = FilterState.objects.filter(never | Q(pushed_at__lt=F("changed_at")))
    for state in pending.select_related("mailbox"):
        push_now(state.mailbox)


def _lock(mailbox: Mailbox) -> None:
    """The state's row is the lock of a mailbox's rules; it says that the store is behind."""
    FilterState.objects.update_or_create(mailbox=mailbox, defaults={"changed_at": clock.now()})


def _new(mailbox: Mailbox) -> FilterRule:
    rows = FilterRule.objects.filter(mailbox=mailbox)
    if rows.count() >= RULES_MAX:
        raise Conflict("filters_full", f"Mỗi hộp thư có tối đa {RULES_MAX} bộ lọc: bỏ bớt một.")
    last = rows.aggregate(last=Max("position"))["last"]
    return FilterRule(mailbox=mailbox, position=(last or 0) + 1)


def _get(mailbox: Mailbox, pk: int) -> FilterRule:
    row = FilterRule.objects.filter(mailbox=mailbox, pk=pk).first()
    if row is None:
        raise NotFound("filter", "Không có bộ lọc này: có thể đã bị xóa.")
    return row


def _record(actor: Actor, action: str, mailbox: Mailbox, row: FilterRule) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="mailbox",
        object_pk=mailbox.pk,
        facts={"mailbox": mailbox.address, "filter": row.name, "is_on": row.is_on},
    )
