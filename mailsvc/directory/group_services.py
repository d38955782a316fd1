"""Changes to groups: administrators only, checked, written and audited."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from mailsvc.audit.services import JSON, record
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.directory.addresses import fold_words, free_mail_address
from mailsvc.directory.groups import find_group
from mailsvc.directory.models import (
    Account,
    Agency,
    GroupMember,
    GroupSender,
    Mailbox,
    MailGroup,
    Unit,
)
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import find_mailbox
from mailsvc.directory.services import CHAIN


@dataclass(frozen=True)
class PostRule:
    """Everybody whose post fits belongs; what is left out fits every post."""

    agency: Agency | None = None
    unit: Unit | None = None
    role: Role | None = None


@transaction.atomic
def create_group(
    actor: Actor,
    *,
    address: str,
    name: str,
    agency: Agency | None = None,
    writers: MailGroup.Writers = MailGroup.Writers.INSIDE,
    rule: PostRule | None = None,
) -> MailGroup:
    """A group, empty but for those a rule brings; Conflict when the address is taken."""
    require_administrator(actor)
    group = build_group(
        address=free_mail_address(address), name=name, agency=agency, writers=writers, rule=rule
    )
    group.save()
    _record(actor, "create_group", group, {"writers": group.writers, "by_post": group.by_post})
    return group


def build_group(
    *,
    address: str,
    name: str,
    agency: Agency | None,
    writers: MailGroup.Writers,
    rule: PostRule | None = None,
) -> MailGroup:
    """An unsaved group with its search key filled (for imports that write in bulk)."""
    name = clean_line(name)
    if not name:
        raise Invalid("group", "Nhóm thư cần có tên.")
    if writers == MailGroup.Writers.AGENCY and agency is None:
        raise Invalid("group", "Nhóm này cần có cơ quan.")
    group = MailGroup(address=address, name=name, agency=agency, writers=writers)
    _set_rule(group, rule)
    group.fold_key = _fold_key(group)
    return group


@transaction.atomic
def rename_group(actor: Actor, *, address: str, name: str) -> MailGroup:
    """Another name; the address stays, people know it."""
    require_administrator(actor)
    group = _locked(address)
    group.name = clean_line(name) or group.name
    group.fold_key = _fold_key(group)
    group.save(update_fields=["name", "fold_key"])
    _record(actor, "rename_group", group, {"name": group.name})
    return group


@transaction.atomic
def add_member(actor: Actor, *, address: str, member: str) -> None:
    """A mailbox (an alias leads to its own) or another group; once, however often it is added.

    Conflict when the other group holds this one, or the nesting would be too deep.
    """
    require_administrator(actor)
    group = _locked(address)
    mailbox, subgroup = _find_member(member)
    if subgroup is not None:
        _refuse_circle(group, subgroup)
    _, is_new = GroupMember.objects.get_or_create(group=group, mailbox=mailbox, subgroup=subgroup)
    if is_new:
        _record(actor, "add_group_member", group, {"member": str(mailbox or subgroup)})


@transaction.atomic
def remove_member(actor: Actor, *, address: str, member: str) -> None:
    """NotFound for one that is not named in it; a rule's people go with their posts."""
    require_administrator(actor)
    group = _locked(address)
    mailbox, subgroup = _find_member(member)
    gone, _ = GroupMember.objects.filter(group=group, mailbox=mailbox, subgroup=subgroup).delete()
    if not gone:
        raise NotFound("group_member", f"{member} không có trong nhóm.")
    _record(actor, "remove_group_member", group, {"member": str(mailbox or subgroup)})


@transaction.atomic
def set_writers(actor: Actor, *, address: str, writers: MailGroup.Writers) -> MailGroup:
    """Who may write to the group."""
    require_administrator(actor)
    group = _locked(address)
    if writers == MailGroup.Writers.AGENCY and group.agency_id is None:
        raise Invalid("group", "Nhóm này cần có cơ quan.")
    group.writers = writers
    group.save(update_fields=["writers"])
    _record(actor, "set_group_writers", group, {"writers": writers.value})
    return group


