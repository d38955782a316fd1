"""Mails for the mail store's tests."""

from email.message import EmailMessage
from email.policy import SMTP


def make_mail(
    subject: str = "Giấy mời họp giao ban",
    *,
    sender: str = "Lò Văn Nam <nam@stc.dienbien.example>",
    to: str = "Quàng Thị Hoa <hoa@stttt.dienbien.example>",
    text: str = "Kính mời đồng chí dự họp.",
    file: bytes | None = None,
    date: str = "Mon, 02 Nov 2009 08:30:00 +0700",
    message_id: str = "<thu@stc.dienbien.example>",
) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, to, subject, date
    mail["Message-ID"] = message_id
    mail.set_content(text)
    if file is not None:
        mail.add_attachment(file, maintype="application", subtype="pdf", filename="giấy mời.pdf")
    return mail.as_bytes()
