from django.urls import path

from webui.adoption.cohorts import cohorts
from webui.adoption.export import export
from webui.adoption.funnel import funnel
from webui.adoption.home import home
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
    path("khao-sat/", table.home, name="survey"),
    path("khao-sat/mo/", table.open_round, name="survey_open"),
    path("khao-sat/<int:year>/", table.year, name="survey_year"),
    path("khao-sat/<int:year>/khep/", table.close_round, name="survey_close"),
    path(_REPLY, reply.reply, name="survey_reply"),
    path(f"{_REPLY}trinh/", reply.hand_over, name="survey_hand_over"),
    path(f"{_REPLY}ky/", reply.sign, name="survey_sign"),
    path(f"{_REPLY}tra-lai/", reply.give_back, name="survey_give_back"),
]
