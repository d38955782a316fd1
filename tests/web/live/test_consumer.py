"""The websocket's door: nobody without a log-in; each hears of his own mailboxes and agency."""

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.layers import get_channel_layer
from django.contrib.auth.models import AnonymousUser
from django.test import override_settings

from mailsvc.directory import services
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.live import groups
from tests.factories import SINCE, Member, make_agency, make_member
from webui.live.consumer import LiveConsumer

pytestmark = pytest.mark.django_db(transaction=True)

MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


def _hear(user: Any, events: list[str]) -> list[dict[str, Any]] | None:
    """What a browser of this user hears of the events sent to these groups; None when refused."""

    async def listen() -> list[dict[str, Any]] | None:
        scope = {"type": "websocket", "path": "/truc-tiep/", "user": user}
        browser = ApplicationCommunicator(LiveConsumer.as_asgi(), scope)
        await browser.send_input({"type": "websocket.connect"})
        answer = await browser.receive_output(timeout=5)
        if answer["type"] == "websocket.close":
            assert answer["code"] == 4401
            return None
        for group in events:
            payload = {"kind": group, "pk": 1}
            await get_channel_layer().group_send(group, {"type": "tell", "payload": payload})
        heard = []
        while not await browser.receive_nothing(timeout=0.2):
            heard.append(json.loads((await browser.receive_output())["text"]))
        await browser.send_input({"type": "websocket.disconnect", "code": 1000})
        await browser.wait(timeout=5)
        return heard

    with override_settings(CHANNEL_LAYERS=MEMORY):
        return async_to_sync(listen)()


def _kinds(member: Member, events: list[str]) -> list[str]:
    heard = _hear(member.account, events)
    assert heard is not None
    return [event["kind"] for event in heard]


def test_without_a_log_in_the_door_stays_shut() -> None:
    assert _hear(AnonymousUser(), []) is None


def test_owner_hears_and_stranger_does_not() -> None:
    agency, other = make_agency(), make_agency("STC", "Sở Tài chính")
    alice, dana = make_member(agency), make_member(other, name="Trần Thu Hà")
    events = [groups.mailbox(alice.mailbox.pk), groups.agency(agency.pk)]
    events.append(groups.account(alice.account.pk))
    assert _kinds(alice, events) == events
    assert _kinds(dana, events) == []


def test_shared_mailbox_is_heard_by_those_with_a_grant() -> None:
    agency = make_agency()
    alice, bob = make_member(agency), make_member(agency, name="Sùng A Páo")
    shared = services.create_mailbox(
        SYSTEM, address="hopthu@stttt.dienbien.example", name="Sở TTTT", agency=agency
    )
    services.grant_mailbox(
        SYSTEM,
        mailbox=shared,
        account=alice.account,
        level=MailboxGrant.Level.VIEWER,
        valid_from=SINCE,
    )
    event = groups.mailbox(shared.pk)
    assert _kinds(alice, [event]) == [event]
    assert _kinds(bob, [event]) == []
