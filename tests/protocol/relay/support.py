"""A relay on port 0 in a thread of its own, and a client that speaks raw wire."""

import asyncio
import socket
import ssl
import struct
import threading
from dataclasses import replace

from mailsvc.authn.services import Facts
from mailsvc.directory.passwords import authenticate_program
from mailsvc.directory.selectors import list_domains
from mailsvc.queue.selectors import find_taken
from mailsvc.relay.commits import Commits
from mailsvc.relay.doors import Doors
from mailsvc.relay.limits import Limits
from mailsvc.relay.server import Listener, Relay
from mailsvc.sites.credentials import authenticate_site
from mailsvc.submission.policy import Source
from mailsvc.submission.screening import admit
from mailsvc.submission.senders import check_site_sender
from mailsvc.submission.services import (
    check_recipient,
    check_sender,
    note_acts,
    note_use,
    report_groups,
)

WAIT_S = 10
HOST = "127.0.0.1"


def no_facts(content, ip, helo, mail_from):
    return Facts(b"Authentication-Results: mail.dienbien.example; none\r\n")


class RunningRelay:
    """MX and submission listeners; doors and limits may be replaced."""

    def __init__(self, certificates, *, loop_factory, limits=None, store=None, **doors):
        commits = Commits(store=store) if store else Commits()
        self.committer = commits.committer
        self.committer.start()
        real = Doors(
            check_recipient=check_recipient,
            check_sender=check_sender,
            authenticate=authenticate_program,
            authenticate_site=authenticate_site,
            find_taken=find_taken,
            check_site_sender=check_site_sender,
            authenticate_mail=no_facts,
            admit=admit,
            note_use=note_use,
            note_acts=note_acts,
            report_groups=report_groups,
            list_domains=list_domains,
            submit=commits.submit,
        )
        self.relay = Relay(
            doors=replace(real, **doors),
            certificates=certificates,
            host_name="mail.dienbien.example",
            limits=limits or Limits(),
        )
        self._loop = loop_factory()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay-loop")
        self._thread.start()
        assert self._started.wait(WAIT_S)

    @property
    def gate(self):
        return self.relay._gate

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(WAIT_S)

    def stop(self):
        if self._thread.is_alive():
            self.call(self.relay.stop(drain_s=2))
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(WAIT_S)
        self.committer.close()
        self.relay.close()

    def _run(self):
        listeners = [
            Listener(Source.MX, HOST, 0),
            Listener(Source.SUBMISSION, HOST, 0),
            Listener(Source.SUBMISSION, HOST, 0, is_tls_first=True),
        ]
        self.mx_port, self.submission_port, self.submissions_port = self._loop.run_until_complete(
            self.relay.start(listeners)
        )
        self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


class Wire:
    """A socket that sends bytes as they are and reads whole replies."""

    def __init__(self, port, *, greet=True, tls=None):
        self.socket = socket.create_connection((HOST, port), timeout=WAIT_S)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname=HOST)
        self._file = self.socket.makefile("rb")
        if greet:
            assert self.read().startswith("220 ")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self):
        self._file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def read(self):
        """One reply, its lines joined by a newline; "" when the server has closed."""
        lines = []
        while True:
            try:
                line = self._file.readline()
            except ConnectionError:
                line = b""
            if not line:
                return "\n".join(lines)
            assert line.endswith(b"\r\n"), line
            lines.append(line[:-2].decode())
            if line[3:4] != b"-":
                return "\n".join(lines)

    def say(self, command):
        """Send one command line and read its reply."""
        self.send(command if isinstance(command, bytes) else f"{command}\r\n")
        return self.read()

    def start_tls(self, context):
        assert self.say("STARTTLS").startswith("220 2.0.0")
        self.wrap(context)

    def wrap(self, context):
        """The handshake alone."""
        self._file.close()
        self.socket = context.wrap_socket(self.socket, server_hostname=HOST)
        self._file = self.socket.makefile("rb")

    def is_closed(self):
        """Wait until the server has closed, however."""
        try:
            while self.socket.recv(65536):
                pass
        except (ConnectionError, ssl.SSLError):
            pass
        return True

    def mail(self, content, *, sender="ai@noi-khac.example", to):
        """A whole transaction; `content` goes as it is, CRLF.CRLF included by the caller."""
        assert self.say(f"MAIL FROM:<{sender}>").startswith("250 2.1.0")
        for one in [to] if isinstance(to, str) else to:
            assert self.say(f"RCPT TO:<{one}>").startswith("250 2.1.5")
        assert self.say("DATA").startswith("354 ")
        self.send(content)
        return self.read()


def client_context(folder) -> ssl.SSLContext:
    """A client that really checks our certificate."""
    return ssl.create_default_context(cafile=str(folder / "cert.pem"))


def talk(port, data, *, step=0):
    """Say all of `data` (in pieces of `step` bytes), then that this was all; every reply line."""
    with Wire(port) as wire:
        wire.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pieces = [data[at : at + step] for at in range(0, len(data), step)] if step else [data]
        try:
            for piece in pieces:
                wire.send(piece)
            wire.socket.shutdown(socket.SHUT_WR)
        except OSError:  # turned away in the middle: what was said before still counts
            pass
        answers = []
        while answer := wire.read():
            answers.append(answer)
        return answers


def count_accepted(answers):
    return sum(answer.startswith("250 2.0.0 accepted as ") for answer in answers)


def reset(wire):
    """Close by RST: as a machine does that was switched off and on again."""
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.close()
