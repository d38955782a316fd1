"""What buttons of the page put into the text of a mail without sending it: another signature."""

from django.http import QueryDict

from mailsvc.stationery.placing import sign, sign_anew
from webui.mail.desk import Desk
from webui.mail.forms.compose import ComposeForm

ACTIONS = frozenset({"sign"})
_SIGNED_BEFORE = frozenset({"draft", "again"})


def first_text(desk: Desk, text: str) -> str:
    """The text a form is first shown with. A draft has its signature, or was to have none."""
    if desk.origin.content and desk.origin.kind in _SIGNED_BEFORE:
        return text
    return sign(text, desk.signatures[str(desk.sender.pk)])


def rewrite(desk: Desk, form: ComposeForm, action: str) -> ComposeForm:
    """The form again with its text changed; all else as it was typed."""
    data = form.data.copy() if isinstance(form.data, QueryDict) else QueryDict(mutable=True)
    known = desk.signatures
    author = data.get("author") or str(desk.sender.pk)
    if action == "sign":
        data["text"] = sign_anew(data.get("text", ""), known.get(author, ""), known.values())
    again = ComposeForm(data, authors=desk.authors)
    again.is_valid()
    return again
