"""Every address of the keeping pages: refused to everybody who does not keep the figures."""

import pytest
from django.test import Client
from django.urls import reverse

from mailsvc.audit.models import AuditEvent
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from tests import factories
from tests.web.adoption.keeping.conftest import SignIn, text_of

pytestmark = pytest.mark.django_db

GETS = [
    "payroll",
    "payroll_template",
    "leave",
    "outages",
    "declared",
    "closing",
    "targets",
    "versions",
]
POSTS: list[tuple[str, tuple[object, ...]]] = [
    ("payroll", ()),
    ("payroll_apply", (1,)),
    ("payroll_undo", (1,)),
    ("leave", ()),
    ("leave_remove", (1,)),
    ("outages", ()),
    ("outage_remove", (1,)),
    ("declared", ()),
    ("declared_withdraw", (1,)),
    ("closing_lock", ("2009-11",)),
    ("closing_revise", ("2009-11",)),
    ("targets", ()),
    ("target_remove", (1,)),
    ("versions", ()),
    ("version_withdraw", ("TX-2",)),
]


@pytest.mark.parametrize("role", [Role.LEADER, Role.CLERK, Role.UNIT_HEAD, Role.OFFICER])
def test_others_are_refused_at_every_address_and_see_no_link(
    treasury: Agency, sign_in: SignIn, role: Role
) -> None:
    client = sign_in(factories.make_member(treasury, role).actor)
    before = AuditEvent.objects.count()
    for name in GETS:
        assert client.get(reverse(f"adoption:{name}")).status_code == 403, name
    assert client.get(reverse("adoption:payroll_file", args=(1,))).status_code == 403
    for name, args in POSTS:
        assert client.post(reverse(f"adoption:{name}", args=args)).status_code == 403, name
    assert AuditEvent.objects.count() == before
    assert "Chốt số liệu" not in text_of(client.get("/thong-ke/"))


def test_the_operator_keeps_but_does_not_say_what_is_official(
    treasury: Agency, sign_in: SignIn
) -> None:
    client = sign_in(factories.make_member(treasury, Role.SYSADMIN).actor)
    for name in GETS:
        assert client.get(reverse(f"adoption:{name}")).status_code == 200, name
    assert "Chốt số liệu" in text_of(client.get("/thong-ke/"))
    for name in ("closing_lock", "closing_revise"):
        assert client.post(reverse(f"adoption:{name}", args=("2009-11",))).status_code == 403
    assert "Công bố định nghĩa mới" not in text_of(client.get(reverse("adoption:versions")))
    assert client.post(reverse("adoption:versions")).status_code == 403
    assert client.post(reverse("adoption:version_withdraw", args=("TX-2",))).status_code == 403


def test_what_is_not_there_is_not_found(keeper: Client) -> None:
    assert keeper.get(reverse("adoption:payroll_file", args=(9,))).status_code == 404
    for name in ("payroll_apply", "payroll_undo", "leave_remove", "outage_remove", "target_remove"):
        assert keeper.post(reverse(f"adoption:{name}", args=(9,))).status_code == 404, name
    assert keeper.post(reverse("adoption:closing_lock", args=("2009-13",))).status_code == 404
    assert keeper.post(reverse("adoption:version_withdraw", args=("TX-9",))).status_code == 404


def test_nobody_signed_in_is_led_to_the_log_in(client: Client) -> None:
    for name in GETS:
        assert client.get(reverse(f"adoption:{name}")).status_code == 302
