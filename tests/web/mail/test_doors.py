"""Every address of the mail pages asked by people it is not for: refused, and nothing shown.

A new address without a row in `doors.ROWS` fails here. Each refusal stands beside the success of
somebody who may, with the same address and the same form.
"""

from datetime import timedelta

import pytest
from channels.routing import URLRouter
from django.test import Client

from mailsvc.base import clock
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.delegation import delegate_mailbox
from mailsvc.directory.models import Delegation, MailboxGrant
from mailsvc.directory.roles import Role
from mailsvc.directory.services import grant_mailbox
from tests.factories import SINCE, make_member
from tests.web.mail.conftest import signed_in
from tests.web.mail.doors import (
    ANYBODY,
    EDITOR,
    FRIEND,
    MANAGER,
    ROWS,
    SECRET,
    VIEWER,
    Row,
    Scene,
    set_scene,
)
from webui.live.routing import websocket_urlpatterns
from webui.mail.urls import urlpatterns

_REFUSED = {403, 404}
_RANKS = [VIEWER, EDITOR, MANAGER]


@pytest.fixture(autouse=True)
def away(settings) -> None:
    settings.SIEVE_PORT = 1  # no mail store is asked here


@pytest.fixture
def scene(people, store) -> Scene:
    return set_scene(people, store)


def _ask(browser: Client, path: str, post: dict[str, object] | None):
    return browser.get(path) if post is None else browser.post(path, post)


def _asked(name: str, row: Row, scene: Scene) -> list[tuple[str, dict[str, object] | None, str]]:
    """The ways in: address, form, the least right."""
    path = row.path(name, scene)
    ways: list[tuple[str, dict[str, object] | None, str]] = []
    if row.get:
        ways.append((path, None, row.needs))
    if row.post is not None:
        ways.append((path, row.post, row.posts_need or row.needs))
    return ways


def _shows(answer) -> str:
    return b"".join(answer).decode("utf-8", "replace")


def _open_doors(browser: Client, scene: Scene, *, rank: int) -> list[str]:
    """Addresses that need more than `rank` and were not refused, or told what is behind them."""
    found = []
    for name, row in ROWS.items():
        for path, post, needs in _asked(name, row, scene):
            if needs in _RANKS and _RANKS.index(needs) < rank:
                continue
            answer = _ask(browser, path, post)
            shown = _shows(answer)
            is_refused = needs == ANYBODY or answer.status_code in _REFUSED
            if not is_refused or SECRET in shown or FRIEND in shown:
                found.append(f"{name} {path} {post}: {answer.status_code}")
    return found


def test_every_address_has_a_row() -> None:
    named = {pattern.name for pattern in urlpatterns}
    assert len(named) == len(urlpatterns)
    assert named == set(ROWS)


def test_every_websocket_is_one_that_is_tested() -> None:
    """Its door is asked in tests/web/live/test_consumer.py."""
    assert URLRouter(websocket_urlpatterns)
    assert [str(one.pattern) for one in websocket_urlpatterns] == ["truc-tiep/"]


def test_strangers_and_other_agencies_are_refused_everywhere(scene: Scene, charlie) -> None:
    assert _open_doors(charlie, scene, rank=0) == []
    assert _open_doors(signed_in(scene.people.dana), scene, rank=0) == []


def test_a_viewer_and_a_sender_do_no_more_than_they_may(scene: Scene, alice, bob) -> None:
    assert _open_doors(alice, scene, rank=1) == []
    assert _open_doors(bob, scene, rank=2) == []


def test_without_a_log_in_there_is_only_the_log_in(scene: Scene) -> None:
    browser = Client()
    for name, row in ROWS.items():
        for path, post, _needs in _asked(name, row, scene):
            answer = _ask(browser, path, post)
            assert answer.status_code in {302, 401}, path
            assert SECRET not in _shows(answer) and FRIEND not in _shows(answer)
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/dang-nhap/"), path


def test_the_same_addresses_open_to_a_manager(scene: Scene) -> None:
    boss = signed_in(scene.boss)
    for name, row in ROWS.items():
        if name in {"restore_filter", "take_back", "go_now"}:
            continue  # nothing to bring back; not written ahead
        for path, post, _needs in _asked(name, row, scene):
            answer = _ask(boss, path, post)
            assert answer.status_code in {200, 204, 302, 422}, (path, post, answer.status_code)


def test_a_viewer_reads(scene: Scene, alice) -> None:
    for name, row in ROWS.items():
        for path, post, needs in _asked(name, row, scene):
            if needs == VIEWER:
                assert _ask(alice, path, post).status_code in {200, 204, 302, 422}, path


def test_who_may_only_send_for_somebody_reads_nothing(scene: Scene, charlie) -> None:
    """A deputy without reading, and one whose days are over or have not begun."""
    boss, box = scene.boss, scene.boss.mailbox
    today = clock.today()
    delegate_mailbox(
        boss.actor,
        mailbox=box,
        deputy=scene.people.charlie.account,
        manner=Delegation.Manner.AS_OWNER,
        valid_from=today,
        valid_to=today + timedelta(days=9),
    )
    assert charlie.get(f"/thu/{box.pk}/").status_code == 404
    Delegation.objects.update(may_read=True)
    assert charlie.get(f"/thu/{box.pk}/").status_code == 200
    Delegation.objects.update(valid_from=today + timedelta(days=1))
    assert charlie.get(f"/thu/{box.pk}/").status_code == 404


def test_an_administrator_reads_no_mail_of_others(scene: Scene) -> None:
    """He may say who works in a shared mailbox; what is in it is not his."""
    admin = signed_in(
        make_member(scene.people.alice.mailbox.agency, Role.SYSADMIN, name="Lý A Sử", local="su")
    )
    for name, row in ROWS.items():
        if name in {"sharing", "change_share", "journal"}:
            continue
        for path, post, needs in _asked(name, row, scene):
            answer = _ask(admin, path, post)
            assert SECRET not in _shows(answer)
            if needs != ANYBODY:
                assert answer.status_code in _REFUSED, path
    assert admin.get(ROWS["sharing"].path("sharing", scene)).status_code == 200


def test_a_mailbox_that_is_none_and_one_that_is_not_mine_look_the_same(
    scene: Scene, charlie
) -> None:
    for name, row in ROWS.items():
        for path, post, needs in _asked(name, row, scene):
            if needs in _RANKS:
                theirs = _ask(charlie, path, post)
                missing = _ask(charlie, path.replace(f"/thu/{scene.box}/", "/thu/999999/"), post)
                assert theirs.status_code == missing.status_code == 404, path


def test_a_right_taken_back_closes_every_door_at_once(scene: Scene, charlie) -> None:
    grant = grant_mailbox(
        SYSTEM,
        mailbox=scene.people.shared,
        account=scene.people.charlie.account,
        level=MailboxGrant.Level.MANAGER,
        valid_from=SINCE,
    )
    assert charlie.get(ROWS["message"].path("message", scene)).status_code == 200
    grant.delete()
    assert _open_doors(charlie, scene, rank=0) == []
