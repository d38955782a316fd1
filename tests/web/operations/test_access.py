"""Administrators only, on every page; nothing of a mail's content on any of them."""

from collections.abc import Callable

import pytest
from django.test import Client

from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from tests.factories import Member, make_agency, make_member
from tests.web.operations.conftest import pk_of, states

pytestmark = pytest.mark.django_db

PAGES = [
    "/van-hanh/",
    "/van-hanh/canh-bao/",
    "/van-hanh/thu/",
    "/van-hanh/thu/?trang_thai=held",
    "/van-hanh/thu/{mail}/",
    "/van-hanh/tim/?ma=%3Cthu1@x%3E",
    "/van-hanh/lam/hold/?thu={mail}",
    "/van-hanh/lam/drop/?den=tuachua.example",
]


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_sent_to_the_log_in(client: Client, mail: str, page: str) -> None:
    assert client.get(page.format(mail=mail)).status_code == 302


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.CLERK, Role.STATISTICIAN])
def test_other_roles_are_refused(
    mail: str, sign_in: Callable[[Actor], Client], page: str, role: Role
) -> None:
    other = make_member(make_agency("SNV", "Sở Nội vụ"), role)
    response = sign_in(other.actor).get(page.format(mail=mail))
    assert response.status_code == 403
    assert "@tuachua" not in response.content.decode()


def test_the_sender_himself_is_refused_too(
    mail: str, hoa: Member, sign_in: Callable[[Actor], Client]
) -> None:
    own = sign_in(hoa.actor)
    assert own.get(f"/van-hanh/thu/{mail}/").status_code == 403
    pks = str(pk_of("vanthu@tuachua.example"))
    assert own.post("/van-hanh/lam/retry/", {"pks": pks}).status_code == 403
    reason = {"reason": "Tôi muốn lấy lại thư này"}
    assert own.post("/van-hanh/lam/drop/", {"pks": pks, **reason}).status_code == 403
    assert set(states().values()) == {"due"}


def test_the_place_stands_in_the_rail_of_administrators_only(
    browser: Client, hoa: Member, sign_in: Callable[[Actor], Client], store: object
) -> None:
    assert "/van-hanh/" in browser.get("/tai-khoan/").content.decode()
    assert "/van-hanh/" not in sign_in(hoa.actor).get("/tai-khoan/").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_content(browser: Client, mail: str, page: str) -> None:
    shown = browser.get(page.format(mail=mail), follow=True)
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "Giay moi" not in text  # the subject
    assert "\nthu\n" not in text
    assert " style=" not in text
    assert "<script>" not in text
