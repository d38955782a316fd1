"""One browser's websocket."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.models import Account
from mailsvc.directory.selectors import get_actor
from mailsvc.live import groups


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """Joins the groups its person may see; sends, never listens."""

    joined: list[str]

    async def connect(self) -> None:
        self.joined = []
        account = self.scope.get("user")
        if not isinstance(account, Account):
            await self.close(code=4401)
            return
        for group in await database_sync_to_async(_groups_of)(account):
            await self.channel_layer.group_add(group, self.channel_name)
            self.joined.append(group)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        for group in self.joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """A browser has nothing to say here."""

    async def tell(self, event: dict[str, Any]) -> None:
        """An event of `mailsvc.live`."""
        await self.send_json(event["payload"])


def _groups_of(account: Account) -> list[str]:
    actor = get_actor(account)
    mailboxes = [groups.mailbox(m.pk) for m in list_open_mailboxes(actor)]
    agencies = {groups.agency(duty.agency_pk) for duty in actor.duties}
    return [groups.account(account.pk), *mailboxes, *sorted(agencies)]
