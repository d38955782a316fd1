"""What the pages of `pages.PAGES` show: made once in a running product, told as pks by name."""

import json
from collections.abc import Mapping

from tests.support.product import Product

_SCRIPT = """
import json
from email.message import EmailMessage
from django.db import transaction
from docflow.models import Arrival, Document
from mailsvc.contacts.entries import make_entry
from mailsvc.contacts.services import save_contact
from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.selectors import find_account, get_actor
from mailsvc.filters.rules import Actions, Condition, Field, Op, Rule
from mailsvc.filters.services import save_rule
from mailsvc.mailstore.session import open_session
from mailsvc.message import parse
from mailsvc.phishing.services import report
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept
from mailsvc.teamwork.comments import comment
from mailsvc.teamwork.rules import mail_ids
from mailsvc.transfer.services import order_export

def actor(name):
    return get_actor(find_account(address=name + "@stttt.dienbien.example"))

officer, clerk = actor("chuyenvien"), actor("vanthu")
own = list_open_mailboxes(officer)[0]
shared = next(one for one in list_open_mailboxes(clerk) if one.owner_id is None)
mail = EmailMessage()
mail["From"], mail["To"] = "Ban Tổ chức <btc@doi-tac.example>", own.address
mail["Subject"], mail["Message-ID"] = "Thư mời tập huấn", "<canh@doi-tac.example>"
mail["Date"] = "Mon, 02 Nov 2009 08:00:00 +0700"
mail["Received"] = "from a.doi-tac.example by mx.example; Mon, 02 Nov 2009 08:00:09 +0700"
text = "Kính mời đồng chí dự tập huấn.\\n\\nNgày 1/11, A viết:\\n> Xin ý kiến.\\n> Cảm ơn."
mail.set_content(text)
html = (
    "<p>Kính mời đồng chí dự <b>tập huấn</b>, xem <a href='https://doi-tac.example/x'>chương"
    " trình</a> trên <a href='https://xau.example/'>doi-tac.example</a>.</p>"
    "<img src='https://doi-tac.example/a.png' alt='Sơ đồ'><div>Ngày 1/11, A viết:"
    "</div><blockquote type='cite'>Xin ý kiến.</blockquote>"
)
mail.add_alternative(html, subtype="html")
mail.add_attachment("Hà Nội;1\\n".encode(), maintype="text", subtype="csv", filename="Biểu 1.csv")
content = mail.as_bytes()
with open_session(own) as session:
    uid = session.append("INBOX", content)
    sent_uid = max(session.list_uids("Sent"))
    session.append("Trash", content)
with open_session(shared) as session:
    shared_uid = session.append("INBOX", content)
said = comment(clerk, mailbox_pk=shared.pk, ids=mail_ids(parse(content)), text="Xin ý kiến.",
    folder="INBOX", uid=shared_uid)
rule = Rule("Báo cáo", (Condition(Field.SUBJECT, Op.CONTAINS, "báo cáo"),), Actions("", stars=True))
friend = make_entry({"name": "Bạn cũ", "address": "ban@doi-tac.example"}, ("Bạn",))
envelope = Envelope(mail_from=own.address, recipients=(Recipient("ai-do@doi-tac.example"),))
letter = EmailMessage()
letter["From"], letter["To"], letter["Subject"] = own.address, "ai-do@doi-tac.example", "Trả lời"
letter.set_content("Đã nhận.")
with transaction.atomic():
    sent = accept(actor=officer, envelope=envelope, content=letter.as_bytes(), source=Source.WEB)
def document(agency, state):
    return Document.objects.filter(agency__code=agency, state=state).earliest("pk").pk
print("SCENE " + json.dumps({
    "box": own.pk, "uid": uid, "sent_uid": sent_uid, "shared": shared.pk, "shared_uid": shared_uid,
    "agency": officer.agency_pk,
    "comment": said.pk, "contact": save_contact(officer, entry=friend).pk,
    "filter": save_rule(officer, mailbox_pk=own.pk, rule=rule).pk,
    "job": order_export(officer, mailbox_pk=own.pk, folder="INBOX", label="Hộp thư đến",
        kind="zip", back_url="/thu/").pk,
    "arrival": Arrival.objects.filter(agency__code="STTTT", state="waiting").earliest("pk").pk,
    "phishing": report(officer, mailbox_pk=own.pk, content=content).pk,
    "trace_id": sent.trace_id,
    "presented": document("STTTT", "presented"), "working": document("STTTT", "in_progress"),
    "approved": document("STTTT", "approved"), "issued": document("STTTT", "issued"),
}))
"""


def make_scene(product: Product) -> Mapping[str, object]:
    """Mails, a contact, a filter, a comment, a job; documents of the sample province by state."""
    told = product.manage("shell", "-v", "0", "-c", _SCRIPT).stdout
    line = next(line for line in told.splitlines() if line.startswith("SCENE "))
    found: dict[str, object] = json.loads(line.removeprefix("SCENE "))
    return found
