"""Every address of documents, daily work and statistics, and who may go through it.

`test_doors.py` sends everybody else there. `opens_to` is somebody for whom the same address with
the same form is no closed door; `closed_to` names people who are refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.urls import reverse

from docflow.catalogue.services import add_item
from docflow.documents.selectors import list_files
from docflow.models import Arrival, Document, SavedSearch
from docflow.papers.services import enter_secret, lend_copy
from docflow.register.earlier import ask_earlier
from docflow.register.holds import hold_number
from docflow.register.services import open_register
from docflow.routing.typing_services import keep_typed
from docflow.search.services import save_search
from mailsvc.base import clock
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.deputies import DeputeCommand, depute
from mailsvc.directory.models import Deputation, Mailbox
from mailsvc.directory.roles import Role
from mailsvc.survey.services import open_round
from mailsvc.usage import rollup
from tests.factories import make_member
from tests.service.docflow.offices import (
    REASON,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    make_file,
    make_incoming,
)
from tests.service.usage.support import NOVEMBER
from tests.support.memory_store import MemoryStore
from tests.support.signed_pdf import make_pdf
from tests.web.documents.test_register_from_mail import make_mail
from webui.documents.uploads import seal

SECRET = "nhân sự chủ chốt chưa công bố"
OUTSIDE = ("f_clerk", "f_leader", "f_officer", "sysadmin")
NOT_CLERKS = ("leader", "officer", "f_officer", "sysadmin")
NOT_KEEPERS = ("clerk", "leader", "officer", "f_leader")


@dataclass(frozen=True)
class Scene:
    """What the addresses name, and the people."""

    people: dict[str, Actor]
    pks: dict[str, int]
    token: str


@dataclass(frozen=True)
class Row:
    """One address. `hides` only: open to all, but what is another's is not on it."""

    opens_to: str
    closed_to: tuple[str, ...] = OUTSIDE
    args: Callable[[Scene], list[object]] = lambda scene: []
    post: dict[str, object] | None = None
    query: Callable[[Scene], str] = lambda scene: ""
    hides: bool = field(default=False)
    refusal: frozenset[int] = frozenset({404})
    signed_out: int = 302

    def path(self, name: str, scene: Scene) -> str:
        return reverse(name, args=self.args(scene)) + self.query(scene)

    def form(self, scene: Scene) -> dict[str, object]:
        """What is sent; `{names}` are keys of the scene."""
        sent = self.post or {}
        return {
            key: value.format_map(scene.pks) if isinstance(value, str) else value
            for key, value in sent.items()
        }


def _of(what: str, *more: object) -> Callable[[Scene], list[object]]:
    return lambda scene: [scene.pks[what], *more]


def _fixed(*args: object) -> Callable[[Scene], list[object]]:
    return lambda scene: list(args)


def _own(opens_to: str = "officer", query: str = "", *args: object) -> Row:
    return Row(opens_to, OUTSIDE, _fixed(*args), query=lambda scene: query, hides=True)


def _step(opens_to: str, what: str = "incoming", **data: object) -> Row:
    return Row(opens_to, OUTSIDE, _of(what), post=data)


def _clerks(query: Callable[[Scene], str] = lambda scene: "") -> Row:
    return Row("clerk", NOT_CLERKS, query=query, refusal=frozenset({403}))


def _keeping(*args: object, post: bool = False) -> Row:
    closed = frozenset({403})
    return Row("keeper", NOT_KEEPERS, _fixed(*args), post={} if post else None, refusal=closed)


