"""The names of the relay's processes: the first is `relay`, others `relay-2`, `relay-3` …"""

from django.conf import settings

FIRST = "relay"


def part_name(number: int) -> str:
    """Counted from 1; so it is called in logs, heartbeats and alerts."""
    return FIRST if number == 1 else f"{FIRST}-{number}"


def list_parts() -> list[str]:
    """Those that `serve` starts."""
    return [part_name(number) for number in range(1, settings.RELAY_PROCESSES + 1)]
