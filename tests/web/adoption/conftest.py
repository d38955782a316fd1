"""Offices with known figures, and a reader who is not in them."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.usage import rollup
from mailsvc.usage.bits import bits_of
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month
from tests import factories
from tests.service.usage.support import NOVEMBER, WORKING, make_people, open_account

URL = "/thong-ke/"
HABIT = MonthBits(read=bits_of(WORKING), write=bits_of(WORKING[:5]))


def make_office(
    code: str, name: str, *, staff: int, regular: int, tier: str = "province"
) -> Agency:
    """An agency with so many people, so many of them regular in November 2009."""
    agency = factories.make_agency(code, name, tier=tier)
    people = make_people(agency, staff)
    for person in people[:regular]:
        open_account(person)
    merge_month(NOVEMBER, {person.pk: HABIT for person in people[:regular]})
    return agency


@pytest.fixture
def offices() -> dict[str, Agency]:
    made = {
        "STTTT": make_office("STTTT", "Sở Thông tin và Truyền thông", staff=12, regular=6),
        "STC": make_office("STC", "Sở Tài chính", staff=20, regular=3),
        "SNV": make_office("SNV", "Sở Nội vụ", staff=11, regular=1),
        "TC": make_office("TC", "Huyện Tủa Chùa", staff=15, regular=0, tier="district"),
    }
    rollup.fill(NOVEMBER)
    return made


@pytest.fixture
def look(client: Client) -> Callable[..., str]:
    """The page as somebody with this role in this agency sees it."""

    def page(agency: Agency, role: Role = Role.OFFICER, query: str = "", path: str = "") -> str:
        # Hired after the month, so that the reader is not in its figures.
        person = factories.make_person("Sùng Thị Mỷ")
        directory.create_post(
            SYSTEM,
            person=person,
            agency=agency,
            unit=None,
            title="Chuyên viên",
            role=role,
            valid_from=date(2009, 12, 1),
        )
        account = directory.create_account(
            SYSTEM, address=f"doc{person.pk}@x.example", person=person, password=None
        )
        client.force_login(account, backend="webui.shared.login.DirectoryBackend")
        response = client.get(URL + path + query)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return page