_ARRIVALS = ("f_leader", "f_officer", "clerk", "sysadmin")
_MAIL = "?mailbox={mailbox}&folder=INBOX&uid={uid}"
_REPLY = (2009, "STTTT")
_NO_BOOK = ("officer", "f_officer", "sysadmin")
_NO_LIST = ("officer", "f_officer", "f_clerk", "f_leader")
_FORBIDDEN, _EITHER = frozenset({403}), frozenset({403, 404})
DOCUMENTS = {
    "home": _own("clerk"),
    "outgoing": _own("clerk"),
    "box": _own("officer", "", "dang-giai-quyet"),
    "find": _own("officer", "?q=nhan+su"),
    "export_found": _own("officer", "?q=nhan+su&dang=xlsx"),
    "keep_search": Row("officer", OUTSIDE, post={"name": "x", "query": "q=a"}, hides=True),
    "drop_search": Row("clerk", (*OUTSIDE, "leader", "officer"), _of("search"), post={}),
    "book": Row("clerk", ("officer", "sysadmin"), _fixed("den", 2009)),
    "closing": Row("clerk", ("officer", "sysadmin"), _fixed("den", 2009)),
    "keeping": Row("leader", _NO_BOOK, refusal=_FORBIDDEN),
    "held": Row("leader", _NO_BOOK, refusal=_FORBIDDEN),
    "void_hold": Row(
        "leader", ("clerk", *OUTSIDE), _of("hold"), post={"reason": REASON}, refusal=_EITHER
    ),
    "earlier": Row("clerk", _NO_BOOK, refusal=_FORBIDDEN),
    "answer_earlier": Row(
        "leader", ("clerk", *OUTSIDE), _of("earlier"), post={"is_granted": "1"}, refusal=_EITHER
    ),
    "posts": Row("leader", _NO_BOOK, refusal=_FORBIDDEN),
    "kept_copies": Row("leader", _NO_BOOK, refusal=_FORBIDDEN),
    "copy_returned": Row(
        "clerk", ("leader", *OUTSIDE, "officer"), _of("copy"), post={}, refusal=_EITHER
    ),
    "secret_papers": Row("leader", _NO_BOOK, refusal=_FORBIDDEN),
    "void_secret_paper": Row(
        "leader", ("clerk", *OUTSIDE), _of("secret"), post={"reason": REASON}, refusal=_EITHER
    ),
    "catalogue": Row("sysadmin", ("officer", "f_officer"), refusal=_FORBIDDEN),
    "end_item": Row("clerk", _NO_LIST, _of("item"), post={"valid_to": ""}, refusal=_FORBIDDEN),
    "withdraw_item": Row("clerk", _NO_LIST, _of("item"), post={}, refusal=_FORBIDDEN),
    "intake": _clerks(),
    "separator": _clerks(),
    "register": _clerks(),
    "register_from_mail": Row(
        "clerk", NOT_CLERKS, query=lambda s: _MAIL.format_map(s.pks), refusal=frozenset({403, 404})
    ),
    "arrival": Row("f_clerk", _ARRIVALS, _of("arrival")),
    "register_arrival": Row("f_clerk", _ARRIVALS, _of("arrival")),
    "refuse_arrival": Row("f_clerk", _ARRIVALS, _of("arrival"), post={"reason": REASON}),
    "arrival_file": Row("f_clerk", _ARRIVALS, _of("arrival_file")),
    "arrival_file_page": Row("f_clerk", _ARRIVALS, _of("arrival_file", 1)),
    "kept_page": Row(
        "clerk",
        (*OUTSIDE, "leader"),
        query=lambda s: f"?giu={s.token}&tep=0&trang=1",
        refusal=frozenset({422}),
    ),
    "document": Row("officer", OUTSIDE, _of("incoming")),
    "file": Row("officer", OUTSIDE, _of("file")),
    "file_page": Row("officer", OUTSIDE, _of("file", 1)),
    "stamped": Row("officer", OUTSIDE, _of("file")),
    "slip": Row("officer", OUTSIDE, _of("incoming")),
    "preview": Row("officer", OUTSIDE, _of("approved")),
    "edit_draft": Row("officer", OUTSIDE, _of("approved")),
    "draft": Row("officer", ("clerk", "leader", "f_clerk", "sysadmin"), refusal=frozenset({403})),
    "keep_typed": Row(
        "officer",
        ("clerk", "leader", "f_clerk", "sysadmin"),
        post={"typed": "0" * 32, "subject": "x"},
        refusal=frozenset({403}),
        signed_out=401,
    ),
    "drop_typed": Row("officer", (*OUTSIDE, "leader"), post={"typed": "a" * 32}),
    "present": _step("clerk"),
    "note": _step("leader"),
    "direct": _step("leader", text="x", lead="u{unit}"),
    "accept": _step("officer"),
    "add_work_note": _step("officer", text="x"),
    "complete": _step("officer", result="Đã làm."),
    "redirect": _step("leader", text="x", lead="u{unit}"),
    "nudge": _step("leader"),
    "correct": _step("leader", text="x"),
    "sub_assign": _step("head", text="x"),
    "report": _step("officer", result="x"),
    "approve_result": _step("leader"),
    "decline_result": _step("leader", reason=REASON),
    "reopen": _step("leader", reason=REASON),
    "file_away": _step("officer", file_code="1/VP"),
    "recall": _step("clerk", reason=REASON),
    "part": Row("other_head", OUTSIDE, _of("part", "accept_part"), post={}),
    "return_directive": _step("head", reason=REASON),
    "draft_reply": _step("officer"),
    "submit": _step("officer", "approved"),
    "approve_content": _step("head", "approved"),
    "approve": _step("leader", "approved"),
    "return_draft": _step("clerk", "approved", reason=REASON),
    "assign_number": _step("clerk", "approved"),
    "seal": _step("clerk", "approved"),
    "issue": _step("clerk", "approved"),
    "void_number": _step("leader", "approved", reason=REASON),
}
WORK = {
    "home": _own("officer"),
    "box": _own("officer", "", "complete"),
    "bulk": Row("clerk", OUTSIDE, _fixed("present"), post={"row": ["1"]}, hides=True),
    "filing": _own("officer"),
    "overview": Row("leader", ("clerk", "officer", "sysadmin"), refusal=frozenset({403})),
    "see_all": Row("officer", OUTSIDE, post={}, hides=True),
    "deputies": _own("officer"),
    "end_deputation": Row("leader", (*OUTSIDE, "officer"), _of("deputation"), post={}),
    "search": _own("officer", "?q=nhan+su"),
}
ADOPTION = {
    "home": _own(),
    "trend": _own(),
    "league": _own(),
    "funnel": _own(),
    "cohorts": _own(),
    "lifecycle": _own(),
    "quality": _own(),
    "mine": _own(),
    "survey": _own(),
    "survey_year": _own("leader", "", 2009),
    "export": _own("officer", "", "2009-11", "xlsx"),
    "look": _keeping(post=True),
    "payroll": _keeping(),
    "payroll_template": _keeping(),
    "payroll_file": _keeping(1),
    "payroll_apply": _keeping(1, post=True),
    "payroll_undo": _keeping(1, post=True),
    "leave": _keeping(),
    "leave_remove": _keeping(1, post=True),
    "outages": _keeping(),
    "outage_remove": _keeping(1, post=True),
    "declared": _keeping(),
    "declared_withdraw": _keeping(1, post=True),
    "closing": _keeping(),
    "closing_lock": _keeping("2009-11", post=True),
    "closing_revise": _keeping("2009-11", post=True),
    "targets": _keeping(),
    "target_remove": _keeping(1, post=True),
    "versions": _keeping(),
    "version_withdraw": _keeping("TX-1", post=True),
    "survey_open": _keeping(post=True),
    "survey_close": _keeping(2009, post=True),
    "survey_reply": Row("clerk", ("f_clerk", "f_leader"), _fixed(*_REPLY)),
    "survey_hand_over": Row("clerk", ("f_clerk", "f_leader"), _fixed(*_REPLY), post={}),
    "survey_sign": Row("leader", ("f_clerk", "f_leader"), _fixed(*_REPLY), post={}),
    "survey_give_back": Row("leader", ("f_clerk", "f_leader"), _fixed(*_REPLY), post={}),
}
ROWS: dict[str, Row] = {
    **{f"documents:{name}": row for name, row in DOCUMENTS.items()},
    **{f"work:{name}": row for name, row in WORK.items()},
    **{f"adoption:{name}": row for name, row in ADOPTION.items()},
}