@transaction.atomic
def set_post_rule(actor: Actor, *, address: str, rule: PostRule | None) -> MailGroup:
    """Who belongs by post; None: only those named."""
    require_administrator(actor)
    group = _locked(address)
    _set_rule(group, rule)
    group.save(update_fields=["by_post", "post_agency", "post_unit", "post_role"])
    _record(actor, "set_group_rule", group, _rule_facts(group))
    return group


@transaction.atomic
def allow_sender(actor: Actor, *, address: str, account: Account) -> None:
    """This account may write to the group whatever its rule says."""
    require_administrator(actor)
    group = _locked(address)
    GroupSender.objects.get_or_create(group=group, account=account)
    _record(actor, "allow_group_sender", group, {"sender": account.address})


@transaction.atomic
def forbid_sender(actor: Actor, *, address: str, account: Account) -> None:
    """Take that back; the rule still counts."""
    require_administrator(actor)
    group = _locked(address)
    GroupSender.objects.filter(group=group, account=account).delete()
    _record(actor, "forbid_group_sender", group, {"sender": account.address})


@transaction.atomic
def set_closed(actor: Actor, *, address: str, is_closed: bool) -> MailGroup:
    """A closed group takes no mail; its address stays its own, and it may be opened again."""
    require_administrator(actor)
    group = _locked(address)
    group.is_closed = is_closed
    group.save(update_fields=["is_closed"])
    _record(actor, "close_group" if is_closed else "open_group", group, {})
    return group


def _locked(address: str) -> MailGroup:
    known = find_group(address)
    if known is None:
        raise NotFound("group", "Không có nhóm thư này.", group=address)
    return MailGroup.objects.select_for_update().get(pk=known.pk)


def _find_member(address: str) -> tuple[Mailbox | None, MailGroup | None]:
    mailbox = find_mailbox(address)
    if mailbox is not None:
        return mailbox, None
    subgroup = find_group(address)
    if subgroup is None:
        raise NotFound("group_member", f"Không có hộp thư hay nhóm {address}.")
    return None, subgroup


def _refuse_circle(group: MailGroup, subgroup: MailGroup) -> None:
    """Two changes at once can still close a circle: expansion walks one only once."""
    below = _levels(subgroup, downwards=True)
    if any(group.pk in level for level in below):
        raise Conflict("group_circle", f"Nhóm {subgroup.address} đã chứa nhóm {group.address}.")
    depth = len(_levels(group, downwards=False)) + len(below)
    if depth > settings.GROUP_DEPTH_MAX:
        raise Conflict("group_too_deep", f"Nhóm lồng nhau quá {settings.GROUP_DEPTH_MAX} tầng.")


def _levels(group: MailGroup, *, downwards: bool) -> list[set[int]]:
    """Groups in (or around) this one, level by level, itself first; bounded where circles are."""
    column, other = ("group", "subgroup") if downwards else ("subgroup", "group")
    levels = [{group.pk}]
    while len(levels) <= settings.GROUP_DEPTH_MAX:
        rows = GroupMember.objects.filter(
            **{f"{column}_id__in": levels[-1], f"{other}__isnull": False}
        )
        found = set(rows.values_list(f"{other}_id", flat=True))
        if not found:
            break
        levels.append(found)
    return levels


def _set_rule(group: MailGroup, rule: PostRule | None) -> None:
    if rule is not None and rule.unit is not None and rule.agency is None:
        raise Invalid("group", "Đơn vị phải đi cùng cơ quan.")
    group.by_post = rule is not None
    group.post_agency = rule.agency if rule else None
    group.post_unit = rule.unit if rule else None
    group.post_role = rule.role.value if rule and rule.role else ""


def _rule_facts(group: MailGroup) -> dict[str, JSON]:
    return {
        "by_post": group.by_post,
        "agency": group.post_agency.code if group.post_agency else "",
        "unit": group.post_unit.code if group.post_unit else "",
        "role": group.post_role,
    }


def _fold_key(group: MailGroup) -> str:
    code = group.agency.code if group.agency else ""
    return fold_words(group.name, group.address.partition("@")[0], code)


def _record(actor: Actor, action: str, group: MailGroup, facts: dict[str, JSON]) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="MailGroup",
        object_pk=group.pk,
        facts={"group": group.address, **facts},
    )
