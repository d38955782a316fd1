"""Every address outside mail and documents asked by people it is not for, and by nobody.

A new address of operations, accounts, first steps or jobs without a row here fails. Pages that are
each person's own have nothing to name and are asked without a log-in only. Mail and documents
have tables of their own (tests/web/mail/doors.py, tests/web/documents/doors.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import URLPattern, reverse

from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Delegation
from mailsvc.directory.roles import Role
from mailsvc.jobs import onetime
from mailsvc.jobs.worker import run_waiting
from mailsvc.signins.models import SignIn
from mailsvc.stationery.models import Template
from tests.factories import Member, make_agency, make_member
from tests.support import jobs_for_tests as jobs
from tests.support.memory_store import MemoryStore
from webui.begin.urls import urlpatterns as begin
from webui.jobs.urls import urlpatterns as job_pages
from webui.office.urls import urlpatterns as office
from webui.operations.urls import urlpatterns as operations

pytestmark = pytest.mark.django_db
AREAS: dict[str, list[URLPattern]] = {
    "operations": operations,
    "office": office,
    "begin": begin,
    "jobs": job_pages,
}
OWN = {
    *("office:account", "office:settings", "office:keys", "office:change_password"),
    *("office:create_app_password", "office:end_other_sign_ins", "office:lend"),
    *("office:stationery", "begin:home", "begin:read_notice", "begin:password", "begin:card"),
    *("begin:practice", "begin:practice_restart", "begin:exercise", "jobs:home"),
}
# Everybody but an administrator is refused; name → what stands in the address.
OPERATIONS: dict[str, tuple[object, ...]] = {
    "operations:home": (),
    "operations:alerts": (),
    "operations:waiting": (),
    "operations:mail": ("KHONGCO",),
    "operations:phishing": (),
    "operations:phishing_mail": (1,),
    "operations:calendar": (),
    "operations:calendar_year": (2026,),
    "operations:find": (),
    "operations:act": ("drop",),
}
# Of one person or agency: (what stands in the address, is it only sent).
THEIRS: dict[str, tuple[tuple[str, ...], bool]] = {
    "office:revoke_app_password": (("slot",), True),
    "office:end_sign_in": (("sign_in",), True),
    "office:end_lending": (("lending",), True),
    "office:agency_stationery": (("agency",), False),
    "office:agency_templates": (("agency",), False),
    "office:agency_template": (("agency", "template"), False),
    "begin:helping": (("code",), False),
    "begin:slips": (("code",), True),
    "begin:champion": (("code",), True),
    "jobs:job": (("job",), False),
    "jobs:cancel": (("job",), True),
    "jobs:file": (("job",), False),
}


@dataclass(frozen=True)
class Scene:
    """What is Hoa's or her agency's, whose it is, and who else there is."""

    owners: dict[str, Actor]
    facts: dict[str, object]
    strangers: dict[str, Actor]

    def path(self, name: str) -> str:
        return reverse(name, args=[self.facts[what] for what in THEIRS[name][0]])


@pytest.fixture
def scene(tmp_path: Path, store: MemoryStore) -> Iterator[Scene]:
    with override_settings(JOBS_DIR=tmp_path / "jobs"):
        agency, other = make_agency(), make_agency("STC", "Sở Tài chính")
        hoa = make_member(agency, local="hoa")
        clerk = make_member(agency, Role.CLERK, name="Lò Thị Mai", local="mai")
        leader = make_member(agency, Role.LEADER, name="Nguyễn Văn Bình", local="binh")
        colleague = make_member(agency, name="Cà Văn Đôi", local="doi")
        job = onetime.enqueue(
            hoa.actor, jobs.write_file, title="Xuất thư", arguments={"name": "thu.mbox"}
        )
        run_waiting()
        template = Template.objects.create(
            agency=agency, name="Mẫu", text="Kính gửi", changed_at=clock.now()
        )
        facts = _things_of(hoa, colleague) | {
            "agency": agency.pk,
            "code": agency.code,
            "job": job.pk,
            "template": template.pk,
        }
        strangers = {
            "colleague": colleague.actor,
            "f_clerk": make_member(other, Role.CLERK, name="Bạc Thị Yên", local="yen").actor,
            "f_leader": make_member(other, Role.LEADER, name="Đỗ Văn Ân", local="an").actor,
        }
        yield Scene(
            {"agency": clerk.actor, "code": leader.actor, "hoa": hoa.actor}, facts, strangers
        )


def _things_of(member: Member, deputy: Member) -> dict[str, object]:
    """Two places where she is signed in, a mailbox lent, a password for her mail program."""
    login = {"username": member.account.address, "password": member.password}
    Client().post("/dang-nhap/", login)
    here = Client()
    here.post("/dang-nhap/", login)
    today = f"{clock.today():%d/%m/%Y}"
    lent = {"manner": "on_behalf", "first_on": today, "last_on": today}
    here.post("/tai-khoan/uy-quyen/", {"deputy": deputy.account.address, **lent})
    here.post("/tai-khoan/ung-dung/", {"label": "Thunderbird"})
    sign_in = SignIn.objects.order_by("pk")[0]
    return {"slot": 1, "sign_in": sign_in.pk, "lending": Delegation.objects.get().pk}


def test_every_address_has_a_row() -> None:
    named = {f"{area}:{one.name}" for area, patterns in AREAS.items() for one in patterns}
    assert named == OWN | set(OPERATIONS) | set(THEIRS)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.CLERK, Role.STATISTICIAN])
def test_operations_are_closed_to_all_but_administrators(
    sign_in: Callable[[Actor], Client], role: Role
) -> None:
    client = sign_in(make_member(make_agency(), role).actor)
    for name, args in OPERATIONS.items():
        path = reverse(name, args=args)
        assert client.get(path, follow=True).status_code == 403, name
        sent = client.post(path, {"pks": "1", "reason": "x" * 20}, follow=True)
        assert sent.status_code in {403, 405}, name


def _ask(client: Client, scene: Scene, name: str) -> int:
    path, is_sent = scene.path(name), THEIRS[name][1]
    answer = client.post(path) if is_sent else client.get(path)
    b"".join(answer)  # a file is read to its end
    return answer.status_code


def test_what_is_another_s_is_refused_and_open_to_its_own(
    scene: Scene, sign_in: Callable[[Actor], Client]
) -> None:
    found = []
    for who, actor in scene.strangers.items():
        client = sign_in(actor)
        for name in THEIRS:
            status = _ask(client, scene, name)
            if status not in {403, 404}:
                found.append(f"{name} by {who}: {status}")
    assert not found, found
    for name, (whats, _is_sent) in THEIRS.items():
        whose = whats[0] if whats[0] in scene.owners else "hoa"
        status = _ask(sign_in(scene.owners[whose]), scene, name)
        assert status in {200, 302, 409, 422}, (name, status)


def test_without_a_log_in_there_is_only_the_log_in(scene: Scene) -> None:
    nobody = Client()
    paths = [scene.path(name) for name in THEIRS]
    paths += [reverse(name, args=args) for name, args in OPERATIONS.items()]
    paths += [reverse(name) for name in OWN - {"begin:exercise"}]
    for path in [*paths, reverse("begin:exercise", args=["thu"])]:
        for answer in (nobody.get(path), nobody.post(path)):
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/dang-nhap/"), path
