"""A member of an agency, a certificate for all tests, and a relay that stops at the end."""

import asyncio

import pytest
import uvloop

from mailsvc.directory import passwords
from mailsvc.queue import consistency, spool
from mailsvc.relay.certificates import Certificates
from tests import factories
from tests.protocol.relay.support import RunningRelay, Wire, client_context

LOOPS = {"uvloop": uvloop.new_event_loop, "asyncio": asyncio.new_event_loop}


@pytest.fixture(scope="session")
def tls_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="session")
def certificates(tls_folder):
    return Certificates(tls_folder, "mail.dienbien.example")


@pytest.fixture
def tls_client(certificates, tls_folder):
    return client_context(tls_folder)


@pytest.fixture
def loop_name():
    return "uvloop"


@pytest.fixture
def hoa(transactional_db):
    for name, _at in list(spool.list_files()):
        spool.delete(name)
    return factories.make_member(factories.make_agency(), local="hoa")


@pytest.fixture
def app_password(hoa):
    return passwords.create_app_password(hoa.actor, label="Thunderbird")


@pytest.fixture
def start(hoa, certificates, loop_name):
    """Starts relays with the given doors, limits, store; each leaves the queue consistent."""
    started = []

    def _debugging():
        loop = LOOPS[loop_name]()
        loop.set_debug(True)
        loop.slow_callback_duration = 5
        return loop

    def _start(certificates=certificates, **options):
        started.append(RunningRelay(certificates, loop_factory=_debugging, **options))
        return started[-1]

    yield _start
    for relay in started:
        relay.stop()
    assert consistency.check() == []


@pytest.fixture
def relay(start):
    return start()


@pytest.fixture
def mx(relay):
    """A greeted connection to the MX port."""
    with Wire(relay.mx_port) as wire:
        assert wire.say("EHLO noi-khac.example").startswith("250-mail.dienbien.example")
        yield wire
