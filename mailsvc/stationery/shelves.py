"""Templates: putting them on a shelf and taking them off."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.base.text import clean_line, sort_key
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, Mailbox
from mailsvc.stationery.access import access_agency_stationery
from mailsvc.stationery.models import TEMPLATE_CHARS, Template
from mailsvc.stationery.services import CHAIN
from mailsvc.stationery.texts import clean_text, require_known

TEMPLATES_MAX = 50
_NAME_CHARS, _SUBJECT_CHARS = 100, 300


@dataclass(frozen=True)
class Shelf:
    """Whose templates: a mailbox's or an agency's; exactly one is set."""

    mailbox_pk: int | None = None
    agency_pk: int | None = None


@dataclass(frozen=True)
class TemplateOrder:
    """What a person wants to have ready."""

    name: str
    text: str
    subject: str = ""


def list_shelf(actor: Actor, shelf: Shelf) -> list[Template]:
    """By name; NotFound or Forbidden for who may not change them."""
    _open(actor, shelf)
    return list(_templates(shelf))


def get_template(actor: Actor, shelf: Shelf, *, pk: int) -> Template:
    """One of a shelf the actor may change."""
    _open(actor, shelf)
    return _get(shelf, pk)


@transaction.atomic
def save_template(
    actor: Actor, shelf: Shelf, *, order: TemplateOrder, pk: int | None = None
) -> Template:
    """A new template, or another text for one.

    Invalid for an empty or too long part or an unknown placeholder, Conflict for a name that is
    taken and for a shelf that is full.
    """
    _lock(_open(actor, shelf))
    values = _checked(order)
    others = _templates(shelf).exclude(pk=pk or 0)
    if others.filter(name=values["name"]).exists():
        raise Conflict("template_name", f"Đã có thư mẫu “{values['name']}”: đặt tên khác.")
    if pk is None and others.count() >= TEMPLATES_MAX:
        raise Conflict("templates_full", f"Đã đủ {TEMPLATES_MAX} thư mẫu: xóa bớt rồi thêm.")
    template = _get(shelf, pk) if pk is not None else _on(shelf)
    for name, value in values.items():
        setattr(template, name, value)
    template.sort_key = sort_key(template.name)[:400]
    template.changed_at = clock.now()
    template.save()
    _record(actor, "save_template", shelf, template)
    return template


@transaction.atomic
def delete_template(actor: Actor, shelf: Shelf, *, pk: int) -> TemplateOrder:
    """What it held, so that it can be put back."""
    _open(actor, shelf)
    template = _get(shelf, pk)
    gone = TemplateOrder(template.name, template.text, template.subject)
    _record(actor, "delete_template", shelf, template)
    template.delete()
    return gone


def _open(actor: Actor, shelf: Shelf) -> Mailbox | Agency:
    if shelf.mailbox_pk is not None:
        return access_mailbox_settings(actor, shelf.mailbox_pk)
    return access_agency_stationery(actor, shelf.agency_pk or 0)


def _lock(owner: Mailbox | Agency) -> None:
    """Two at once see each other's names and count."""
    list(type(owner)._default_manager.select_for_update().filter(pk=owner.pk).values_list("pk"))


def _templates(shelf: Shelf) -> QuerySet[Template]:
    if shelf.mailbox_pk is not None:
        return Template.objects.filter(mailbox_id=shelf.mailbox_pk)
    return Template.objects.filter(agency_id=shelf.agency_pk or 0)


def _on(shelf: Shelf) -> Template:
    return Template(mailbox_id=shelf.mailbox_pk, agency_id=shelf.agency_pk)


def _get(shelf: Shelf, pk: int) -> Template:
    found = _templates(shelf).filter(pk=pk).first()
    if found is None:
        raise NotFound("template", "Không có thư mẫu này, hoặc đã có người xóa.")
    return found


def _checked(order: TemplateOrder) -> dict[str, str]:
    name, subject = clean_line(order.name), clean_line(order.subject)
    text = clean_text(order.text)
    if not name or not text:
        raise Invalid("template", "Thư mẫu phải có tên và nội dung.")
    if len(name) > _NAME_CHARS or len(subject) > _SUBJECT_CHARS or len(text) > TEMPLATE_CHARS:
        raise Invalid("template", f"Thư mẫu quá dài: nội dung tối đa {TEMPLATE_CHARS} chữ.")
    require_known(f"{subject}\n{text}")
    return {"name": name, "subject": subject, "text": text}


def _record(actor: Actor, action: str, shelf: Shelf, template: Template) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="template",
        object_pk=template.pk,
        facts={
            "name": template.name,
            "mailbox": shelf.mailbox_pk or 0,
            "agency": shelf.agency_pk or 0,
        },
    )
