"""Order and selection of a list: from the address, into addresses, and the choices to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from mailsvc.labels.rules import Label
from mailsvc.mailstore.values import Arrangement, Only, Order


@dataclass(frozen=True)
class Choice:
    """A link over the list."""

    name: str
    query: dict[str, str]
    is_here: bool


def read_arrangement(asked: Mapping[str, str]) -> Arrangement:
    """Nonsense counts as absent."""
    sort, only, label = asked.get("sort", ""), asked.get("only", ""), asked.get("label", "")
    order = sort.removeprefix("-")
    return Arrangement(
        order=Order(order) if order in set(Order) else Order.DATE,
        is_reversed=sort.startswith("-"),
        only=Only(only) if only in set(Only) else Only.ALL,
        label=int(label) if label.isdecimal() and len(label) < 4 else 0,
    )


def arrangement_query(arranged: Arrangement) -> dict[str, str]:
    """What the address says of it; nothing of what goes without saying."""
    sort = ("-" if arranged.is_reversed else "") + arranged.order
    return {
        "sort": sort if sort != Order.DATE else "",
        "only": arranged.only,
        "label": str(arranged.label or ""),
    }


def list_orders(arranged: Arrangement) -> list[Choice]:
    """The one at hand leads to its other direction."""
    names = {
        Order.DATE: (_("Mới nhất"), _("Cũ nhất")),
        Order.SENDER: (_("Người gửi A–Y"), _("Người gửi Y–A")),
        Order.SUBJECT: (_("Tiêu đề A–Y"), _("Tiêu đề Y–A")),
        Order.SIZE: (_("Lớn nhất"), _("Nhỏ nhất")),
    }
    return [
        _choice(name, arranged, replace(arranged, order=order, is_reversed=bool(place)))
        for order, both in names.items()
        for place, name in enumerate(both)
    ]


def list_selections(
    arranged: Arrangement, labels: Sequence[Label], *, is_shared: bool
) -> list[Choice]:
    """All, unread, starred, with a file, addressed to this mailbox; in a shared one what is given
    to me and what nobody has taken; then the labels.
    """
    names = {
        Only.ALL: _("Tất cả"),
        Only.UNREAD: _("Chưa đọc"),
        Only.STARRED: _("Có sao"),
        Only.FILES: _("Có tệp"),
        Only.MINE: _("Gửi đích danh"),
    }
    if is_shared:
        names |= {Only.GIVEN: _("Giao cho tôi, chưa xong"), Only.FREE: _("Chưa giao cho ai")}
    plain = [
        _choice(name, arranged, replace(arranged, only=only, label=0))
        for only, name in names.items()
    ]
    return plain + [
        _choice(label.name, arranged, replace(arranged, only=Only.ALL, label=label.number))
        for label in labels
    ]


def _choice(name: str, now: Arrangement, then: Arrangement) -> Choice:
    query = {key: value for key, value in arrangement_query(then).items() if value}
    is_here = replace(now, mine="") == replace(then, mine="")
    return Choice(name, query, is_here)
