from django.urls import path

from webui.mail.views.absence import absence
from webui.mail.views.act import act
from webui.mail.views.archive_files import archive_files
from webui.mail.views.attachment import attachment
from webui.mail.views.beside import newer, older
from webui.mail.views.case import case
from webui.mail.views.comment import comment, edit_comment
from webui.mail.views.compose import compose, compose_own
from webui.mail.views.contact import contact, new_contact
from webui.mail.views.contact_group import contact_group
from webui.mail.views.contacts import act_on_contacts, contacts, export_contacts
from webui.mail.views.contacts_file import import_contacts, undo_import
from webui.mail.views.conversation import conversation, list_conversations
from webui.mail.views.emptied import empty
from webui.mail.views.file_links import change_file_link, file_links
from webui.mail.views.filter import edit_filter, new_filter
from webui.mail.views.filters import change_filter, filters, restore_filter
from webui.mail.views.folder import new_folder
from webui.mail.views.folders import folders
from webui.mail.views.forwarding import forwarding
from webui.mail.views.frame import frame
from webui.mail.views.headers import headers
from webui.mail.views.home import home
from webui.mail.views.inserted import inserted
from webui.mail.views.invitation import invitation
from webui.mail.views.journal import journal
from webui.mail.views.keep import keep
from webui.mail.views.labels import labels
from webui.mail.views.later import put_off, waiting_mails
from webui.mail.views.link import link
from webui.mail.views.link_file import link_file
from webui.mail.views.list import list_mails
from webui.mail.views.matching import matching
from webui.mail.views.matter import matter, mine
from webui.mail.views.message import message
from webui.mail.views.paper import paper
from webui.mail.views.phishing import phishing
from webui.mail.views.pictures import pictures
from webui.mail.views.preview import preview
from webui.mail.views.receipt import receipt
from webui.mail.views.search import search_mails, search_on
from webui.mail.views.sent import recall_mail, sent
from webui.mail.views.sharing import change_share, sharing
from webui.mail.views.signature import signature
from webui.mail.views.source import download, source
from webui.mail.views.suggest import suggest
from webui.mail.views.take_back import take_back
from webui.mail.views.templates import template, templates
from webui.mail.views.together import together, writing
from webui.mail.views.transfer import transfer
from webui.mail.views.waiting import go_now, undo, waiting

