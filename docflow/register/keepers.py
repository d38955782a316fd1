"""Who may do what with a book as a whole, and how it is journalled."""

from collections.abc import Mapping

from docflow.documents.access import need_person
from docflow.documents.services import say_on_behalf
from docflow.register.models import Register
from mailsvc.audit import services as audit
from mailsvc.base.errors import Forbidden
from mailsvc.directory.actor import Actor, StandIn
from mailsvc.directory.roles import Role


def need_keeper(actor: Actor, register: Register) -> int:
    """The clerk keeps the book, the leader answers for it; who of them acts."""
    return need_keeper_of(actor, register.agency_id)


def need_keeper_of(actor: Actor, agency_pk: int) -> int:
    """The same for any book of an agency."""
    if not any(actor.has_role(one, agency_pk=agency_pk) for one in (Role.CLERK, Role.LEADER)):
        raise Forbidden("register", "Chỉ văn thư và lãnh đạo cơ quan làm việc này với sổ.")
    return need_person(actor)


def need_clerk(actor: Actor, register: Register) -> int:
    """Only the clerk gives and holds numbers (ND30 art. 15)."""
    if not _holds(actor, register, Role.CLERK):
        raise Forbidden("register", "Chỉ văn thư cơ quan được cấp và giữ số.")
    return need_person(actor)


def need_leader(actor: Actor, register: Register) -> int:
    """Only the leader answers for a departure from the order of the book."""
    if not _holds(actor, register, Role.LEADER):
        raise Forbidden(
            "register", "Việc này lãnh đạo cơ quan quyết định: hãy trình lãnh đạo, nêu lý do."
        )
    return need_person(actor)


def leads_through(actor: Actor, agency_pk: int) -> StandIn | None:
    """The absent leader of the agency for whom the actor directs today; None for nobody."""
    fit = (one for one in actor.stand_ins if one.actor.has_role(Role.LEADER, agency_pk=agency_pk))
    return next(fit, None)


def may_answer(actor: Actor, agency_pk: int) -> bool:
    """True for the leader, and for who directs in his place."""
    is_leader = actor.has_role(Role.LEADER, agency_pk=agency_pk)
    return is_leader or leads_through(actor, agency_pk) is not None


def journal_book(
    actor: Actor,
    register: Register,
    action: str,
    facts: Mapping[str, audit.JSON],
    *,
    stand_in: StandIn | None = None,
) -> None:
    """One act on a book in its agency's journal; locks the chain, so it comes last."""
    audit.record(
        actor,
        chain=register.agency.code,
        action=action,
        object_type="register",
        object_pk=register.pk,
        facts={"register": register.name, **facts},
        on_behalf_of=say_on_behalf(stand_in),
    )


def _holds(actor: Actor, register: Register, *roles: Role) -> bool:
    return any(actor.has_role(role, agency_pk=register.agency_id) for role in roles)
