from django.urls import path

from webui.office import (
    account,
    app_passwords,
    keys,
    lending,
    settings,
    sign_ins,
    stationery,
    templates,
)

app_name = "office"
urlpatterns = [
    path("", account.account, name="account"),
    path("tuy-chon/", settings.settings, name="settings"),
    path("phim-tat/", keys.keys, name="keys"),
    path("mat-khau/", account.change_password, name="change_password"),
    path("ung-dung/", app_passwords.create, name="create_app_password"),
    path("ung-dung/<int:slot>/thu-hoi/", app_passwords.revoke, name="revoke_app_password"),
    path("noi-dang-nhap/thoat/", sign_ins.end_others, name="end_other_sign_ins"),
    path("noi-dang-nhap/<int:pk>/thoat/", sign_ins.end_one, name="end_sign_in"),
    path("uy-quyen/", lending.lend, name="lend"),
    path("uy-quyen/<int:pk>/thoi/", lending.end, name="end_lending"),
    path("mau-thu/", stationery.own, name="stationery"),
    path("mau-thu/<int:agency_pk>/", stationery.agency, name="agency_stationery"),
    path("mau-thu/<int:agency_pk>/thu/", templates.templates, name="agency_templates"),
    path("mau-thu/<int:agency_pk>/thu/<int:pk>/", templates.template, name="agency_template"),
]
