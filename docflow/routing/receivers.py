"""Who may be named in a directive: units and people of the document's agency."""

from collections.abc import Iterable

from docflow.documents.models import Document
from docflow.routing.commands import DirectCommand, Receiver
from mailsvc.base import clock
from mailsvc.base.errors import Invalid
from mailsvc.directory.models import Person, Post, Unit, valid_on
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import list_posts, list_units


def check_receivers(document: Document, command: DirectCommand) -> None:
    """Each receiver is one unit or person of the agency, and named once."""
    receivers = [command.lead, *command.cooperating, *command.informed]
    for receiver in receivers:
        _check_one(document.agency_id, receiver)
    if len(set(receivers)) != len(receivers):
        words = "Mỗi đơn vị, cá nhân chỉ giữ một vai trò: chủ trì, phối hợp hoặc để biết."
        raise Invalid("receivers", words, {"cooperating": words})


def find_handler(unit_pk: int, person_pk: int) -> Person:
    """A person of the lead unit whom its head may name."""
    for person in list_unit_people(unit_pk):
        if person.pk == person_pk:
            return person
    words = "Hãy chọn chuyên viên của đơn vị chủ trì."
    raise Invalid("handler", words, {"handler": words})


def list_unit_people(unit_pk: int) -> list[Person]:
    """Officers and heads of a unit, by given name."""
    unit = Unit.objects.get(pk=unit_pk)
    posts = list_posts(unit.agency_id, unit_pk=unit_pk).filter(
        role__in=(Role.OFFICER, Role.UNIT_HEAD)
    )
    return list(dict.fromkeys(post.person for post in posts))


def list_heads(unit_pks: Iterable[int]) -> list[int]:
    """Who heads these units today."""
    posts = Post.objects.filter(
        valid_on(clock.today()), unit_id__in=list(unit_pks), role=Role.UNIT_HEAD
    )
    return list(posts.values_list("person_id", flat=True))


def _check_one(agency_pk: int, receiver: Receiver) -> None:
    words = "Hãy chọn một đơn vị hoặc một người trong cơ quan."
    if (receiver.unit_pk is None) == (receiver.person_pk is None):
        raise Invalid("receiver", words, {"lead": words})
    known = False
    if receiver.unit_pk is not None:
        known = list_units(agency_pk).filter(pk=receiver.unit_pk).exists()
    elif receiver.person_pk is not None:
        known = list_posts(agency_pk).filter(person_id=receiver.person_pk).exists()
    if not known:
        raise Invalid("receiver", words, {"lead": words})
