"""What waits for the people of an office one morning: made once in a running product.

Two mails, two scans and two documents of another agency for the clerk; presented documents for the
leader, directed ones for the officer. `mark` stands in every subject.
"""

import json
from collections.abc import Mapping
from typing import Any

from tests.support.pdfs import make_letter
from tests.support.product import Product

_SCRIPT = """
import json, os, sys, time
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from django.conf import settings
from docflow.intake.commands import RegisterIncoming
from docflow.intake.models import Arrival
from docflow.intake.services import register_incoming
from docflow.routing import draft_services, issue_services, services
from docflow.routing.commands import DirectCommand, DraftContent, Receiver, RecipientRef
from docflow.scanning.services import folder_of, run_scans
from mailsvc.base import clock
from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.models import Agency
from mailsvc.directory.selectors import find_account, get_actor
from mailsvc.mailstore.session import open_session

order = json.loads(sys.stdin.read())
mark = order["mark"]
letters = [bytes.fromhex(one) for one in order["letters"]]
today = clock.today()

def actor(name, agency="stttt"):
    return get_actor(find_account(address=f"{name}@{agency}.dienbien.example"))

clerk, leader = actor("vanthu"), actor("lanhdao")
office = Agency.objects.get(code="STTTT")

own = next(box for box in list_open_mailboxes(clerk) if box.owner_id is not None)
with open_session(own) as session:
    for number, letter in enumerate(letters[:2], 1):
        mail = EmailMessage()
        mail["From"], mail["To"] = "UBND huyện Mường Nhé <vp@muongnhe.example>", own.address
        mail["Subject"] = f"Công văn V/v thư {number} {mark}"
        mail["Message-ID"] = f"<{mark}-{number}@muongnhe.example>"
        mail["Date"] = "Thu, 26 Nov 2026 07:00:00 +0700"
        mail.set_content("Kính gửi quý Sở công văn kèm theo.")
        mail.add_attachment(letter, maintype="application", subtype="pdf", filename="cv.pdf")
        session.append("INBOX", mail.as_bytes())

folder = folder_of(office)
folder.mkdir(parents=True, exist_ok=True)
for number, letter in enumerate(letters[2:4], 1):
    path = folder / f"{mark}-{number}.pdf"
    path.write_bytes(letter)
    os.utime(path, (0, 0))  # written long ago: nobody waits for the scanner
run_scans()
# The product's own job may have been faster and still be at it.
until = time.monotonic() + 60
while Arrival.objects.filter(subject__contains=mark).count() < 2 and time.monotonic() < until:
    time.sleep(0.2)

def dispatch(subject):
    names = ("chuyenvien", "truongphong", "lanhdao", "vanthu")
    officer, head, chief, their_clerk = (actor(name, "stc") for name in names)
    content = DraftContent(doc_type="cong_van", subject=subject, body="Kính gửi quý Sở.",
        recipients=(RecipientRef(agency_pk=office.pk),))
    pk = draft_services.create_draft(officer, content).pk
    draft_services.submit(officer, document_pk=pk)
    draft_services.approve_content(head, document_pk=pk)
    draft_services.approve(chief, document_pk=pk)
    issue_services.assign_number(their_clerk, document_pk=pk)
    issue_services.seal(their_clerk, document_pk=pk)
    issue_services.issue(their_clerk, document_pk=pk)
    return pk

def incoming(number, subject, urgency="thuong"):
    command = RegisterIncoming(agency_pk=office.pk, doc_type="cong_van", issuer="UBND tỉnh",
        subject=f"{subject} {mark}", number=number, notation=f"UBND-{mark.upper()}",
        issued_on=today, urgency=urgency)
    return register_incoming(clerk, command).document.pk

def presented(*facts):
    pk = incoming(*facts)
    services.present(clerk, document_pk=pk)
    return pk

def directed(*facts):
    pk = presented(*facts)
    unit = actor("chuyenvien").duties[0].unit_pk
    services.direct(leader, DirectCommand(document_pk=pk, text="Phòng chủ trì.",
        lead=Receiver(unit_pk=unit), due_days=5))
    return pk

sent = [dispatch(f"phối hợp kiểm tra {mark}"), dispatch(f"gửi nhầm nơi {mark}")]
print("DAY " + json.dumps({
    "refused": sent[1],
    "presented": [presented("1", "giao ban"), presented("2", "rà soát máy chủ", "khan"),
        presented("3", "mời họp")],
    "directed": [directed("4", "thống kê máy tính"), directed("5", "tập huấn")],
}))
"""


def make_day(product: Product, mark: str) -> Mapping[str, Any]:
    """The pks a test needs, by name."""
    names = ("thư 1", "thư 2", "quét 1", "quét 2")
    letters = [
        make_letter(f"{number}{int(mark, 16) % 1000}/UBND-VX", f"{name} {mark}").hex()
        for number, name in enumerate(names, 31)
    ]
    order = json.dumps({"mark": mark, "letters": letters})
    told = product.manage("shell", "-v", "0", "-c", _SCRIPT, given=order).stdout
    line = next(line for line in told.splitlines() if line.startswith("DAY "))
    found: dict[str, Any] = json.loads(line.removeprefix("DAY "))
    return found
