"""Text and HTML of one mail, made from each other."""

import pytest

from webui.mail.richtext import html_of, insert_html, quoted_html, same, settle, sign_html
from webui.safehtml.composed import plain_of

QUOTED = "Ngày 22/12/2009 08:42, Bình <binh@vp.example> viết:\n> Mời họp.\n>> Trước đó\n"


@pytest.mark.parametrize(
    "text",
    [
        "Kính gửi,\n\nMột\nhai",
        f"Tôi dự.\n\n-- \nHoa\nSở Nội vụ\n\n{QUOTED}",
        "a < b & c > d",
        "Xem https://vp.example/a?b=1&c=2.",
    ],
)
def test_typed_text_comes_back_from_its_html(text: str) -> None:
    def words(one: str) -> str:
        return "\n".join(line for line in one.split("\n") if line.strip("> "))

    assert words(plain_of(html_of(text))) == words(text)


def test_typed_text_runs_nothing() -> None:
    assert html_of('<script>x</script> "y"') == (
        "<p>&lt;script&gt;x&lt;/script&gt; &quot;y&quot;</p>"
    )
    assert html_of("> " * 2000 + "sâu").count("<blockquote>") == 20


def test_the_editor_speaks_for_both() -> None:
    assert settle("cũ", "<p>mới <b>đậm</b></p>", is_from_editor=True) == (
        "mới đậm",
        "<p>mới <b>đậm</b></p>",
    )
    # An editor that was emptied is an empty mail; one that holds too much gives its text.
    assert settle("cũ", "<p></p>", is_from_editor=True) == ("", "")
    text, html = settle("cũ", "<p>x</p>" * 70_000, is_from_editor=True)
    assert html == "" and text.startswith("x\nx")


def test_without_a_script_form_stays_while_its_text_does() -> None:
    html = "<p>Một <b>hai</b></p><p>ba</p>"
    assert settle("Một hai\r\n\r\nba\r\n", html, is_from_editor=False) == (
        "Một hai\r\n\r\nba\r\n",
        html,
    )
    assert settle("Một hai\n\nbốn", html, is_from_editor=False) == ("Một hai\n\nbốn", "")
    assert settle("chữ", "", is_from_editor=True) == ("chữ", "")
    assert same("a \r\nb\n", "a\nb") and not same("a\nb", "a\n\nb")


def test_a_signature_in_its_place() -> None:
    answer = html_of(f"Tôi dự.\n\n{QUOTED}")
    signed = sign_html(answer, "Hoa <nội vụ>", ["Hoa <nội vụ>"])
    assert signed.index("Tôi dự") < signed.index("Hoa &lt;nội vụ&gt;") < signed.index("Ngày 22")
    assert sign_html(signed, "Hoa <nội vụ>", ["Hoa <nội vụ>", "Văn thư"]) == signed
    other = sign_html(signed, "Văn thư", ["Hoa <nội vụ>", "Văn thư"])
    assert "Hoa" not in other and other.index("Văn thư") < other.index("Ngày 22")
    assert sign_html(signed, "", ["Hoa <nội vụ>"]) == answer
    assert "<p>Thêm.</p><p>-- <br>Hoa" in insert_html(signed, "<p>Thêm.</p>")
    assert insert_html("<p>a</p>", "<p>b</p>") == "<p>a</p><p>b</p>"


def test_quoted_as_it_was_laid_out() -> None:
    made = quoted_html(QUOTED.strip(), "<p>Mời <b>họp</b><script>x</script></p>")
    assert made.endswith("<blockquote><p>Mời <b>họp</b></p></blockquote>")
    forwarded = "---------- Thư chuyển tiếp ----------\nTừ: Bình\n\nMời"
    made = quoted_html(forwarded, "<table><tr><td>1</td></tr></table>")
    assert "Từ: Bình" in made and made.endswith("<table><tr><td>1</td></tr></table>")
