"""What buttons of the page do to the text of a mail without sending it: a signature, a template,
with form and without.
"""

from django.http import QueryDict

from mailsvc.directory.models import Mailbox
from mailsvc.message.view import Address
from mailsvc.stationery.placing import insert, sign, sign_anew
from mailsvc.stationery.selectors import fill_ready
from webui.mail.about import about_of
from webui.mail.desk import Desk
from webui.mail.forms.compose import ComposeForm
from webui.mail.origin import QUOTING, answer_to
from webui.mail.richtext import html_of, insert_html, quoted_html, sign_html
from webui.safehtml.composed import plain_of

ACTIONS = frozenset({"sign", "template", "rich", "plain"})
_SIGNED_BEFORE = frozenset({"draft", "again"})


def first_text(desk: Desk, text: str) -> str:
    """The text a form is first shown with. A draft has its signature, or was to have none."""
    if desk.origin.content and desk.origin.kind in _SIGNED_BEFORE:
        return text
    return sign(text, desk.signatures[str(desk.sender.pk)])


def rewrite(desk: Desk, form: ComposeForm, action: str) -> ComposeForm:
    """The form again with its text changed; all else as it was typed. NotFound for a template
    that is gone.
    """
    data = _data_of(form)
    author = _author(desk, data)
    if action == "sign":
        _sign(desk, data, author)
    elif action == "rich":
        data["html"] = data.get("html") or _formed(desk, str(data.get("text", "")))
    elif action == "plain":
        data["html"] = ""
    elif data.get("template", "").isdecimal():
        _insert(desk, data, author, people=form.cleaned_data.get("to", ()))
    return _again(desk, data)


def put_in(desk: Desk, form: ComposeForm, words: str) -> ComposeForm:
    """The form again with these lines at the end of the own words."""
    data = _data_of(form)
    _put_in(desk, data, words)
    return _again(desk, data)


def _data_of(form: ComposeForm) -> QueryDict:
    return form.data.copy() if isinstance(form.data, QueryDict) else QueryDict(mutable=True)


def _again(desk: Desk, data: QueryDict) -> ComposeForm:
    again = ComposeForm(data, authors=desk.authors)
    again.is_valid()
    return again


def _put_in(desk: Desk, data: QueryDict, words: str) -> None:
    if data.get("html"):
        data["html"] = insert_html(str(data["html"]), html_of(words))
        data["text"] = plain_of(str(data["html"]))
    else:
        data["text"] = insert(data.get("text", ""), words, desk.signatures.values())


def _author(desk: Desk, data: QueryDict) -> Mailbox:
    asked = data.get("author", "")
    return next((one for one in desk.authors if str(one.pk) == asked), desk.sender)


def _sign(desk: Desk, data: QueryDict, author: Mailbox) -> None:
    own, known = desk.signatures[str(author.pk)], desk.signatures.values()
    if data.get("html"):
        data["html"] = sign_html(str(data["html"]), own, known)
        data["text"] = plain_of(str(data["html"]))
    else:
        data["text"] = sign_anew(data.get("text", ""), own, known)


def _formed(desk: Desk, text: str) -> str:
    """Typed text as HTML; what is answered or passed on as its sender had laid it out."""
    text = text.replace("\r\n", "\n")
    start = "<p></p>" if not text.strip() or text.startswith("\n\n") else ""
    origin = desk.origin
    if origin.kind in QUOTING and origin.view.html:
        quoted = answer_to(origin, ()).text.strip()
        own, found, after = text.rpartition(quoted)
        if found and not after.strip():
            return start + html_of(own) + quoted_html(quoted, origin.view.html)
    return start + html_of(text)


def _insert(desk: Desk, data: QueryDict, author: Mailbox, *, people: tuple[Address, ...]) -> None:
    to = ", ".join(person.name or person.address for person in people)
    pk = int(str(data["template"])[:18])
    about = about_of(desk.actor, desk.door, desk.origin, str(data.get("document", "")))
    ready = fill_ready(desk.actor, desk.sender, author=author, pk=pk, to=to, about=about)
    _put_in(desk, data, ready.text)
    data["subject"] = data.get("subject", "").strip() or ready.subject
    data["template"] = ""
