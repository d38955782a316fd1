"""Changing posts that are there: their end, and taking back what was entered by mistake."""

from datetime import date

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base.errors import Invalid
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, Post, StaffClass, Succession
from mailsvc.directory.roles import Role
from mailsvc.directory.services import CHAIN, create_post


@transaction.atomic
def set_end(actor: Actor, *, post: Post, valid_to: date | None) -> None:
    """The day from which the post is held no more; None: until further notice."""
    require_administrator(actor)
    if valid_to is not None and valid_to <= post.valid_from:
        raise Invalid("post_period", "Vị trí phải kết thúc sau khi bắt đầu.")
    post.valid_to = valid_to
    post.save(update_fields=["valid_to"])
    _record(actor, "set_post_end", post)


@transaction.atomic
def remove_post(actor: Actor, *, post: Post) -> None:
    """Take back a post nobody has acted in; ProtectedError when something was done in it."""
    require_administrator(actor)
    _record(actor, "remove_post", post)
    post.delete()


@transaction.atomic
def merge_agency(
    actor: Actor, *, agency: Agency, successors: list[Agency], since: date, legal_basis: str
) -> None:
    """An agency ends and goes on in others; with one heir its people go with it.

    After a split (several heirs) people are moved one by one, by the payroll.
    """
    require_administrator(actor)
    if not legal_basis.strip() or not successors or agency in successors:
        raise Invalid("succession", "Cần số quyết định và cơ quan tiếp nhận khác.")
    agency.valid_to = since
    agency.save(update_fields=["valid_to"])
    for successor in successors:
        Succession.objects.create(
            predecessor=agency, successor=successor, since=since, legal_basis=legal_basis.strip()
        )
    if len(successors) == 1:
        for post in agency.posts.filter(valid_from__lt=since).exclude(valid_to__lte=since):
            _move(actor, post, successors[0], since)
    record(
        actor,
        chain=CHAIN,
        action="merge_agency",
        object_type="Agency",
        object_pk=agency.pk,
        facts={"into": [one.code for one in successors], "legal_basis": legal_basis.strip()},
    )


def _move(actor: Actor, post: Post, agency: Agency, since: date) -> None:
    ends_on = post.valid_to
    set_end(actor, post=post, valid_to=since)
    create_post(
        actor,
        person=post.person,
        agency=agency,
        unit=None,
        title=post.title,
        role=Role(post.role),
        valid_from=since,
        valid_to=ends_on,
        is_main=post.is_main,
        staff_class=StaffClass(post.staff_class),
    )


def _record(actor: Actor, action: str, post: Post) -> None:
    facts = {"person": post.person.payroll_number, "until": str(post.valid_to or "")}
    record(actor, chain=CHAIN, action=action, object_type="Post", object_pk=post.pk, facts=facts)
