from django.urls import path

from webui.documents.views.accept import accept
from webui.documents.views.add_work_note import add_work_note
from webui.documents.views.approve import approve
from webui.documents.views.approve_content import approve_content
from webui.documents.views.approve_result import approve_result
from webui.documents.views.arrival import arrival
from webui.documents.views.assign_number import assign_number
from webui.documents.views.book import book
from webui.documents.views.box import box
from webui.documents.views.catalogue import catalogue, end_item, withdraw_item
from webui.documents.views.closing import closing
from webui.documents.views.complete import complete
from webui.documents.views.correct import correct
from webui.documents.views.decline_result import decline_result
from webui.documents.views.direct import direct
from webui.documents.views.document import document
from webui.documents.views.draft import draft
from webui.documents.views.draft_reply import draft_reply
from webui.documents.views.earlier import answer_earlier, earlier
from webui.documents.views.edit_draft import edit_draft
from webui.documents.views.file import arrival_file, file
from webui.documents.views.file_away import file_away
from webui.documents.views.find import drop_search, export_found, find, keep_search
from webui.documents.views.held import held, void_hold
from webui.documents.views.incoming import incoming
from webui.documents.views.intake import intake
from webui.documents.views.issue import issue
from webui.documents.views.keeping import keeping
from webui.documents.views.kept_copies import copy_returned, kept_copies
from webui.documents.views.note import note
from webui.documents.views.nudge import nudge
from webui.documents.views.outgoing import outgoing
from webui.documents.views.page_picture import arrival_file_page, file_page, kept_page
from webui.documents.views.paper import slip, stamped
from webui.documents.views.part import part
from webui.documents.views.posts import posts
from webui.documents.views.present import present
from webui.documents.views.preview import preview
from webui.documents.views.recall import recall
from webui.documents.views.redirect import redirect
from webui.documents.views.refuse_arrival import refuse_arrival
from webui.documents.views.register import register
from webui.documents.views.register_arrival import register_arrival
from webui.documents.views.register_from_mail import register_from_mail
from webui.documents.views.reopen import reopen
from webui.documents.views.report import report
from webui.documents.views.return_directive import return_directive
from webui.documents.views.return_draft import return_draft
from webui.documents.views.seal import seal
from webui.documents.views.secret_papers import secret_papers, void_secret_paper
from webui.documents.views.separator import separator
from webui.documents.views.sub_assign import sub_assign
from webui.documents.views.submit import submit
from webui.documents.views.typed_draft import drop_typed, keep_typed
from webui.documents.views.void_number import void_number

