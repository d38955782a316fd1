"""Where a signature and inserted words stand: under the own words, above the quotation."""

import pytest

from mailsvc.stationery.placing import insert, sign, sign_anew, unsigned

QUOTED = (
    "Ngày 22/12/2009 08:42, Nguyễn Văn Bình <binh@vp.example> viết:\n> Mời họp.\n> Trân trọng\n"
)
FORWARDED = "---------- Thư chuyển tiếp ----------\nTừ: Bình\n\nMời họp."
HOA, VAN_THU = "Quàng Thị Hoa\nChuyên viên", "Văn thư Sở"


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("", f"\n\n-- \n{HOA}"),
        (f"\n\n{QUOTED}", f"\n\n-- \n{HOA}\n\n{QUOTED}"),
        (f"Tôi dự.\r\n\r\n{QUOTED}", f"Tôi dự.\n\n-- \n{HOA}\n\n{QUOTED}"),
        (f"\n\n{FORWARDED}", f"\n\n-- \n{HOA}\n\n{FORWARDED}"),
    ],
    ids=["new", "reply", "begun", "forward"],
)
def test_a_signature_stands_above_what_is_quoted(text: str, signed: str) -> None:
    assert sign(text, HOA) == signed
    assert sign(text, "") == text
    # Another sender, another signature, in the same place; none takes it away.
    assert sign_anew(signed, VAN_THU, [HOA, VAN_THU]) == signed.replace(HOA, VAN_THU)
    assert HOA not in sign_anew(signed, "", [HOA])
    # The same again is no second one.
    assert sign_anew(signed, HOA, [HOA, VAN_THU]) == signed


def test_what_its_writer_has_changed_is_nobodys_to_take_away() -> None:
    text = f"Chào anh.\n\n-- \n{HOA} chính"
    assert unsigned(text, [HOA]) == text
    assert unsigned("Quàng Thị Hoa\nChuyên viên", [HOA]) == HOA


def test_the_longer_of_two_signatures_goes_as_a_whole() -> None:
    longer = f"{HOA}\nĐT 0215"
    assert unsigned(f"Chào.\n\n-- \n{longer}", [HOA, longer]) == "Chào."


@pytest.mark.parametrize(
    "rest", ["", f"\n\n-- \n{HOA}", f"\n\n-- \n{HOA}\n\n{QUOTED}", f"\n\n{QUOTED}"]
)
@pytest.mark.parametrize("own", ["", "Kính gửi đồng chí,"])
def test_inserted_words_end_the_own_ones(own: str, rest: str) -> None:
    made = insert(own + rest, "Xin báo cáo.", [VAN_THU, HOA])
    start = f"{own}\n\nXin báo cáo." if own else "Xin báo cáo."
    assert made == start + rest if rest else made == start
