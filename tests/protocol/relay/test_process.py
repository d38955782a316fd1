"""`manage.py run_relay` as a supervisor sees it: ready, an orderly end, a port in use."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from mailsvc.relay.tls import make_certificate
from tests.protocol.relay.support import HOST, WAIT_S, Wire

COMMAND = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_relay"]


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@pytest.fixture
def ports(tmp_path):
    """Environment of one instance with its own ports and data folder."""
    return os.environ | {
        "CV_VAR": str(tmp_path / "var"),
        "CV_MX_PORT": str(free_port()),
        "CV_SUBMISSION_PORT": str(free_port()),
        "CV_SUBMISSIONS_PORT": str(free_port()),
        "CV_BIND": HOST,
    }


@pytest.fixture
def process(ports):
    started = subprocess.Popen(COMMAND, env=ports, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    yield started
    if started.poll() is None:
        started.kill()
    started.communicate()


def test_ready_then_sigterm_ends_it_in_order(process, ports):
    assert process.stdout.readline() == b"ready\n"
    with Wire(int(ports["CV_MX_PORT"])) as idle, Wire(int(ports["CV_SUBMISSION_PORT"])):
        assert "STARTTLS" in idle.say("EHLO x.example")
        # No tables at all: temporary, and the session lives on.
        assert idle.say("MAIL FROM:<a@x.example>").startswith("250")
        assert idle.say("RCPT TO:<b@x.example>").startswith("451 4.3.0")
        process.send_signal(signal.SIGTERM)
        assert idle.read().startswith("421 4.3.2")
        assert process.wait(WAIT_S) == 0
    assert (Path(ports["CV_VAR"]) / "run" / "relay.alive").read_text() == str(process.pid)


def test_sighup_reads_the_certificate_anew(process, ports):
    assert process.stdout.readline() == b"ready\n"
    folder = Path(ports["CV_VAR"]) / "tls"
    port = int(ports["CV_SUBMISSIONS_PORT"])
    before = ssl.get_server_certificate((HOST, port), timeout=WAIT_S)
    make_certificate(folder, "mail.dienbien.example")
    process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + WAIT_S / 2  # less than the timer's own look
    while ssl.get_server_certificate((HOST, port), timeout=WAIT_S) == before:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert ssl.get_server_certificate((HOST, port)) == (folder / "cert.pem").read_text()


def test_port_in_use_is_one_sentence(ports):
    with socket.socket() as taken:
        taken.bind((HOST, int(ports["CV_SUBMISSION_PORT"])))
        taken.listen()
        done = subprocess.run(COMMAND, env=ports, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "CV_SUBMISSION_PORT" in done.stderr
    assert "Traceback" not in done.stderr
