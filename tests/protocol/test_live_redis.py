"""Live events through a real Redis: what several web processes use."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels_redis.core import RedisChannelLayer
from django.test import override_settings

from mailsvc.live import groups
from mailsvc.live.services import publish
from tests.support.ports import free_ports


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    assert program, "redis-server is missing: run `make test-setup`"
    (port,) = free_ports(1)
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        for line in server.stdout:
            if "Ready to accept connections" in line:
                break
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()


@pytest.mark.django_db(transaction=True)
def test_event_reaches_another_process_s_layer(redis_url: str) -> None:
    layers = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [redis_url]},
        }
    }

    @async_to_sync
    async def hear() -> dict[str, object]:
        other = RedisChannelLayer(hosts=[redis_url])
        channel = await other.new_channel()
        await other.group_add(groups.mailbox(5), channel)
        await sync_to_async(publish)(groups.mailbox(5), {"kind": "mail.arrived", "pk": 5})
        message: dict[str, object] = await other.receive(channel)
        await other.close_pools()
        return message

    with override_settings(REDIS_URL=redis_url, CHANNEL_LAYERS=layers):
        heard = hear()
    assert heard["payload"] == {"kind": "mail.arrived", "pk": 5}
