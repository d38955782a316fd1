from django.urls import path

from webui.operations import act, alerts, find, home, mail, waiting

app_name = "operations"
urlpatterns = [
    path("", home.home, name="home"),
    path("canh-bao/", alerts.alerts, name="alerts"),
    path("thu/", waiting.waiting, name="waiting"),
    path("thu/<slug:trace_id>/", mail.mail, name="mail"),
    path("tim/", find.find, name="find"),
    path("lam/<slug:action>/", act.act, name="act"),
]
