"""Mail programs nobody here wrote: curl and swaks send by submission and read over IMAP."""

import re
import subprocess
import time
import uuid
from pathlib import Path

import pytest

from tests.support.desk import PASSWORD
from tests.support.product import Product

SENDER = "chuyenvien@stttt.dienbien.example"
READER = "chuyenvien@stc.dienbien.example"


def _curl(*arguments: str) -> subprocess.CompletedProcess[str]:
    # The demo's certificate is self-signed: --insecure accepts it, --ssl-reqd insists on TLS.
    command = ["curl", "--silent", "--show-error", "--ssl-reqd", "--insecure", *arguments]
    return subprocess.run(command, text=True, capture_output=True, check=False, timeout=60)


def _find_by_imap(product: Product, subject: str) -> str:
    for _ in range(50):
        found = _curl(
            f"imap://127.0.0.1:{product.imap}/INBOX",
            "--user",
            f"{READER}:{PASSWORD}",
            "--request",
            f"UID SEARCH SUBJECT {subject}",
        )
        # A mail that arrives meanwhile puts `* 5 EXISTS` beside the answer.
        answer = re.search(r"^\* SEARCH((?: \d+)+)", found.stdout, re.MULTILINE)
        if answer:
            return answer[1].split()[-1]
        time.sleep(0.1)
    raise AssertionError(f"not delivered: {found.stdout} {found.stderr}")


def test_curl_sends_and_reads(product: Product, tmp_path: Path) -> None:
    mark = f"thu{uuid.uuid4().hex[:12]}"
    mail = tmp_path / "mail.eml"
    mail.write_text(
        f"From: Chuyên viên <{SENDER}>\nTo: {READER}\nSubject: {mark}\n"
        "Content-Type: text/plain; charset=utf-8\n\nSố liệu máy tính nối mạng.\n",
        encoding="utf-8",
    )
    sent = _curl(
        f"smtp://127.0.0.1:{product.submission}",
        "--user",
        f"{SENDER}:{PASSWORD}",
        "--mail-from",
        SENDER,
        "--mail-rcpt",
        READER,
        "--crlf",
        "--upload-file",
        str(mail),
    )
    assert sent.returncode == 0, sent.stderr
    uid = _find_by_imap(product, mark)
    read = _curl(
        f"imap://127.0.0.1:{product.imap}/INBOX;UID={uid}", "--user", f"{READER}:{PASSWORD}"
    )
    assert "Số liệu máy tính nối mạng." in read.stdout
    assert "Received: from" in read.stdout


def _swaks(product: Product, port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["swaks", "--server", "127.0.0.1", "--port", str(port), *arguments]
    return subprocess.run(command, text=True, capture_output=True, check=False, timeout=60)


def test_swaks_sends_with_starttls_and_auth(product: Product) -> None:
    mark = f"thu{uuid.uuid4().hex[:12]}"
    login = ["-tls", "--auth", "PLAIN", "--auth-user", SENDER, "--auth-password", PASSWORD]
    route = ["--from", SENDER, "--to", READER, "--header", f"Subject: {mark}"]
    sent = _swaks(product, product.submission, *login, *route)
    assert sent.returncode == 0, sent.stdout
    assert "250 2.0.0" in sent.stdout
    _find_by_imap(product, mark)


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["--to", "khong.co@stc.dienbien.example"], "550 5.1.1"),
        (["--to", "ai.do@noi-khac.example"], "550 5.7.1"),
    ],
)
def test_mx_port_is_no_open_relay(product: Product, arguments: list[str], answer: str) -> None:
    sent = _swaks(product, product.mx, "--from", "a@noi-khac.example", *arguments)
    assert sent.returncode != 0
    assert answer in sent.stdout


def test_submission_asks_for_tls_before_auth(product: Product) -> None:
    sent = _swaks(
        product, product.submission, "--auth", "PLAIN", "--auth-user", SENDER,
        "--auth-password", PASSWORD, "--from", SENDER, "--to", READER,
    )  # fmt: skip
    assert sent.returncode != 0
    assert "AUTH" not in [
        line.split()[1][4:] for line in sent.stdout.splitlines() if "250-AUTH" in line
    ]