app_name = "mail"
urlpatterns = [
    # Asked for most: Django tries one after the other.
    path("<int:mailbox_pk>/", list_mails, name="list"),
    path("<int:mailbox_pk>/<int:uid>/", message, name="message"),
    path("<int:mailbox_pk>/<int:uid>/khung/", frame, name="frame"),
    path("<int:mailbox_pk>/viec/", act, name="act"),
    path("", home, name="home"),
    path("nguoi-nhan/", suggest, name="suggest"),
    path("soan/", compose_own, name="compose_own"),
    path("danh-ba/", contacts, name="contacts"),
    path("danh-ba/moi/", new_contact, name="new_contact"),
    path("danh-ba/<int:pk>/", contact, name="contact"),
    path("danh-ba/viec/", act_on_contacts, name="act_on_contacts"),
    path("danh-ba/nhom/<int:pk>/", contact_group, name="contact_group"),
    path("danh-ba/nhap/", import_contacts, name="import_contacts"),
    path("danh-ba/nhap/bo/", undo_import, name="undo_import"),
    path("danh-ba/xuat/<str:kind>/", export_contacts, name="export_contacts"),
    path("giao-cho-toi/", mine, name="mine"),
    path("<int:mailbox_pk>/hoi-thoai/", list_conversations, name="conversations"),
    path("<int:mailbox_pk>/<int:uid>/hoi-thoai/", conversation, name="conversation"),
    path("<int:mailbox_pk>/tim/ca/", matching, name="matching"),
    path("<int:mailbox_pk>/tim/", search_mails, name="search"),
    path("<int:mailbox_pk>/tim/tiep/", search_on, name="search_on"),
    path("<int:mailbox_pk>/soan/", compose, name="compose"),
    path("<int:mailbox_pk>/cho-gui/", waiting, name="waiting"),
    path("lay-lai/<str:trace_id>/", undo, name="undo"),
    path("gui-ngay/<str:trace_id>/", go_now, name="go_now"),
    path("<int:mailbox_pk>/<int:uid>/toi-dau/", sent, name="sent"),
    path("<int:mailbox_pk>/<int:uid>/thu-hoi/", recall_mail, name="recall"),
    path("<int:mailbox_pk>/soan/giu/", keep, name="keep"),
    path("<int:mailbox_pk>/soan/tep-lon/", link_file, name="link_file"),
    path("<int:mailbox_pk>/tep-lon/", file_links, name="file_links"),
    path("<int:mailbox_pk>/tep-lon/<int:pk>/", change_file_link, name="change_file_link"),
    path("<int:mailbox_pk>/soan/hinh/<str:trace_id>/<str:key>/", inserted, name="inserted"),
    path("<int:mailbox_pk>/thu-muc/", new_folder, name="new_folder"),
    path("<int:mailbox_pk>/de-sau/", waiting_mails, name="later"),
    path("<int:mailbox_pk>/<int:uid>/de-sau/", put_off, name="put_off"),
    path("<int:mailbox_pk>/cac-thu-muc/", folders, name="folders"),
    path("<int:mailbox_pk>/nhan/", labels, name="labels"),
    path("<int:mailbox_pk>/nhap-xuat/", transfer, name="transfer"),
    path("<int:mailbox_pk>/vang-mat/", absence, name="absence"),
    path("<int:mailbox_pk>/chu-ky/", signature, name="signature"),
    path("<int:mailbox_pk>/thu-mau/", templates, name="templates"),
    path("<int:mailbox_pk>/thu-mau/<int:pk>/", template, name="template"),
    path("<int:mailbox_pk>/chuyen-tiep/", forwarding, name="forwarding"),
    path("<int:mailbox_pk>/bo-loc/", filters, name="filters"),
    path("<int:mailbox_pk>/bo-loc/moi/", new_filter, name="new_filter"),
    path("<int:mailbox_pk>/bo-loc/khoi-phuc/", restore_filter, name="restore_filter"),
    path("<int:mailbox_pk>/bo-loc/<int:pk>/", edit_filter, name="edit_filter"),
    path("<int:mailbox_pk>/bo-loc/<int:pk>/viec/", change_filter, name="change_filter"),
    path("<int:mailbox_pk>/don-sach/", empty, name="empty"),
    path("<int:mailbox_pk>/hoan-tac/", take_back, name="take_back"),
    path("<int:mailbox_pk>/nguoi-dung/", sharing, name="sharing"),
    path("<int:mailbox_pk>/nguoi-dung/<int:pk>/", change_share, name="change_share"),
    path("<int:mailbox_pk>/nhat-ky/", journal, name="journal"),
    path("<int:mailbox_pk>/viec-chung/<int:pk>/", matter, name="matter"),
    path("<int:mailbox_pk>/y-kien/<int:pk>/", edit_comment, name="edit_comment"),
    path("<int:mailbox_pk>/dang-soan/", writing, name="writing"),
    path("<int:mailbox_pk>/<int:uid>/cung-lam/", together, name="together"),
    path("<int:mailbox_pk>/<int:uid>/y-kien/", comment, name="comment"),
    path("<int:mailbox_pk>/<int:uid>/cu-hon/", older, name="older"),
    path("<int:mailbox_pk>/<int:uid>/moi-hon/", newer, name="newer"),
    path("<int:mailbox_pk>/<int:uid>/dau-thu/", headers, name="headers"),
    path("<int:mailbox_pk>/<int:uid>/duong-dan/<int:number>/", link, name="link"),
    path("<int:mailbox_pk>/<int:uid>/lua-dao/", phishing, name="phishing"),
    path("<int:mailbox_pk>/<int:uid>/hinh/", pictures, name="pictures"),
    path("<int:mailbox_pk>/<int:uid>/giay-moi/", invitation, name="invitation"),
    path("<int:mailbox_pk>/<int:uid>/bao-da-doc/", receipt, name="receipt"),
    path("<int:mailbox_pk>/<int:uid>/in/", paper, name="paper"),
    path("<int:mailbox_pk>/<int:uid>/nguon/", source, name="source"),
    path("<int:mailbox_pk>/<int:uid>/thu.eml", download, name="download"),
    path("<int:mailbox_pk>/<int:uid>/tep/<int:index>/", attachment, name="attachment"),
    path("<int:mailbox_pk>/<int:uid>/xem/<int:index>/", preview, name="preview"),
    path("<int:mailbox_pk>/<int:uid>/luu-ho-so/", case, name="case"),
    path("<int:mailbox_pk>/<int:uid>/tat-ca.zip", archive_files, name="archive_files"),
]
