"""A filter in words, and the one deleted last, kept in the session to be taken back."""

from dataclasses import asdict
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from mailsvc.base.errors import NotFound
from mailsvc.filters.rules import Actions, Condition, Field, Op, Rule
from webui.mail.forms.filter import FIELDS, OPS

_KEY = "filter_deleted"


def describe(rule: Rule) -> str:
    """“Người gửi có chứa “a”, và … → chuyển vào Báo cáo, gắn sao.”"""
    joint = _(" và ") if rule.needs_all else _(" hoặc ")
    conditions = joint.join(_condition(one) for one in rule.conditions)
    return f"{conditions} → {_actions(rule.actions)}"


def _condition(one: Condition) -> str:
    if one.field is Field.ATTACHMENT:
        return _("có tệp kèm")
    if one.field is Field.LARGER:
        return _("lớn hơn %(n)s MB") % {"n": one.value}
    return f"{dict(FIELDS)[one.field.value]} {dict(OPS)[one.op.value]} “{one.value}”"


def _actions(actions: Actions) -> str:
    said = []
    if actions.folder:
        said.append(_("chuyển vào “%(folder)s”") % {"folder": _folder_name(actions.folder)})
    if actions.marks_read:
        said.append(_("đánh dấu đã đọc"))
    if actions.stars:
        said.append(_("gắn sao"))
    return ", ".join(said)


def _folder_name(folder: str) -> str:
    """As the rail calls it; the store is not asked for that."""
    names = {"Archive": _("Lưu trữ"), "Trash": _("Thùng rác"), "Junk": _("Thư rác")}
    return names.get(folder, folder)


def remember(session: SessionBase, mailbox_pk: int, rule: Rule) -> None:
    """Keep a deleted rule for its undo."""
    session[_KEY] = {"mailbox": mailbox_pk, "rule": asdict(rule)}


def take_back(session: SessionBase, mailbox_pk: int) -> Rule:
    """The kept rule, once. NotFound when none is kept for this mailbox."""
    kept: dict[str, Any] = session.pop(_KEY, {})
    if kept.get("mailbox") != mailbox_pk:
        raise NotFound("filter", _("Không còn bộ lọc nào để khôi phục."))
    said = kept["rule"]
    return Rule(
        name=said["name"],
        conditions=tuple(
            Condition(Field(one["field"]), Op(one["op"]), one["value"])
            for one in said["conditions"]
        ),
        actions=Actions(**said["actions"]),
        needs_all=said["needs_all"],
        is_on=said["is_on"],
        stops=said["stops"],
    )