app_name = "documents"
urlpatterns = [
    path("", incoming, name="home"),
    path("di/", outgoing, name="outgoing"),
    path("ngan/<slug:name>/", box, name="box"),
    path("cho-tiep-nhan/", intake, name="intake"),
    path("cho-tiep-nhan/to-ngan-cach/", separator, name="separator"),
    path("cho-tiep-nhan/<int:pk>/", arrival, name="arrival"),
    path("cho-tiep-nhan/<int:pk>/vao-so/", register_arrival, name="register_arrival"),
    path("cho-tiep-nhan/<int:pk>/tu-choi/", refuse_arrival, name="refuse_arrival"),
    path("cho-tiep-nhan/tep/<int:pk>/", arrival_file, name="arrival_file"),
    path("cho-tiep-nhan/tep/<int:pk>/<int:page>/", arrival_file_page, name="arrival_file_page"),
    path("vao-so/trang/", kept_page, name="kept_page"),
    path("so/<slug:which>/<int:year>/", book, name="book"),
    path("so/<slug:which>/<int:year>/khoa/", closing, name="closing"),
    path("giu-so/", keeping, name="keeping"),
    path("giu-so/so-giu/", held, name="held"),
    path("giu-so/so-giu/<int:pk>/huy/", void_hold, name="void_hold"),
    path("giu-so/chuyen-giao/", posts, name="posts"),
    path("giu-so/ban-luu/", kept_copies, name="kept_copies"),
    path("giu-so/ban-luu/<int:pk>/da-tra/", copy_returned, name="copy_returned"),
    path("giu-so/van-ban-mat/", secret_papers, name="secret_papers"),
    path("giu-so/van-ban-mat/<int:pk>/huy/", void_secret_paper, name="void_secret_paper"),
    path("giu-so/danh-muc/", catalogue, name="catalogue"),
    path("giu-so/danh-muc/<int:pk>/hieu-luc/", end_item, name="end_item"),
    path("giu-so/danh-muc/<int:pk>/bo/", withdraw_item, name="withdraw_item"),
    path("giu-so/lui-ngay/", earlier, name="earlier"),
    path("giu-so/lui-ngay/<int:pk>/tra-loi/", answer_earlier, name="answer_earlier"),
    path("tim/", find, name="find"),
    path("tim/xuat/", export_found, name="export_found"),
    path("tim/giu/", keep_search, name="keep_search"),
    path("tim/bo/<int:pk>/", drop_search, name="drop_search"),
    path("vao-so/", register, name="register"),
    path("vao-so/thu/", register_from_mail, name="register_from_mail"),
    path("soan/", draft, name="draft"),
    path("soan/giu/", keep_typed, name="keep_typed"),
    path("soan/bo/", drop_typed, name="drop_typed"),
    path("tep/<int:pk>/", file, name="file"),
    path("tep/<int:pk>/<int:page>/", file_page, name="file_page"),
    path("tep/<int:pk>/dau-den/", stamped, name="stamped"),
    path("<int:pk>/phieu-giai-quyet/", slip, name="slip"),
    path("<int:pk>/", document, name="document"),
    path("<int:pk>/trinh/", present, name="present"),
    path("<int:pk>/luu-de-biet/", note, name="note"),
    path("<int:pk>/chi-dao/", direct, name="direct"),
    path("<int:pk>/nhan-viec/", accept, name="accept"),
    path("<int:pk>/ghi-ket-qua/", add_work_note, name="add_work_note"),
    path("<int:pk>/hoan-thanh/", complete, name="complete"),
    path("<int:pk>/doi-chu-tri/", redirect, name="redirect"),
    path("<int:pk>/don-doc/", nudge, name="nudge"),
    path("<int:pk>/bo-sung/", correct, name="correct"),
    path("<int:pk>/phan-viec/", sub_assign, name="sub_assign"),
    path("<int:pk>/bao-cao/", report, name="report"),
    path("<int:pk>/duyet-ket-qua/", approve_result, name="approve_result"),
    path("<int:pk>/lam-tiep/", decline_result, name="decline_result"),
    path("<int:pk>/mo-lai/", reopen, name="reopen"),
    path("<int:pk>/dua-vao-ho-so/", file_away, name="file_away"),
    path("<int:pk>/thu-hoi/", recall, name="recall"),
    path("phan-viec/<int:pk>/<slug:action>/", part, name="part"),
    path("<int:pk>/tra-lai/", return_directive, name="return_directive"),
    path("<int:pk>/soan-tra-loi/", draft_reply, name="draft_reply"),
    path("<int:pk>/sua/", edit_draft, name="edit_draft"),
    path("<int:pk>/xem-truoc/", preview, name="preview"),
    path("<int:pk>/trinh-duyet/", submit, name="submit"),
    path("<int:pk>/duyet-noi-dung/", approve_content, name="approve_content"),
    path("<int:pk>/duyet-ban-hanh/", approve, name="approve"),
    path("<int:pk>/tra-lai-du-thao/", return_draft, name="return_draft"),
    path("<int:pk>/cap-so/", assign_number, name="assign_number"),
    path("<int:pk>/dong-dau/", seal, name="seal"),
    path("<int:pk>/phat-hanh/", issue, name="issue"),
    path("<int:pk>/huy-so/", void_number, name="void_number"),
]
