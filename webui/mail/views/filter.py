"""One filter: make it (perhaps from a mail), change it, try it on the last hundred mails."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailsvc.base.errors import Invalid
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.models import Mailbox
from mailsvc.filters import services
from mailsvc.filters.models import FilterRule
from mailsvc.filters.rules import Field, Op, checked
from mailsvc.filters.selectors import TRIED, facts_of, get_rule, try_rule
from mailsvc.mailstore.values import RawHead
from mailsvc.message import parse
from webui.mail.forms.filter import FilterForm
from webui.mail.rail import folder_label
from webui.mail.store import INBOX, MailSession, open_store
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class Trial:
    """What the filter would do to the newest mails of the inbox."""

    looked: int
    found: list[tuple[str, str]]  # sender, subject


def new_filter(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """An empty form, or one about the mail named by `folder` and `uid`."""
    return _edit(request, access_mailbox_settings(request.actor, mailbox_pk), None)


def edit_filter(request: WebRequest, mailbox_pk: int, pk: int) -> HttpResponse:
    """The form of one that is there."""
    mailbox = access_mailbox_settings(request.actor, mailbox_pk)
    return _edit(request, mailbox, get_rule(request.actor, mailbox_pk=mailbox_pk, pk=pk))


def _edit(request: WebRequest, mailbox: Mailbox, row: FilterRule | None) -> HttpResponse:
    with open_store(mailbox) as session:
        form = _form(request, session, row)
        is_sent = request.method == "POST" and form.is_valid()
        if is_sent and "try" not in request.POST:
            return _save(request, mailbox, form, row)
        trial = _trial(session, form) if is_sent else None
    context = {"mailbox": mailbox, "here": "filters", "form": form, "row": row, "trial": trial}
    return render(request, "mail/filter.html", context, status=422 if form.errors else 200)


def _form(request: WebRequest, session: MailSession, row: FilterRule | None) -> FilterForm:
    folders = [(f.name, folder_label(f)) for f in session.list_folders() if f.name != INBOX]
    rule = row.rule if row else None
    if request.method == "POST":
        return FilterForm(request.POST, folders=folders, rule=rule)
    about = _about(session, request) if row is None else {}
    return FilterForm(folders=folders, rule=rule, initial=about)


def _about(session: MailSession, request: WebRequest) -> dict[str, str]:
    """A first condition: mail from whoever wrote the mail at hand."""
    uid = request.GET.get("uid", "")
    if not (uid.isascii() and uid.isdigit()):
        return {}
    sender = parse(session.fetch(request.GET.get("folder", INBOX), int(uid)).content).from_
    return {
        "name": _("Thư của %(who)s") % {"who": sender.name or sender.address},
        "field_0": Field.FROM.value,
        "op_0": Op.IS.value,
        "value_0": sender.address,
    }


def _save(
    request: WebRequest, mailbox: Mailbox, form: FilterForm, row: FilterRule | None
) -> HttpResponse:
    rule = form.to_command()
    services.save_rule(request.actor, mailbox_pk=mailbox.pk, rule=rule, pk=row.pk if row else None)
    services.push_now(mailbox)
    messages.success(request, _("Đã lưu bộ lọc “%(name)s”.") % {"name": rule.name})
    return redirect("mail:filters", mailbox.pk)


def _trial(session: MailSession, form: FilterForm) -> Trial | None:
    try:
        rule = checked(form.to_command())
    except Invalid as refusal:  # at the form, with what was typed
        form.add_error(None, refusal.public_text)
        return None
    heads = session.list_raw_heads(INBOX, TRIED)
    return Trial(len(heads), [_line(head) for head in try_rule(rule, heads)])


def _line(head: RawHead) -> tuple[str, str]:
    said = facts_of(head).headers
    return "".join(said[Field.FROM][:1]), "".join(said[Field.SUBJECT][:1])
