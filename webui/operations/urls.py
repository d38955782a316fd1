from django.urls import path

from webui.operations import act, alerts, calendar, find, home, mail, phishing, waiting

app_name = "operations"
urlpatterns = [
    path("", home.home, name="home"),
    path("canh-bao/", alerts.alerts, name="alerts"),
    path("thu/", waiting.waiting, name="waiting"),
    path("thu/<slug:trace_id>/", mail.mail, name="mail"),
    path("lua-dao/", phishing.phishing, name="phishing"),
    path("lua-dao/<int:pk>/", phishing.phishing_mail, name="phishing_mail"),
    path("lich/", calendar.calendar, name="calendar"),
    path("lich/<int:year>/", calendar.calendar_year, name="calendar_year"),
    path("tim/", find.find, name="find"),
    path("lam/<slug:action>/", act.act, name="act"),
]
