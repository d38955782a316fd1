"""App passwords: shown once, kept as a hash, five at most, revocable."""

import pytest
from django.test import override_settings

from mailsvc.base.errors import Conflict, Forbidden, NotFound
from mailsvc.directory import passwords
from mailsvc.directory.models import Account, AppPassword
from tests.factories import Member, make_agency, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa() -> Member:
    return make_member(make_agency())


def test_program_logs_in_with_app_password_only(hoa: Member) -> None:
    plain = passwords.create_app_password(hoa.actor, label="Thunderbird phòng 203")
    assert passwords.authenticate_program(hoa.account.address.upper(), plain) == hoa.actor
    for wrong in (hoa.password, plain + "x", ""):
        with pytest.raises(Forbidden):
            passwords.authenticate_program(hoa.account.address, wrong)
    assert plain not in AppPassword.objects.get().hash


def test_sixth_password_is_refused_until_one_is_revoked(hoa: Member) -> None:
    made = [passwords.create_app_password(hoa.actor, label=f"máy {n}") for n in range(5)]
    with pytest.raises(Conflict):
        passwords.create_app_password(hoa.actor, label="máy 6")
    passwords.revoke_app_password(hoa.actor, slot=2)
    with pytest.raises(Forbidden):
        passwords.authenticate_program(hoa.account.address, made[1])
    passwords.create_app_password(hoa.actor, label="máy 6")


def test_nobody_revokes_what_is_not_his(hoa: Member) -> None:
    passwords.create_app_password(hoa.actor, label="điện thoại")
    stranger = make_member(make_agency("STC", "Sở Tài chính"))
    with pytest.raises(NotFound):
        passwords.revoke_app_password(stranger.actor, slot=1)


def test_demo_log_in_only_on_loopback(hoa: Member) -> None:
    plain = passwords.create_app_password(hoa.actor, label="demo", chosen="congvan-demo")
    Account.objects.filter(pk=hoa.account.pk).update(is_demo=True)
    assert passwords.authenticate_program(hoa.account.address, plain)
    with override_settings(IS_LOOPBACK=False), pytest.raises(Forbidden):
        passwords.authenticate_program(hoa.account.address, plain)


def test_unknown_address_is_refused_in_the_same_words(hoa: Member) -> None:
    with pytest.raises(Forbidden) as unknown:
        passwords.authenticate_program("khongco@stttt.dienbien.example", "x")
    with pytest.raises(Forbidden) as wrong:
        passwords.authenticate_program(hoa.account.address, "x")
    assert unknown.value.public_text == wrong.value.public_text