def set_scene(office: Office, finance: Office, store: MemoryStore) -> Scene:
    """An incoming document under way, one about to be numbered, one that reached finance."""
    letter = make_file(make_pdf())
    incoming = make_incoming(office, subject=SECRET, files=(letter,))
    bring_incoming_to(office, "in_progress", incoming)
    approved = bring_outgoing_to(office, "approved", finance.agency, subject=SECRET)
    bring_outgoing_to(office, "issued", finance.agency)
    rollup.fill(NOVEMBER)
    open_round(SYSTEM, year=2009, as_of=date(2009, 9, 30), due_on=date(2009, 12, 15))
    keep_typed(office.officer, token="a" * 32, fields={"subject": [SECRET]})
    keeper = make_member(office.agency, Role.STATISTICIAN, name="Mùa A Tủa", local="thongke")
    theirs = {f"f_{name}": getattr(finance, name) for name in ("clerk", "leader", "officer")}
    return Scene(
        people={**office.everyone, **theirs, "keeper": keeper.actor},
        pks=_pks(office, incoming, approved, store),
        token=seal(office.clerk, (letter,)),
    )


def _pks(
    office: Office, incoming: Document, approved: Document, store: MemoryStore
) -> dict[str, int]:
    save_search(office.clerk, name="Quá hạn", query="han=late")
    today = clock.today()
    command = DeputeCommand(
        deputy_pk=office.other_head.person_pk or 0,
        scope="direct",
        first_on=today,
        last_on=today,
        legal_basis="12/GUQ-STTTT",
    )
    depute(office.leader, command)
    arrival = Arrival.objects.get()
    return {
        **_books(office),
        "incoming": incoming.pk,
        "unit": office.other_unit.pk,
        "approved": approved.pk,
        "file": list_files(incoming)[0].pk,
        "part": incoming.assignments.get(part="cooperate").pk,
        "arrival": arrival.pk,
        "arrival_file": arrival.files.all()[0].pk,
        "search": SavedSearch.objects.get().pk,
        "deputation": Deputation.objects.get().pk,
        "mailbox": Mailbox.objects.get(address=office.clerk.address).pk,
        "uid": store.put(office.clerk.address, make_mail()),
    }


