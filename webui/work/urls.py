from django.urls import path

from webui.work.box import box
from webui.work.bulk import bulk
from webui.work.deputies import deputies, end_deputation
from webui.work.filing import filing
from webui.work.home import home
from webui.work.notices import see_all
from webui.work.overview import overview
from webui.work.search import search

app_name = "work"
urlpatterns = [
    path("", home, name="home"),
    path("viec/ngan/<slug:action>/", box, name="box"),
    path("viec/hang-loat/<slug:action>/", bulk, name="bulk"),
    path("viec/ho-so/", filing, name="filing"),
    path("viec/ai-giu/", overview, name="overview"),
    path("viec/da-xem/", see_all, name="see_all"),
    path("viec/uy-quyen/", deputies, name="deputies"),
    path("viec/uy-quyen/<int:pk>/thoi/", end_deputation, name="end_deputation"),
    path("tim/", search, name="search"),
]
