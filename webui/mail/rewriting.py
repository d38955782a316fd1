"""What buttons of the page do to the text of a mail without sending it: a signature, a template."""

from django.http import QueryDict

from mailsvc.directory.models import Mailbox
from mailsvc.message.view import Address
from mailsvc.stationery.placing import insert, sign, sign_anew
from mailsvc.stationery.selectors import fill_ready
from webui.mail.desk import Desk
from webui.mail.forms.compose import ComposeForm

ACTIONS = frozenset({"sign", "template"})
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
    data = form.data.copy() if isinstance(form.data, QueryDict) else QueryDict(mutable=True)
    author = _author(desk, data)
    if action == "sign":
        own = desk.signatures[str(author.pk)]
        data["text"] = sign_anew(data.get("text", ""), own, desk.signatures.values())
    elif data.get("template", "").isdecimal():
        _insert(desk, data, author, people=form.cleaned_data.get("to", ()))
    again = ComposeForm(data, authors=desk.authors)
    again.is_valid()
    return again


def _author(desk: Desk, data: QueryDict) -> Mailbox:
    asked = data.get("author", "")
    return next((one for one in desk.authors if str(one.pk) == asked), desk.sender)


def _insert(desk: Desk, data: QueryDict, author: Mailbox, *, people: tuple[Address, ...]) -> None:
    to = ", ".join(person.name or person.address for person in people)
    pk = int(str(data["template"])[:18])
    ready = fill_ready(desk.actor, desk.sender, author=author, pk=pk, to=to)
    data["text"] = insert(data.get("text", ""), ready.text, desk.signatures.values())
    data["subject"] = data.get("subject", "").strip() or ready.subject
    data["template"] = ""
