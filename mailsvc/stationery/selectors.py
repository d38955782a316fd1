"""Reading signatures and templates, filled in for whoever writes."""

from dataclasses import dataclass, replace

from django.db.models import F, Q, Value

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox, Post, valid_on
from mailsvc.stationery.access import access_agency_stationery
from mailsvc.stationery.models import AgencyBlock, Signature, Template
from mailsvc.stationery.placeholders import TO_FILL_IN, About, Facts, fill, written_day

_NOBODY_YET = "…"


def read_own_signature(actor: Actor, *, mailbox_pk: int) -> str:
    """The mailbox's own lines as they were typed, for whoever may change them."""
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    return _own(mailbox)


def read_block(actor: Actor, *, agency_pk: int) -> str:
    """The agency's lines as they were typed, for whoever may change them."""
    agency = access_agency_stationery(actor, agency_pk)
    return _block(agency.pk)


def sign_for(actor: Actor, mailbox: Mailbox) -> str:
    """What a mail of this mailbox ends with: the agency's block, then the mailbox's own lines.

    For a mailbox the actor may send from; "" where nobody has set anything.
    """
    texts = _both(mailbox)
    if not texts:
        return ""
    facts = facts_of(actor, mailbox)
    parts = (fill(text, facts).strip("\n") for text in texts)
    return "\n".join(part for part in parts if part)


def facts_of(actor: Actor, mailbox: Mailbox, *, to: str = "") -> Facts:
    """Of the owner of a personal mailbox, of the writer in a shared one."""
    owner = mailbox.owner
    person_pk = owner.person_id if owner is not None else actor.person_pk
    post = _main_post(person_pk) if person_pk is not None else None
    agency = mailbox.agency or (post.agency if post else None)
    return Facts(
        ten=mailbox.name if owner is not None else actor.name,
        chuc_vu=post.title if post else "",
        phong=post.unit.name if post and post.unit else "",
        co_quan=agency.name if agency else "",
        thu=mailbox.address,
        nguoi_nhan=to,
        ngay=written_day(clock.today()),
    )


def _both(mailbox: Mailbox) -> list[str]:
    """The agency's lines and the own ones, in one query: every page a mail is begun on asks."""
    blocks = AgencyBlock.objects.filter(pk=mailbox.agency_id or 0).annotate(place=Value(0))
    own = Signature.objects.filter(pk=mailbox.pk).annotate(place=Value(1))
    rows = blocks.values_list("place", "text").union(own.values_list("place", "text"), all=True)
    return [text for _, text in sorted(rows)]


def _own(mailbox: Mailbox) -> str:
    return Signature.objects.filter(pk=mailbox.pk).values_list("text", flat=True).first() or ""


def _block(agency_pk: int | None) -> str:
    if agency_pk is None:
        return ""
    return AgencyBlock.objects.filter(pk=agency_pk).values_list("text", flat=True).first() or ""


def _main_post(person_pk: int) -> Post | None:
    held = Post.objects.filter(valid_on(clock.today()), person_id=person_pk)
    return held.select_related("unit", "agency").order_by("-is_main", "pk").first()


@dataclass(frozen=True)
class Ready:
    """A template filled in for the mail at hand."""

    subject: str
    text: str


def list_ready(mailbox: Mailbox) -> list[Template]:
    """Templates for mails of a mailbox the caller may send from: its own, then its agency's."""
    fits = Q(mailbox=mailbox) | Q(agency_id=mailbox.agency_id or 0)
    return list(
        Template.objects.filter(fits).order_by(
            F("agency_id").asc(nulls_first=True), "sort_key", "pk"
        )
    )


def fill_ready(
    actor: Actor,
    mailbox: Mailbox,
    *,
    author: Mailbox,
    pk: int,
    to: str,
    about: About | None = None,
) -> Ready:
    """One of `list_ready`, filled in for who stands in From; NotFound for any other.

    `about`: the document the mail is about. What it lacks is left to be filled in.
    """
    found = next((one for one in list_ready(mailbox) if one.pk == pk), None)
    if found is None:
        raise NotFound("template", "Không có thư mẫu này, hoặc đã có người xóa.")
    facts = replace(facts_of(actor, author, to=to or _NOBODY_YET), about=about or TO_FILL_IN)
    return Ready(clean_line(fill(found.subject, facts)), fill(found.text, facts))
