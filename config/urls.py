"""Addresses of the pages; each area owns its own list."""

from django.urls import include, path

from webui.mail.views.file_link import file_bytes, file_link
from webui.mail.views.pictures import picture
from webui.shared.health import health
from webui.shared.language import switch_language
from webui.shared.login import Login, Logout
from webui.shared.metrics import metrics

urlpatterns = [
    path("", include("webui.work.urls")),
    path("thu/", include("webui.mail.urls")),
    path("van-ban/", include("webui.documents.urls")),
    path("thong-ke/", include("webui.adoption.urls")),
    path("van-hanh/", include("webui.operations.urls")),
    path("bat-dau/", include("webui.begin.urls")),
    path("tai-khoan/", include("webui.office.urls")),
    path("viec-nen/", include("webui.jobs.urls")),
    path("dang-nhap/", Login.as_view(), name="login"),
    path("dang-xuat/", Logout.as_view(), name="logout"),
    path("ngon-ngu/", switch_language, name="language"),
    path("hinh/<str:token>/", picture, name="picture"),
    path("tep-lon/<str:key>/", file_link, name="file_link"),
    path("tep-lon/<str:key>/tai-ve/", file_bytes, name="file_bytes"),
    path("suc-khoe/", health, name="health"),
    path("metrics", metrics, name="metrics"),
]