def _books(office: Office) -> dict[str, int]:
    """A number held, an earlier day asked for, an entry of the agency's own list."""
    agency_pk, yesterday = office.agency.pk, clock.today() - timedelta(days=1)
    open_register(office.agency, "in", yesterday.year)
    hold = hold_number(
        office.clerk, agency_pk=agency_pk, doc_type="cong_van", paper=SECRET, reason=REASON
    )
    asked = ask_earlier(
        office.clerk,
        agency_pk=agency_pk,
        direction="in",
        day=yesterday,
        paper=SECRET,
        reason=REASON,
    )
    numbered = bring_outgoing_to(office, "numbered", subject=SECRET)
    copy = lend_copy(
        office.clerk,
        agency_pk=agency_pk,
        symbol=numbered.symbol,
        user_pk=office.officer.person_pk or 0,
        allowed_by_pk=office.leader.person_pk or 0,
        used_on=clock.today(),
    )
    secret = enter_secret(
        office.clerk,
        agency_pk=agency_pk,
        direction="in",
        level="mat",
        issuer="Công an tỉnh",
        holder_pk=office.clerk.person_pk or 0,
    )
    item = add_item(office.clerk, agency_pk=agency_pk, kind="type", name="Phiếu hẹn", abbr="PH")
    return {
        "hold": hold.pk,
        "earlier": asked.pk,
        "item": item.pk,
        "copy": copy.pk,
        "secret": secret.pk,
    }
