"""What a reader should be told before believing a mail; pure: facts in, sentences out.

Two kinds: a warning stands above the mail, a remark among its details. Nothing is hidden and
nothing is blocked: an officer decides.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mailsvc.message.lookalike import looks_like
from mailsvc.message.view import Address, MessageView
from webui.mail.doubts import Doubt

_ADDRESS = re.compile(r"[^\s<>\"'(),;:@]+@[^\s<>\"'(),;:@]+\.[^\s<>\"'(),;:@]+")
_VERDICT = re.compile(r"\b(spf|dkim|dmarc)=([a-z]+)")


@dataclass(frozen=True)
class Identity:
    """What the system knows about who wrote: our own domains, and insiders of the same name."""

    own_domains: frozenset[str]
    namesakes: tuple[str, ...]
    authserv_id: str


@dataclass(frozen=True)
class Verification:
    """What our server found out about the sender, "" where it was not asked; and in words."""

    spf: str
    dkim: str
    dmarc: str
    words: str


def list_warnings(view: MessageView, identity: Identity, doubts: Sequence[Doubt]) -> list[str]:
    """Sentences above the mail, the gravest first."""
    sender = view.from_
    is_inside = _domain(sender.address) in identity.own_domains
    found = [
        _warn_of_forgery(view, identity),
        "" if is_inside else _warn_of_name(sender, identity),
        _warn_of_domain(sender, identity.own_domains),
        _warn_of_address_in_name(sender),
        _warn_of_answers(view, identity.own_domains),
        *dict.fromkeys(warn_of_link(doubt) for doubt in doubts[:3]),
    ]
    return [sentence for sentence in found if sentence]


def verify(view: MessageView, authserv_id: str) -> Verification:
    """Read from the field our own server wrote (RFC 8601 §2.2); others' are not believed."""
    own = next((v for name, v in view.headers if _is_own_result(name, v, authserv_id)), "")
    said: dict[str, str] = {}
    for check, verdict in _VERDICT.findall(own):
        if said.get(check) != "pass":
            said[check] = verdict
    return Verification(
        said.get("spf", ""), said.get("dkim", ""), said.get("dmarc", ""), _words(said, view)
    )


def _is_own_result(name: str, value: str, authserv_id: str) -> bool:
    return name == "authentication-results" and value.split(";")[0].strip() == authserv_id


def _words(said: dict[str, str], view: MessageView) -> str:
    domain = _domain(view.from_.address)
    if not said:
        return ""
    if said.get("dmarc") == "pass":
        return _("Đúng là thư của tên miền %(domain)s.") % {"domain": domain}
    if said.get("dmarc") == "fail":
        return _("Không phải thư của tên miền %(domain)s, hoặc đã bị sửa trên đường đi.") % {
            "domain": domain
        }
    if "pass" in {said.get("spf"), said.get("dkim")}:
        return _("Máy chủ gửi được xác nhận, tên miền %(domain)s không đặt quy tắc.") % {
            "domain": domain
        }
    return _("Chưa xác nhận được thư có đúng của tên miền %(domain)s không.") % {"domain": domain}


def _warn_of_forgery(view: MessageView, identity: Identity) -> str:
    found = verify(view, identity.authserv_id)
    if found.dmarc != "fail":
        return ""
    return _("Người gửi có thể giả mạo: %(words)s Đồng chí không bấm vào đường dẫn trong thư.") % {
        "words": found.words
    }


def _warn_of_name(sender: Address, identity: Identity) -> str:
    if not identity.namesakes:
        return ""
    return _(
        "Thư từ bên ngoài (%(address)s) nhưng mang tên “%(name)s”, trùng tên người trong hệ thống "
        "(%(inside)s). Đồng chí gọi điện hỏi lại trước khi làm theo."
    ) % {
        "address": sender.address,
        "name": sender.name,
        "inside": ", ".join(identity.namesakes[:2]),
    }


def _warn_of_domain(sender: Address, own_domains: Collection[str]) -> str:
    own = looks_like(_domain(sender.address), own_domains)
    if not own:
        return ""
    return _("Địa chỉ gửi %(address)s viết gần giống tên miền %(own)s nhưng không phải.") % {
        "address": sender.address,
        "own": own,
    }


def _warn_of_address_in_name(sender: Address) -> str:
    shown = _ADDRESS.search(sender.name)
    if shown is None or shown[0].casefold() == sender.address.casefold():
        return ""
    return _("Tên người gửi ghi “%(shown)s” nhưng thư đi từ địa chỉ %(address)s.") % {
        "shown": shown[0],
        "address": sender.address or _("không rõ"),
    }


def _warn_of_answers(view: MessageView, own_domains: Collection[str]) -> str:
    """An inside sender whose answers would go outside."""
    goal = next((p for p in view.reply_to if _domain(p.address) not in own_domains), None)
    if goal is None or _domain(view.from_.address) not in own_domains:
        return ""
    return _("Thư mang tên người trong hệ thống nhưng trả lời sẽ đi ra ngoài, tới %(address)s.") % {
        "address": goal.address
    }


def warn_of_link(doubt: Doubt) -> str:
    """Why a link is asked about before it is followed."""
    if doubt.link.shown:
        return _("Đường dẫn ghi “%(shown)s” nhưng dẫn tới %(real)s.") % {
            "shown": doubt.link.shown,
            "real": doubt.link.host,
        }
    return _("Đường dẫn tới %(host)s, tên viết gần giống %(own)s nhưng không phải.") % {
        "host": doubt.link.host,
        "own": doubt.own,
    }


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()
