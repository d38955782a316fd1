"""Whose step it is, in words: every refusal says who may do it and whom to ask."""

from collections.abc import Iterable

from docflow.documents.models import Document
from docflow.routing.models import Assignment
from docflow.routing.parties import find_lead
from docflow.rules.parts import PartParty, PartRow
from docflow.rules.transitions import Party, Transition
from mailsvc.base.errors import Forbidden

_WORDS = {
    Party.CLERK: "văn thư cơ quan",
    Party.LEADER: "lãnh đạo cơ quan",
    Party.HELPER: "đơn vị, người phối hợp",
    Party.HELPER_HEAD: "trưởng đơn vị phối hợp",
    Party.PART: "người được phân việc",
    Party.DRAFTER: "chuyên viên, trưởng đơn vị",
    Party.AUTHOR: "người soạn dự thảo",
    Party.REVIEWER: "trưởng đơn vị soạn thảo",
}
_PART_WORDS = {
    PartParty.HOLDER: "người được giao phần việc",
    PartParty.CHIEF: "trưởng đơn vị được giao, hoặc người được giao đích danh",
    PartParty.GIVER: "người giao việc",
    PartParty.SETTER: "người đặt hạn",
}


def not_yours(document: Document, rows: Iterable[Transition]) -> Forbidden:
    """The refusal of a step to the wrong person: whose it is, by role and where known by name."""
    rows = list(rows)
    parties = {party for row in rows for party in row.parties}
    who = " hoặc ".join(_party_words(document, party) for party in Party if party in parties)
    label = f"“{rows[0].label}”" if rows else "này"
    return Forbidden("not_your_step", f"Việc {label} là của {who}; đồng chí hãy hỏi người đó.")


def part_not_yours(part: Assignment, row: PartRow) -> Forbidden:
    """The same for one receiver's part."""
    who = " hoặc ".join(_PART_WORDS[party] for party in PartParty if party in row.parties)
    name = ""
    if PartParty.SETTER in row.parties and part.given_by is not None:
        name = f" ({part.given_by.full_name})"
    elif PartParty.HOLDER in row.parties:
        name = f" ({name_of(part)})"
    return Forbidden(
        "not_your_part", f"Việc “{row.label}” là của {who}{name}; đồng chí hãy hỏi người đó."
    )


def name_of(part: Assignment) -> str:
    """`Lò Văn Páo, Phòng CNTT`, or whichever of the two is known."""
    names = [part.person.full_name] if part.person else []
    names += [part.unit.name] if part.unit else []
    return ", ".join(names)


def _party_words(document: Document, party: Party) -> str:
    if party not in {Party.LEAD, Party.LEAD_HEAD}:
        return _WORDS[party]
    words = "đơn vị, người chủ trì" if party == Party.LEAD else "trưởng đơn vị chủ trì"
    lead = find_lead(document)
    return f"{words} ({name_of(lead)})" if lead else words
