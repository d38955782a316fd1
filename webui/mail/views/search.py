"""Search in one mailbox: the box with operators, the form, and the steps of a long search."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.base.text import clean_line
from mailsvc.labels.selectors import list_labels
from mailsvc.mailindex.selectors import Gap, Hit
from mailsvc.mailstore.query import Query
from mailsvc.mailstore.values import Folder, FolderRole, Row
from webui.mail import finding, snippets
from webui.mail.door import Door, open_door
from webui.mail.forms.matching import CHOICES
from webui.mail.forms.search import SearchForm
from webui.mail.labelled import read_named
from webui.mail.lines import short_time
from webui.mail.listing import Asked, message_url
from webui.mail.rail import folder_label, make_rail
from webui.mail.snippets import Pieces
from webui.mail.store import open_store
from webui.shared.http import WebRequest

_SIZE = 50
_QUERY_CHARS = 200


@dataclass(frozen=True)
class Asking:
    """What the address asks for; `at` is where a long search goes on."""

    text: str
    query: Query
    folder: str
    page: int
    at: Gap | None


@dataclass(frozen=True)
class Line:
    """A hit as the page shows it."""

    row: Row
    who: Pieces
    subject: Pieces
    snippet: Pieces
    place: str
    when: str
    url: str


def search_mails(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """What is found at once, and a link (with scripts: a loader) that goes on where needed."""
    door = open_door(request.actor, mailbox_pk)
    tags = list_labels(door.mailbox.pk)
    form = SearchForm(request.GET if "form" in request.GET else None, labels=tags)
    if form.is_bound and form.is_valid():
        return _to_text(mailbox_pk, form.to_text(), request.GET.get("folder", ""))
    asking = _read(request, door.mailbox.pk)
    context: dict[str, Any] = {"door": door, "asking": asking, "form": form, "query": asking.text}
    with open_store(door.mailbox) as session:
        folders = session.list_folders()
        if asking.text:
            chosen = finding.choose_folders(folders, asking.folder, asking.query)
            answer = finding.find(
                *(request.actor, door.mailbox, session, asking.query, chosen, asking.page, _SIZE)
            )
            context |= _found(door, asking, folders, answer)
    context["rail"] = make_rail(request.actor, door.mailbox, folders, others=door.others)
    context["acts"], context["tags"] = CHOICES, tags
    context["folders"] = [(f.name, folder_label(f)) for f in folders]
    return render(request, "mail/search.html", context)


def search_on(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """The next step of a long search; without scripts a page of its own."""
    door = open_door(request.actor, mailbox_pk)
    asking = _read(request, door.mailbox.pk)
    if not asking.text or asking.at is None:
        raise NotFound("search_step", "Không có phần tìm tiếp này.")
    with open_store(door.mailbox) as session:
        folders = session.list_folders()
        chosen = finding.choose_folders(folders, asking.folder, asking.query)
        answer = finding.find(*(request.actor, door.mailbox, session, asking.query, chosen, 1, 1))
        step = finding.step(
            *(request.actor, door.mailbox, session, asking.query, answer.gaps, asking.at)
        )
        rail = make_rail(request.actor, door.mailbox, folders, others=door.others)
    labels = {f.name: folder_label(f) for f in folders}
    context = {
        "door": door,
        "asking": asking,
        "query": asking.text,
        "rail": rail,
        "lines": [_row_line(door, asking, folders, name, row) for name, row in step.rows],
        "next_url": _step_url(door, asking, step.at),
        "going_on": labels.get(step.at.folder, "") if step.at else "",
        "mails_left": step.mails_left,
        "back_url": _url(door.mailbox.pk, asking),
    }
    name = "_search_step" if request.htmx else "search_on"
    return render(request, f"mail/{name}.html", context)


def _read(request: HttpRequest, mailbox_pk: int) -> Asking:
    text = clean_line(request.GET.get("q", ""))[:_QUERY_CHARS]
    page, uid = request.GET.get("page", ""), request.GET.get("uid", "")
    at = request.GET.get("at", "")
    return Asking(
        text=text,
        query=read_named(text, mailbox_pk),
        folder=clean_line(request.GET.get("folder", ""))[:240],
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
        at=Gap(at, int(uid)) if at and uid.isdecimal() and len(uid) < 11 else None,
    )


def _to_text(mailbox_pk: int, text: str, folder: str) -> HttpResponseRedirect:
    asked = {"q": text, "folder": folder}
    return redirect(f"{reverse('mail:search', args=[mailbox_pk])}?{_encoded(asked)}")


def _found(
    door: Door, asking: Asking, folders: list[Folder], answer: finding.Answer
) -> dict[str, Any]:
    found = answer.found
    first = (found.page - 1) * _SIZE + 1
    at = next((gap for gap in answer.gaps if gap.last_uid), None)
    labels = {f.name: folder_label(f) for f in folders}
    return {
        "lines": [_hit_line(door, asking, folders, hit, answer.texts) for hit in found.hits],
        "found": found,
        "first": first,
        "last": first + len(found.hits) - 1,
        "previous_url": _url(door.mailbox.pk, asking, found.page - 1) if found.page > 1 else "",
        "more_url": _url(door.mailbox.pk, asking, found.page + 1)
        if found.page < found.pages
        else "",
        "next_url": _step_url(door, asking, at) if found.page == found.pages else "",
        "is_partial": bool(at),
        "going_on": labels.get(at.folder, "") if at else "",
        "mails_left": sum(gap.last_uid for gap in answer.gaps),
    }


def _hit_line(
    door: Door, asking: Asking, folders: list[Folder], hit: Hit, texts: dict[int, str]
) -> Line:
    words = snippets.snippet(
        texts.get(hit.pk, ""), snippets.sought_in_text(asking.query), hit.preview
    )
    return _line(door, asking, folders, hit.folder, hit.row, words)


def _row_line(door: Door, asking: Asking, folders: list[Folder], name: str, row: Row) -> Line:
    return _line(door, asking, folders, name, row, [])


def _line(
    door: Door, asking: Asking, folders: list[Folder], name: str, row: Row, words: Pieces
) -> Line:
    folder = next((f for f in folders if f.name == name), None)
    is_own = folder is not None and folder.role in {FolderRole.SENT, FolderRole.DRAFTS}
    who = ", ".join(row.to_names) if is_own else row.from_name or row.from_address
    in_names, in_subject = snippets.sought_in_head(asking.query)
    asked = Asked(name, 1, asking.text)
    return Line(
        row=row,
        who=snippets.marked(who, in_names),
        subject=snippets.marked(row.subject, in_subject),
        snippet=words,
        place=folder_label(folder) if folder else name,
        when=short_time(row.sent_at, clock.today()),
        url=message_url(door.mailbox.pk, row.uid, asked),
    )


def _url(mailbox_pk: int, asking: Asking, page: int = 1) -> str:
    asked = {"q": asking.text, "folder": asking.folder, "page": str(page) if page > 1 else ""}
    return f"{reverse('mail:search', args=[mailbox_pk])}?{_encoded(asked)}"


def _step_url(door: Door, asking: Asking, at: Gap | None) -> str:
    if at is None:
        return ""
    asked = {"q": asking.text, "folder": asking.folder, "at": at.folder, "uid": str(at.last_uid)}
    return f"{reverse('mail:search_on', args=[door.mailbox.pk])}?{_encoded(asked)}"


def _encoded(asked: dict[str, str]) -> str:
    return urlencode({key: value for key, value in asked.items() if value})
