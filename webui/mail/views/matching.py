"""All mails that a search finds: name the number, ask once more, then a job does it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Invalid, NotFound
from mailsvc.directory.access import access_mailbox
from mailsvc.jobs import onetime
from mailsvc.labels.selectors import list_labels
from webui.mail.forms.matching import CHOICES, MatchingForm
from webui.mail.matching import act_on_matching, find_matching
from webui.mail.rail import folder_label, make_rail
from webui.mail.store import TRASH, open_store
from webui.shared.http import WebRequest


@require_POST
def matching(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """First the page that asks, with `sure` the job. What came after the click is left alone."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    form = MatchingForm(request.POST)
    if not form.is_valid():
        return _refused(request, mailbox_pk, form)
    data = form.cleaned_data
    with open_store(mailbox) as session:
        folders = session.list_folders()
        _check_target(data["target"], [folder.name for folder in folders])
        found = find_matching(
            *(request.actor, mailbox, session, data["q"], data["folder"], data["target"])
        )
    total = sum(map(len, found.values()))
    labels = {folder.name: folder_label(folder) for folder in folders}
    with_what = labels.get(data["target"], "") or _name_label(mailbox_pk, data["label"])
    title = _title(data["action"], total, with_what)
    if data["sure"] and total:
        arguments = {
            "mailbox_pk": mailbox.pk,
            "text": data["q"],
            "folder": data["folder"],
            "action": data["action"],
            "target": data["target"],
            "label": data["label"],
            "last": {name: uids[0] for name, uids in found.items()},
            "total": total,
        }
        back_url = _search_url(mailbox_pk, data["q"], data["folder"])
        job = onetime.enqueue(
            request.actor, act_on_matching, title=title, arguments=arguments, back_url=back_url
        )
        return redirect("jobs:job", job.pk)
    context = {
        "mailbox": mailbox,
        "data": data,
        "title": title,
        "total": total,
        "parts": [(labels.get(name, name), len(uids)) for name, uids in found.items()],
        "is_for_good": data["action"] == "delete" and TRASH in found,
        "back_url": _search_url(mailbox_pk, data["q"], data["folder"]),
        "rail": make_rail(request.actor, mailbox, folders),
    }
    return render(request, "mail/matching.html", context)


def _check_target(target: str, names: list[str]) -> None:
    if target and target not in names:
        raise Invalid("target", _("Không có thư mục này."))


def _name_label(mailbox_pk: int, number: int) -> str:
    """Of a label of this mailbox, "" for none; NotFound for one that is not there."""
    names = {0: ""} | {one.number: one.name for one in list_labels(mailbox_pk)}
    if number not in names:
        raise NotFound("label", _("Không có nhãn này: đồng chí tải lại trang."))
    return names[number]


def _title(action: str, total: int, with_what: str) -> str:
    name = str(dict(CHOICES)[action])
    where = f" “{with_what}”" if with_what else ""
    return _("%(total)s thư: %(act)s%(where)s") % {"total": total, "act": name, "where": where}


def _search_url(mailbox_pk: int, text: str, folder: str) -> str:
    asked = {"q": text} | ({"folder": folder} if folder else {})
    return f"{reverse('mail:search', args=[mailbox_pk])}?{urlencode(asked)}"


def _refused(request: WebRequest, mailbox_pk: int, form: MatchingForm) -> HttpResponse:
    """A folder or label that was not chosen is a slip; the rest is no form of ours."""
    said = [str(e) for name in ("target", "label") for e in form.errors.get(name, [])]
    text, folder = form.cleaned_data.get("q"), form.cleaned_data.get("folder", "")
    if not said or not text:
        raise Invalid("form", _("Yêu cầu không hợp lệ: đồng chí tải lại trang."))
    messages.warning(request, said[0])
    return redirect(_search_url(mailbox_pk, text, folder))
