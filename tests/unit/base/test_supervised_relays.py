"""`serve` starts as many relays as the setting says; several share their ports."""

import pytest

from config.supervisor.parts import plan_services


@pytest.mark.parametrize(
    ("count", "names"), [(1, ["relay"]), (2, ["relay", "relay-2"])], ids=["one", "two"]
)
def test_relays_share_their_ports_when_there_are_several(settings, count, names):
    settings.RELAY_PROCESSES = count
    relays = [plan for plan in plan_services() if plan.name.startswith("relay")]
    assert [plan.name for plan in relays] == names
    assert all(("--share-ports" in plan.command) is (count > 1) for plan in relays)
    # So each has a heartbeat of its own.
    assert [plan.command[3] for plan in relays] == [f"--number={n + 1}" for n in range(count)]


@pytest.mark.parametrize(("count", "names"), [(1, ["web"]), (2, ["web", "web-2"])])
def test_web_processes_share_their_port_when_there_are_several(settings, count, names):
    settings.WEB_PROCESSES = count
    pages = [plan for plan in plan_services() if plan.name.startswith("web")]
    assert [plan.name for plan in pages] == names
    assert all(("--share-ports" in plan.command) is (count > 1) for plan in pages)
