"""Every page of the product and who looks at it: the table the accessibility walk goes through.

A new address needs a row in `PAGES`, or its name in one of the sets of what is no page of its own;
`tests/architecture/test_every_page_walked.py` compares them with the list of addresses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

NOBODY = ""
OFFICER = "chuyenvien@stttt.dienbien.example"
CLERK = "vanthu@stttt.dienbien.example"
LEADER = "lanhdao@stttt.dienbien.example"
ADMINISTRATOR = "quantri@dienbien.example"


@dataclass(frozen=True)
class Visit:
    """A page: who opens it and where. `{names}` are pks of `scene`; `link` is the first such link
    on the page at `path`, opened instead of it.
    """

    who: str
    path: str
    link: str = ""

    def fill(self, scene: Mapping[str, object]) -> str:
        return self.path.format_map(scene)


PAGES: dict[str, tuple[Visit, ...]] = {
    "login": (Visit(NOBODY, "/dang-nhap/"),),
    "work:box": (Visit(CLERK, "/viec/ngan/present/"), Visit(LEADER, "/viec/ngan/direct/")),
    "work:filing": (Visit(OFFICER, "/viec/ho-so/"),),
    "work:overview": (Visit(LEADER, "/viec/ai-giu/"),),
    "work:deputies": (Visit(LEADER, "/viec/uy-quyen/"),),
    "work:home": (
        Visit(OFFICER, "/"),
        Visit(CLERK, "/"),
        Visit(LEADER, "/"),
        Visit(ADMINISTRATOR, "/"),
    ),
    "work:search": (Visit(OFFICER, "/tim/?q=bao+cao"),),
    "mail:home": (Visit(ADMINISTRATOR, "/thu/"),),
    "mail:list": (
        Visit(OFFICER, "/thu/{box}/"),
        Visit(OFFICER, "/thu/{box}/?only=unread&sort=sender"),
        Visit(OFFICER, "/thu/{box}/?folder=Trash"),
        Visit(CLERK, "/thu/{shared}/"),
    ),
    "mail:conversations": (Visit(OFFICER, "/thu/{box}/hoi-thoai/"),),
    "mail:message": (
        Visit(OFFICER, "/thu/{box}/{uid}/"),
        Visit(OFFICER, "/thu/{box}/{uid}/?as=text"),
        Visit(CLERK, "/thu/{shared}/{shared_uid}/"),
        Visit(OFFICER, "/thu/{box}/?folder=Sent", "#mails a.subj"),
    ),
    "mail:link": (Visit(OFFICER, "/thu/{box}/{uid}/duong-dan/1/"),),
    "mail:headers": (Visit(OFFICER, "/thu/{box}/{uid}/dau-thu/"),),
    "mail:empty": (Visit(OFFICER, "/thu/{box}/don-sach/?folder=Trash"),),
    "mail:case": (Visit(OFFICER, "/thu/{box}/{uid}/luu-ho-so/"),),
    "mail:preview": (Visit(OFFICER, "/thu/{box}/{uid}/xem/0/"),),
    "mail:sent": (Visit(OFFICER, "/thu/{box}/{sent_uid}/toi-dau/?folder=Sent"),),
    "mail:conversation": (Visit(OFFICER, "/thu/{box}/{uid}/hoi-thoai/"),),
    "mail:search": (Visit(OFFICER, "/thu/{box}/tim/?q=bao+cao"),),
    "mail:compose": (Visit(OFFICER, "/thu/{box}/soan/?reply={uid}&folder=INBOX"),),
    "mail:compose_own": (Visit(OFFICER, "/thu/soan/"),),
    "mail:contacts": (Visit(OFFICER, "/thu/danh-ba/"),),
    "mail:new_contact": (Visit(OFFICER, "/thu/danh-ba/moi/"),),
    "mail:contact": (Visit(OFFICER, "/thu/danh-ba/{contact}/"),),
    "mail:import_contacts": (Visit(OFFICER, "/thu/danh-ba/nhap/"),),
    "mail:mine": (Visit(CLERK, "/thu/giao-cho-toi/"),),
    "mail:file_links": (Visit(OFFICER, "/thu/{box}/tep-lon/"),),
    "mail:waiting": (Visit(OFFICER, "/thu/{box}/cho-gui/"),),
    "mail:new_folder": (Visit(OFFICER, "/thu/{box}/thu-muc/"),),
    "mail:later": (Visit(OFFICER, "/thu/{box}/de-sau/"),),
    "mail:folders": (Visit(OFFICER, "/thu/{box}/cac-thu-muc/"),),
    "mail:labels": (Visit(OFFICER, "/thu/{box}/nhan/"),),
    "mail:transfer": (Visit(OFFICER, "/thu/{box}/nhap-xuat/"),),
    "mail:absence": (Visit(OFFICER, "/thu/{box}/vang-mat/"),),
    "mail:forwarding": (Visit(OFFICER, "/thu/{box}/chuyen-tiep/"),),
    "mail:filters": (Visit(OFFICER, "/thu/{box}/bo-loc/"),),
    "mail:new_filter": (Visit(OFFICER, "/thu/{box}/bo-loc/moi/?folder=INBOX&uid={uid}"),),
    "mail:edit_filter": (Visit(OFFICER, "/thu/{box}/bo-loc/{filter}/"),),
    "mail:sharing": (Visit(CLERK, "/thu/{shared}/nguoi-dung/"),),
    "mail:journal": (Visit(CLERK, "/thu/{shared}/nhat-ky/"),),
    "mail:edit_comment": (Visit(CLERK, "/thu/{shared}/y-kien/{comment}/"),),
    "mail:signature": (Visit(OFFICER, "/thu/{box}/chu-ky/"),),
    "mail:templates": (Visit(OFFICER, "/thu/{box}/thu-mau/"),),
    "documents:home": (Visit(CLERK, "/van-ban/"),),
    "documents:outgoing": (Visit(CLERK, "/van-ban/di/"),),
    "documents:book": (Visit(CLERK, "/van-ban/", "a[href*='/so/den/']"),),
    "documents:catalogue": (
        Visit(CLERK, "/van-ban/giu-so/danh-muc/"),
        Visit(ADMINISTRATOR, "/van-ban/giu-so/danh-muc/"),
    ),
    "documents:closing": (Visit(LEADER, "/van-ban/giu-so/", "a[href$='/khoa/']"),),
    "documents:keeping": (Visit(CLERK, "/van-ban/giu-so/"),),
    "documents:held": (Visit(CLERK, "/van-ban/giu-so/so-giu/"),),
    "documents:posts": (Visit(CLERK, "/van-ban/giu-so/chuyen-giao/"),),
    "documents:kept_copies": (Visit(CLERK, "/van-ban/giu-so/ban-luu/"),),
    "documents:secret_papers": (Visit(CLERK, "/van-ban/giu-so/van-ban-mat/"),),
    "documents:earlier": (Visit(LEADER, "/van-ban/giu-so/lui-ngay/"),),
    "documents:find": (Visit(CLERK, "/van-ban/tim/?q=bao+cao"),),
    "documents:box": (Visit(OFFICER, "/van-ban/ngan/dang-giai-quyet/"),),
    "documents:intake": (Visit(CLERK, "/van-ban/cho-tiep-nhan/"),),
    "documents:arrival": (Visit(CLERK, "/van-ban/cho-tiep-nhan/{arrival}/"),),
    "documents:register_arrival": (Visit(CLERK, "/van-ban/cho-tiep-nhan/{arrival}/vao-so/"),),
    "documents:register": (Visit(CLERK, "/van-ban/vao-so/"),),
    "documents:register_from_mail": (
        Visit(CLERK, "/van-ban/vao-so/thu/?mailbox={shared}&uid={shared_uid}"),
    ),
    "documents:draft": (Visit(OFFICER, "/van-ban/soan/"),),
    "documents:edit_draft": (Visit(OFFICER, "/van-ban/ngan/du-thao/", "main td a"),),
    "documents:document": (
        Visit(LEADER, "/van-ban/{presented}/"),
        Visit(OFFICER, "/van-ban/{working}/"),
        Visit(CLERK, "/van-ban/{approved}/"),
        Visit(CLERK, "/van-ban/{issued}/"),
    ),
    "adoption:home": (Visit(LEADER, "/thong-ke/"),),
    "adoption:trend": (Visit(LEADER, "/thong-ke/dien-bien/"),),
    "adoption:league": (Visit(LEADER, "/thong-ke/co-quan/"),),
    "adoption:funnel": (Visit(LEADER, "/thong-ke/vi-sao/"),),
    "adoption:cohorts": (Visit(LEADER, "/thong-ke/sau-khi-mo/"),),
    "adoption:lifecycle": (Visit(LEADER, "/thong-ke/moi-va-thoi/"),),
    "adoption:quality": (Visit(ADMINISTRATOR, "/thong-ke/chat-luong/"),),
    "adoption:mine": (Visit(OFFICER, "/thong-ke/cua-toi/"),),
    "adoption:survey": (Visit(LEADER, "/thong-ke/khao-sat/"),),
    "adoption:survey_year": (Visit(LEADER, "/thong-ke/khao-sat/2009/"),),
    "adoption:survey_reply": (Visit(ADMINISTRATOR, "/thong-ke/khao-sat/2010/STTTT/"),),
    "adoption:payroll": (Visit(ADMINISTRATOR, "/thong-ke/bien-che/"),),
    "adoption:leave": (Visit(ADMINISTRATOR, "/thong-ke/nghi/"),),
    "adoption:outages": (Visit(ADMINISTRATOR, "/thong-ke/mat-duong-truyen/"),),
    "adoption:declared": (Visit(ADMINISTRATOR, "/thong-ke/ke-khai/"),),
    "adoption:closing": (Visit(ADMINISTRATOR, "/thong-ke/chot/"),),
    "adoption:targets": (Visit(ADMINISTRATOR, "/thong-ke/chi-tieu/"),),
    "adoption:versions": (Visit(ADMINISTRATOR, "/thong-ke/dinh-nghia/"),),
    "operations:home": (Visit(ADMINISTRATOR, "/van-hanh/"),),
    "operations:alerts": (Visit(ADMINISTRATOR, "/van-hanh/canh-bao/"),),
    "operations:waiting": (Visit(ADMINISTRATOR, "/van-hanh/thu/"),),
    "operations:phishing": (Visit(ADMINISTRATOR, "/van-hanh/lua-dao/"),),
    "operations:phishing_mail": (Visit(ADMINISTRATOR, "/van-hanh/lua-dao/{phishing}/"),),
    "operations:mail": (Visit(ADMINISTRATOR, "/van-hanh/thu/{trace_id}/"),),
    "operations:find": (Visit(ADMINISTRATOR, "/van-hanh/tim/?q=stttt"),),
    "operations:act": (Visit(ADMINISTRATOR, "/van-hanh/lam/hold/"),),
    "operations:calendar": (Visit(ADMINISTRATOR, "/van-hanh/lich/"),),
    "operations:calendar_year": (Visit(ADMINISTRATOR, "/van-hanh/lich/2028/"),),
    "begin:home": (Visit(OFFICER, "/bat-dau/"),),
    "begin:password": (Visit(OFFICER, "/bat-dau/mat-khau/"),),
    "begin:card": (Visit(OFFICER, "/bat-dau/the/"),),
    "begin:practice": (Visit(OFFICER, "/bat-dau/tap-lam/"),),
    "begin:exercise": (Visit(OFFICER, "/bat-dau/tap-lam/tim/"),),
    "begin:helping": (Visit(ADMINISTRATOR, "/bat-dau/giup/STTTT/"),),
    "office:account": (Visit(OFFICER, "/tai-khoan/"),),
    "office:keys": (Visit(OFFICER, "/tai-khoan/phim-tat/"),),
    "office:settings": (Visit(OFFICER, "/tai-khoan/tuy-chon/"),),
    "office:lend": (Visit(OFFICER, "/tai-khoan/uy-quyen/"),),
    "office:agency_stationery": (Visit(CLERK, "/tai-khoan/mau-thu/{agency}/"),),
    "office:agency_templates": (Visit(CLERK, "/tai-khoan/mau-thu/{agency}/thu/"),),
    "jobs:home": (Visit(OFFICER, "/viec-nen/"),),
    "jobs:job": (Visit(OFFICER, "/viec-nen/{job}/"),),
}

# Pressed, never opened: the answer is a redirect, or a page above with what is wrong.
_BUTTONS = """
logout language begin:read_notice begin:practice_restart begin:slips begin:champion
adoption:look adoption:survey_open adoption:survey_close adoption:survey_hand_over
adoption:survey_sign adoption:survey_give_back adoption:payroll_apply adoption:payroll_undo
adoption:leave_remove adoption:outage_remove adoption:declared_withdraw adoption:closing_lock
adoption:closing_revise adoption:target_remove adoption:version_withdraw
documents:keep_search documents:drop_search documents:void_hold documents:answer_earlier
documents:keep_typed documents:drop_typed
documents:end_item documents:withdraw_item documents:copy_returned documents:void_secret_paper
documents:accept documents:add_work_note documents:approve documents:approve_content
documents:assign_number documents:complete documents:direct documents:draft_reply documents:issue
documents:seal documents:note documents:present documents:refuse_arrival documents:return_directive
documents:return_draft documents:submit documents:void_number
documents:approve_result documents:correct documents:decline_result documents:file_away
documents:part documents:recall documents:redirect documents:reopen documents:report
documents:sub_assign documents:nudge work:bulk work:see_all work:end_deputation
jobs:cancel office:change_password office:create_app_password office:revoke_app_password
office:end_lending office:stationery office:end_sign_in office:end_other_sign_ins
mail:act mail:act_on_contacts mail:change_filter mail:change_share mail:comment mail:contact_group
mail:go_now mail:pictures mail:phishing mail:older mail:newer mail:keep mail:matching
mail:matter mail:put_off mail:recall mail:restore_filter mail:take_back mail:undo mail:undo_import
mail:invitation mail:receipt mail:change_file_link
"""
# Files, pieces of pages, answers for programs; the frame holds another's HTML and runs no script.
_NO_PAGES = """
health metrics picture file_bytes mail:link_file
adoption:export adoption:payroll_template documents:file documents:arrival_file
documents:preview documents:stamped documents:slip documents:separator
documents:export_found
documents:arrival_file_page documents:file_page documents:kept_page jobs:file
mail:archive_files mail:attachment mail:download mail:export_contacts mail:frame mail:source
mail:inserted mail:paper mail:search_on mail:suggest mail:together mail:writing
"""
# The same form as a page above, for one row of it that the scene has not.
_ONE_OF_A_LIST = """
file_link adoption:payroll_file mail:template office:agency_template
"""
NO_PAGES = frozenset(f"{_BUTTONS} {_NO_PAGES} {_ONE_OF_A_LIST}".split())


def list_names() -> set[str]:
    """`area:name` of every address of the product."""
    return set(_names(get_resolver(), ""))


def _names(resolver: URLResolver, before: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{one.namespace}:" if one.namespace else ""
            yield from _names(one, before + inner)
        elif isinstance(one, URLPattern):
            yield f"{before}{one.name}"
