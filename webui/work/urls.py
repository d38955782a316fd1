from django.urls import path

from webui.work.home import home
from webui.work.search import search

app_name = "work"
urlpatterns = [
    path("", home, name="home"),
    path("tim/", search, name="search"),
]
