"""One browser's websocket."""

import asyncio
from importlib import import_module
from typing import Any

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings

from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.models import Account
from mailsvc.directory.selectors import get_actor
from mailsvc.live import groups
from mailsvc.live.services import SESSIONS_ENDED

SIGNED_OUT = 4401
# A session also ends by its hour, or by a hand in the table, which nobody tells of.
LOOK_S = 60.0


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """Joins the groups its person may see; sends, never listens. It lives as long as the session it
    was opened with.
    """

    joined: list[str]
    watch: "asyncio.Task[None] | None" = None

    async def connect(self) -> None:
        self.joined = []
        account = self.scope.get("user")
        if not isinstance(account, Account):
            await self.close(code=SIGNED_OUT)
            return
        for group in await database_sync_to_async(_groups_of)(account):
            await self.channel_layer.group_add(group, self.channel_name)
            self.joined.append(group)
        await self.accept()
        self.watch = asyncio.create_task(self._watch())

    async def disconnect(self, code: int) -> None:
        if self.watch is not None:
            self.watch.cancel()
        for group in self.joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """A browser has nothing to say here."""

    async def tell(self, event: dict[str, Any]) -> None:
        """An event of `mailsvc.live`; that sessions ended is for us alone."""
        if event["payload"]["kind"] == SESSIONS_ENDED:
            await self._leave_when_signed_out()
        else:
            await self.send_json(event["payload"])

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            await self._leave_when_signed_out()

    async def _leave_when_signed_out(self) -> None:
        """Asked anew by the key of the session: what was read at the beginning says nothing now."""
        session = self.scope["session"]
        store = import_module(settings.SESSION_ENGINE).SessionStore(session.session_key)
        account = await get_user({"session": store})
        if not isinstance(account, Account):
            await self.close(code=SIGNED_OUT)


def _groups_of(account: Account) -> list[str]:
    actor = get_actor(account)
    mailboxes = [groups.mailbox(m.pk) for m in list_open_mailboxes(actor)]
    agencies = {groups.agency(duty.agency_pk) for duty in actor.duties}
    return [groups.account(account.pk), *mailboxes, *sorted(agencies)]
