from django.urls import path

from webui.adoption.cohorts import cohorts
from webui.adoption.export import export
from webui.adoption.funnel import funnel
from webui.adoption.home import home
from webui.adoption.keeping import (
    closing,
    declared,
    leave,
    outages,
    payroll,
    targets,
    versions,
)
from webui.adoption.league import league
from webui.adoption.lifecycle import lifecycle
from webui.adoption.looking import look
from webui.adoption.mine import mine
from webui.adoption.quality import quality
from webui.adoption.survey import reply, table
from webui.adoption.trend import trend

app_name = "adoption"
_REPLY = "khao-sat/<int:year>/<slug:code>/"
urlpatterns = [
    path("", home, name="home"),
    path("dien-bien/", trend, name="trend"),
    path("co-quan/", league, name="league"),
    path("vi-sao/", funnel, name="funnel"),
    path("sau-khi-mo/", cohorts, name="cohorts"),
    path("moi-va-thoi/", lifecycle, name="lifecycle"),
    path("chat-luong/", quality, name="quality"),
    path("chat-luong/nguoi/", look, name="look"),
    path("cua-toi/", mine, name="mine"),
    path("xuat/<slug:month>.<slug:form>", export, name="export"),
    path("bien-che/", payroll.home, name="payroll"),
    path("bien-che/mau.csv", payroll.template, name="payroll_template"),
    path("bien-che/<int:pk>/", payroll.show, name="payroll_file"),
    path("bien-che/<int:pk>/nap/", payroll.apply, name="payroll_apply"),
    path("bien-che/<int:pk>/hoan-tac/", payroll.undo, name="payroll_undo"),
    path("nghi/", leave.home, name="leave"),
    path("nghi/<int:pk>/xoa/", leave.remove, name="leave_remove"),
    path("mat-duong-truyen/", outages.home, name="outages"),
    path("mat-duong-truyen/<int:pk>/xoa/", outages.remove, name="outage_remove"),
    path("ke-khai/", declared.home, name="declared"),
    path("ke-khai/<int:pk>/xoa/", declared.withdraw, name="declared_withdraw"),
    path("chot/", closing.home, name="closing"),
    path("chot/<slug:month>/", closing.lock, name="closing_lock"),
    path("chot/<slug:month>/dieu-chinh/", closing.revise, name="closing_revise"),
    path("chi-tieu/", targets.home, name="targets"),
    path("chi-tieu/<int:pk>/xoa/", targets.remove, name="target_remove"),
    path("dinh-nghia/", versions.home, name="versions"),
    path("dinh-nghia/<slug:code>/rut/", versions.withdraw, name="version_withdraw"),
    path("khao-sat/", table.home, name="survey"),
    path("khao-sat/mo/", table.open_round, name="survey_open"),
    path("khao-sat/<int:year>/", table.year, name="survey_year"),
    path("khao-sat/<int:year>/khep/", table.close_round, name="survey_close"),
    path(_REPLY, reply.reply, name="survey_reply"),
    path(f"{_REPLY}trinh/", reply.hand_over, name="survey_hand_over"),
    path(f"{_REPLY}ky/", reply.sign, name="survey_sign"),
    path(f"{_REPLY}tra-lai/", reply.give_back, name="survey_give_back"),
]
