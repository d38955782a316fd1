"""Whom to call: on the log-in page, on refusals and on the role card, once it is set."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

LINE = "0215 3 825 000 <phòng CNTT>"
SHOWN = "Cần giúp, gọi: 0215 3 825 000 &lt;phòng CNTT&gt;"


def test_it_stands_where_somebody_is_stuck(client: Client, settings) -> None:
    settings.HELP_LINE = LINE
    assert SHOWN in client.get("/dang-nhap/").content.decode()
    member = factories.make_member(factories.make_agency())
    client.force_login(member.account, backend="webui.shared.login.DirectoryBackend")
    for refused in ("/thong-ke/chot/", "/thong-ke/?thang=1999-01"):
        assert SHOWN in client.get(refused).content.decode(), refused
    assert (
        "<dd>0215 3 825 000 &lt;phòng CNTT&gt;</dd>" in client.get("/bat-dau/the/").content.decode()
    )


def test_without_a_setting_there_is_no_empty_line(client: Client) -> None:
    assert "Cần giúp" not in client.get("/dang-nhap/").content.decode()
