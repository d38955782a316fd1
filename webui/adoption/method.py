"""How the figure is counted, in words, from the definition's numbers."""

from django.utils.translation import gettext as _

from mailsvc.usage.rules import Terms


def method_text(terms: Terms) -> str:
    """Who is regular, who is in the denominator, how a percentage is cut."""
    said = _("Một người là thường xuyên khi trong tháng %(rule)s.") % {"rule": rule_text(terms)}
    facts = {"days": terms.min_available_days}
    return " ".join(
        [
            said,
            _("Mẫu số là toàn bộ biên chế, kể cả người chưa có tài khoản;"),
            _("ai làm dưới %(days)d ngày trong tháng không tính vào cả tử số và mẫu số.") % facts,
            _("Phần trăm bỏ phần lẻ, không làm tròn lên."),
        ]
    )


def rule_text(terms: Terms) -> str:
    """`có việc thật … ở ít nhất một nửa số ngày làm việc của mình, trong ít nhất 3 tuần, …`."""
    parts = [
        _("có việc thật (đọc, gửi, xử lý) ở ít nhất %(share)s số ngày làm việc của mình")
        % {"share": _share(terms)}
    ]
    if terms.min_weeks:
        parts.append(_("trong ít nhất %(weeks)d tuần") % {"weeks": terms.min_weeks})
    if terms.min_outgoing_days:
        parts.append(
            _("có ít nhất %(days)d ngày gửi hoặc xử lý") % {"days": terms.min_outgoing_days}
        )
    return ", ".join(parts)


def _share(terms: Terms) -> str:
    if 2 * terms.share_over == terms.share_under:
        return _("một nửa")
    return f"{100 * terms.share_over // terms.share_under}%"
