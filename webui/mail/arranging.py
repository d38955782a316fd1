"""Order and selection of a list: from the address, into addresses, and the choices to show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from mailsvc.mailstore.values import Arrangement, Label, Only, Order

_LABELS = {str(place): label for place, label in enumerate(Label, 1)}
_PLACES = {label: place for place, label in _LABELS.items()}


@dataclass(frozen=True)
class Choice:
    """A link over the list."""

    name: str
    query: dict[str, str]
    is_here: bool


@dataclass(frozen=True)
class Tag:
    """A label as people see it: `place` is its colour and what forms send."""

    place: str
    name: str


def read_arrangement(asked: Mapping[str, str]) -> Arrangement:
    """Nonsense counts as absent."""
    sort, only = asked.get("sort", ""), asked.get("only", "")
    order = sort.removeprefix("-")
    return Arrangement(
        order=Order(order) if order in set(Order) else Order.DATE,
        is_reversed=sort.startswith("-"),
        only=Only(only) if only in set(Only) else Only.ALL,
        label=_LABELS.get(asked.get("label", "")),
    )


def arrangement_query(arranged: Arrangement) -> dict[str, str]:
    """What the address says of it; nothing of what goes without saying."""
    sort = ("-" if arranged.is_reversed else "") + arranged.order
    return {
        "sort": sort if sort != Order.DATE else "",
        "only": arranged.only,
        "label": _PLACES[arranged.label] if arranged.label else "",
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


def list_selections(arranged: Arrangement) -> list[Choice]:
    """All, unread, starred, with a file, addressed to this mailbox, then the labels."""
    names = {
        Only.ALL: _("Tất cả"),
        Only.UNREAD: _("Chưa đọc"),
        Only.STARRED: _("Có sao"),
        Only.FILES: _("Có tệp"),
        Only.MINE: _("Gửi đích danh"),
    }
    plain = [
        _choice(name, arranged, replace(arranged, only=only, label=None))
        for only, name in names.items()
    ]
    return plain + [
        _choice(tag.name, arranged, replace(arranged, only=Only.ALL, label=_LABELS[tag.place]))
        for tag in list_tags()
    ]


def list_tags() -> tuple[Tag, ...]:
    """The labels there are."""
    names = [_("Quan trọng"), _("Công việc"), _("Cá nhân"), _("Cần làm"), _("Để sau")]
    return tuple(Tag(place, name) for place, name in zip(_LABELS, names, strict=True))


def tags_of(labels: tuple[Label, ...]) -> list[Tag]:
    """Those of a mail."""
    places = {_PLACES[label] for label in labels}
    return [tag for tag in list_tags() if tag.place in places] if places else []


def label_at(place: str) -> Label | None:
    """The label a form names."""
    return _LABELS.get(place)


def _choice(name: str, now: Arrangement, then: Arrangement) -> Choice:
    query = {key: value for key, value in arrangement_query(then).items() if value}
    is_here = replace(now, mine="") == replace(then, mine="")
    return Choice(name, query, is_here)
