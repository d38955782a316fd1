from django.urls import path

from webui.begin import card, helping, practice, steps

app_name = "begin"
urlpatterns = [
    path("", steps.home, name="home"),
    path("da-doc/", steps.read_notice, name="read_notice"),
    path("mat-khau/", steps.password, name="password"),
    path("the/", card.card, name="card"),
    path("tap-lam/", practice.home, name="practice"),
    path("tap-lam/lam-lai/", practice.restart, name="practice_restart"),
    path("tap-lam/<slug:code>/", practice.exercise, name="exercise"),
    path("giup/<slug:code>/", helping.home, name="helping"),
    path("giup/<slug:code>/phieu/", helping.slips, name="slips"),
    path("giup/<slug:code>/nguoi-huong-dan/", helping.champion, name="champion"),
]
