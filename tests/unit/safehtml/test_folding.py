"""The quoted mail at the end of an HTML mail is one click away; all else stays as it was."""

import pytest

from webui.safehtml.clean import clean_mail

OWN = "<p>Tôi đồng ý.</p>"
QUOTED = "<div>A viết:</div><blockquote>Xin ý kiến.</blockquote>"
OPEN = "<details><summary>thư trước</summary>"

FOLDED = {
    "gmail": f'<div class="gmail_quote gmail_quote_container">{QUOTED}</div>',
    "apple": '<blockquote type="cite"><div>Xin ý kiến.</div></blockquote>',
    "outlook": f'<div id="divRplyFwdMsg">{QUOTED}</div>',
    "yahoo": f'<div class="yahoo_quoted" id="x">{QUOTED}</div><br>',
    "two, the last ends the mail": (
        '<blockquote type="cite">một</blockquote><p>lời</p><blockquote type="cite">hai</blockquote>'
    ),
}
PLAIN = {
    "no quotation": "<p>Hết.</p>",
    "a plain blockquote is the writer's own": "<blockquote>Điều 1. Phạm vi</blockquote>",
    "answered below": '<blockquote type="cite">Xin ý kiến.</blockquote><p>Đồng ý cả.</p>',
    "a mark on another tag": '<span class="gmail_quote">x</span>',
    "details of the mail itself": "<details><summary>Mở</summary>x</details>",
}


@pytest.mark.parametrize("html", FOLDED.values(), ids=FOLDED.keys())
def test_quotation_at_the_end_is_folded(html: str) -> None:
    safe = clean_mail(OWN + html, folds=True).html
    assert safe.count(OPEN) == safe.count("</details>") == 1
    assert safe.index("Tôi đồng ý") < safe.index(OPEN)
    assert safe.replace(OPEN, "").replace("</details>", "") == clean_mail(OWN + html).html


@pytest.mark.parametrize("html", PLAIN.values(), ids=PLAIN.keys())
def test_the_rest_is_not(html: str) -> None:
    safe = clean_mail(OWN + html, folds=True).html
    assert "<details>" not in safe and safe == clean_mail(OWN + html).html


def test_a_mail_that_is_all_quotation_is_shown() -> None:
    assert "<details>" not in clean_mail(FOLDED["gmail"], folds=True).html


def test_hostile_marks_stay_balanced() -> None:
    html = OWN + '<blockquote type="cite">' * 200 + "x" + "</summary></details>" * 3
    safe = clean_mail(html, folds=True).html
    assert safe.count("<details>") == safe.count("</details>") == 1
    assert safe.count("<blockquote>") == safe.count("</blockquote>") == 200
