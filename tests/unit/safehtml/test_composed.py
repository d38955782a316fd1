"""HTML of our own people: the same allowlist, and a plain text one can read."""

import pytest

from tests.support.active_content import Piece, pieces
from webui.safehtml import rules
from webui.safehtml.composed import TooLong, clean_composed, plain_of
from webui.safehtml.parsing import tokens


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("<p>Kính gửi,</p><p>Một<br>hai</p>", "Kính gửi,\n\nMột\nhai"),
        ("<p>Việc:</p><ul><li><p>một</p></li><li><p>hai</p></li></ul><p>Hết</p>",
         "Việc:\n\n- một\n- hai\n\nHết"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n  - b\n2. c"),
        ("<p>Hoa:</p><blockquote><p>Mời</p><blockquote><p>Cũ</p></blockquote></blockquote><p>x</p>",
         "Hoa:\n\n> Mời\n>\n>> Cũ\n\nx"),
        ('<a href="https://vp.example/x">kế hoạch</a>', "kế hoạch <https://vp.example/x>"),
        ('<p><a href="https://vp.example/">https://vp.example</a></p>', "https://vp.example"),
        ('<a href="mailto:hoa@vp.example">hoa@vp.example</a>', "hoa@vp.example"),
        ("<table><tr><th>TT</th><th>Việc</th></tr><tr><td><p>1</p></td><td>Họp</td></tr></table>",
         "TT | Việc\n1 | Họp"),
        ("<p>x</p><hr><p>-- <br>Hoa</p>", "x\n\n---\n-- \nHoa"),
        ("<p>a</p><p></p><p></p><p>b</p>", "a\n\nb"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
        ("<p>5 &lt; 6 &amp; <b>đậm</b></p>", "5 < 6 & đậm"),
    ],
)  # fmt: skip
def test_plain_text_as_a_person_types_it(source: str, plain: str) -> None:
    assert plain_of(clean_composed(source)) == plain


@pytest.mark.parametrize(
    "source",
    [
        "<p>Chào</p><script>alert(1)</script>",
        '<p onclick="x()">Chào</p>',
        '<p style="position:fixed;background:url(//ngoai)">Chào</p>',
        '<p>Chào</p><img src="https://ngoai.example/a.png">',
        '<p><a href="javascript:x()">Chào</a></p>',
        '<p>Chào<iframe src="//x"></iframe></p>',
    ],
)
def test_what_a_hostile_client_sends_goes_out_bare(source: str) -> None:
    made = clean_composed(source)
    assert "Chào" in made
    for word in ("script", "onclick", "position", "url(", "src=", "iframe"):
        assert word not in made


@pytest.mark.parametrize("piece", pieces(), ids=lambda one: one.name)
def test_no_piece_of_the_corpus_goes_out_alive(piece: Piece) -> None:
    source = piece.html("http://ngoai.example")
    try:
        made = clean_composed(source)
    except TooLong:
        return
    assert clean_composed(made) == made
    for token in tokens(made):
        assert token.get("name") in {None, "html", "body", *rules.TAGS}
        for (_, name), value in (token["data"] if token["type"] == "StartTag" else {}).items():
            assert name != "src" and rules.is_allowed(token["name"], name, value)


@pytest.mark.parametrize("source", ["", "<p></p>", "<p><br></p> \n", "<script>x</script>"])
def test_nothing_to_read_is_nothing(source: str) -> None:
    assert clean_composed(source) == ""


@pytest.mark.parametrize("source", ["x" * 500_001, "<b>" * 70_000, "<i>" * 300])
def test_over_a_limit_it_is_said(source: str) -> None:
    with pytest.raises(TooLong):
        clean_composed(source)


def test_cleaning_twice_changes_nothing() -> None:
    source = '<p>a &amp; b <a href="https://x.example/?a=1&amp;b=2">x</a></p><ul><li>c</li></ul>'
    once = clean_composed(source)
    assert once == source == clean_composed(once)
