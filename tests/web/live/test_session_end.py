"""A websocket lives as long as its session: whoever ends the session closes it, at once.

The whole way: the service commits, the event goes over the process's local socket, the consumer
looks into the table of sessions.
"""

import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from mailsvc.audit.models import AuditEvent
from mailsvc.directory.models import Account
from mailsvc.directory.passwords import withdraw_password
from mailsvc.directory.sessions import SessionStore
from mailsvc.live import groups, receiver
from mailsvc.live.services import publish
from mailsvc.signins.models import SignIn
from mailsvc.signins.services import begin_sign_in, end_others, end_sign_in
from tests.factories import Member, make_agency, make_member
from tests.web.mail.conftest import signed_in
from webui.live import consumer
from webui.live.consumer import LiveConsumer

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "mat-khau-moi-2009"


@pytest.fixture(autouse=True)
def layer(settings) -> Iterator[None]:
    """A channel layer in memory and a folder for the local socket, with a short path."""
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    folder = Path(tempfile.mkdtemp(prefix="cvl-"))
    settings.RUN_DIR = folder
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def hoa(db) -> Member:
    return make_member(make_agency())


def key_of(browser: Client) -> str:
    return str(browser.cookies["cv_session"].value)


def sign_in(member: Member) -> Client:
    """A browser that stands among the person's sign-ins."""
    browser = signed_in(member)
    begin_sign_in(member.actor, session_key=key_of(browser), address="10.0.0.7", program="Firefox")
    return browser


def after(member: Member, browser: Client, act: Callable[[], object], *, is_closed: bool) -> None:
    """Open a websocket with the browser's session, act, and see whether it closes or hears on."""

    def act_and_tell() -> None:
        act()
        if not is_closed:
            publish(groups.account(member.account.pk), {"kind": "last", "pk": 1})

    async def listen() -> None:
        server = await receiver.start()
        assert server is not None
        session = SessionStore(key_of(browser))
        scope = {"type": "websocket", "path": "/", "user": member.account, "session": session}
        socket = ApplicationCommunicator(LiveConsumer.as_asgi(), scope)
        await socket.send_input({"type": "websocket.connect"})
        assert (await socket.receive_output(timeout=30))["type"] == "websocket.accept"
        await sync_to_async(act_and_tell)()
        answer = await socket.receive_output(timeout=30)
        if is_closed:
            assert (answer["type"], answer["code"]) == ("websocket.close", consumer.SIGNED_OUT)
        else:  # and of ended sessions a browser hears nothing
            assert json.loads(answer["text"])["kind"] == "last"
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait(timeout=30)
        server.close()

    async_to_sync(listen)()


def test_signed_out_here_it_closes_and_another_persons_stays(hoa: Member) -> None:
    pao = make_member(hoa.mailbox.agency, name="Sùng A Páo")
    browser, other = signed_in(hoa), signed_in(pao)
    after(pao, other, lambda: browser.post("/dang-xuat/"), is_closed=False)
    browser = signed_in(hoa)
    after(hoa, browser, lambda: browser.post("/dang-xuat/"), is_closed=True)


@pytest.mark.parametrize("is_all", [False, True], ids=["one", "all others"])
def test_signed_out_elsewhere_closes_there_and_stays_here(hoa: Member, is_all: bool) -> None:
    def end() -> None:
        if is_all:
            end_others(hoa.actor, session_key=key_of(here))
        else:
            pk = SignIn.objects.get(session_key=key_of(there)).pk
            end_sign_in(hoa.actor, pk=pk, session_key=key_of(here))

    here, there = sign_in(hoa), sign_in(hoa)
    after(hoa, there, end, is_closed=True)
    there = sign_in(hoa)
    after(hoa, here, end, is_closed=False)


def test_a_new_password_closes_what_was_opened_with_the_old_one(hoa: Member) -> None:
    here, there = sign_in(hoa), sign_in(hoa)
    form = {"old_password": hoa.password, "new_password1": NEW, "new_password2": NEW}
    after(hoa, there, lambda: here.post("/tai-khoan/mat-khau/", form), is_closed=True)
    assert Account.objects.get(pk=hoa.account.pk).check_password(NEW)


def test_a_password_taken_away_closes_it(hoa: Member) -> None:
    browser = signed_in(hoa)
    account = Account.objects.get(pk=hoa.account.pk)
    after(hoa, browser, lambda: withdraw_password(account), is_closed=True)


def test_a_suspended_account_is_out_at_once_and_may_come_back(hoa: Member) -> None:
    browser = signed_in(hoa)
    address = hoa.account.address
    after(hoa, browser, lambda: call_command("account", "suspend", address), is_closed=True)
    assert signed_in(hoa).get("/").status_code == 302
    with pytest.raises(CommandError):
        call_command("account", "suspend", address)
    call_command("account", "restore", address.upper())
    browser = signed_in(hoa)
    assert browser.get("/tai-khoan/").status_code == 200
    with pytest.raises(CommandError):
        call_command("account", "suspend", "khong.co@dienbien.example")
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"suspend_account", "restore_account"} <= actions


def test_an_end_that_nobody_told_of_is_found_by_looking(hoa: Member, monkeypatch) -> None:
    """A session that ran out, or was deleted by hand."""
    monkeypatch.setattr(consumer, "LOOK_S", 0.05)
    after(hoa, signed_in(hoa), lambda: Session.objects.all().delete(), is_closed=True)


def test_looking_alone_closes_nothing(hoa: Member, monkeypatch) -> None:
    monkeypatch.setattr(consumer, "LOOK_S", 0.01)
    looked = threading.Event()
    find = consumer.get_user

    async def counted(scope):
        looked.set()
        return await find(scope)

    monkeypatch.setattr(consumer, "get_user", counted)
    after(hoa, signed_in(hoa), lambda: looked.wait(30), is_closed=False)
    assert looked.is_set()
