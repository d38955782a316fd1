"""Address books of other programs, and ours: what goes in comes out, hostile or not."""

import pytest

from mailsvc.base.errors import Invalid
from mailsvc.contacts.entries import Entry, make_entry
from mailsvc.contacts.tables import read_table, write_table
from mailsvc.contacts.vcard import read_vcards, write_vcards
from mailsvc.sheets import reading

HOA = Entry(
    name='Quàng Thị Hoa, phó phòng; "Hoa"',
    address="hoa@huyen.example",
    phone="0230 3825 111",
    organisation="UBND huyện Điện Biên Đông",
    title="Chuyên viên",
    note="gọi buổi sáng",
    groups=("Huyện", "Văn thư"),
)
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\n{more}END:VCARD\r\n"


def test_vcard_goes_out_and_comes_back() -> None:
    assert read_vcards(write_vcards([HOA])).entries == (HOA,)


def test_table_goes_out_and_comes_back() -> None:
    assert read_table(reading.read_table(write_table([HOA]))).entries == (HOA,)


def test_formulas_stay_text_both_ways() -> None:
    evil = make_entry({"name": "=HYPERLINK(0)", "address": "x@y.example", "phone": "+84 230"})
    written = write_table([evil]).decode("utf-8-sig")
    assert "'=HYPERLINK" in written and "'+84" in written
    assert read_table(reading.read_table(written.encode())).entries == (evil,)


def test_old_phones_write_quoted_printable() -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\n"
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Qu=C3=A0ng;Hoa;Th=E1=BB=8B;;\r\n"
        "EMAIL;INTERNET:hoa@x.example\r\nTEL;CELL:0912\r\nORG:S=E1;P1\r\nEND:VCARD\r\n"
    )
    (entry,) = read_vcards(card.encode()).entries
    assert (entry.name, entry.address, entry.phone) == ("Quàng Thị Hoa", "hoa@x.example", "0912")


@pytest.mark.parametrize(
    "head",
    [
        "First Name,Last Name,E-mail Address,Company",
        "Given Name;Family Name;E-mail 1 - Value;Company",
    ],
    ids=["outlook", "google"],
)
def test_columns_of_other_programs(head: str) -> None:
    mark = ";" if ";" in head else ","
    content = f"{head}\r\nHoa{mark}Quàng{mark}hoa@x.example{mark}Sở\r\n".encode()
    (entry,) = read_table(reading.read_table(content)).entries
    assert (entry.name, entry.address, entry.organisation) == ("Quàng Hoa", "hoa@x.example", "Sở")


def test_bad_lines_are_told_and_the_others_taken() -> None:
    rows = [["Email", "Tên"], ["a@b.example", "A"], ["không có", "B"], ["", ""], ["", "C"]]
    read = read_table(rows)
    assert [one.address for one in read.entries] == ["a@b.example"]
    assert [one.place for one in read.refusals] == [3, 5]
    cards = CARD.format(name="A", more="EMAIL:a@b.example\r\n") + CARD.format(name="B", more="")
    read = read_vcards(cards.encode())
    assert ([e.name for e in read.entries], [r.place for r in read.refusals]) == (["A"], [2])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"rubbish",
        b"\xff\xfe\x00",
        b"END:VCARD",
        b"BEGIN:VCARD\r\nFN:x\r\n",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"\x00BEGIN:VCARD\r\nEND:VCARD",
        b"BEGIN:VCARD\r\n" * 3000,
    ],
)
def test_what_is_no_vcard_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_vcards(content)


@pytest.mark.parametrize("rows", [[], [["Tên"]], [["Tên", "Điện thoại"], ["A", "1"]]])
def test_a_table_without_addresses_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(Invalid):
        read_table(rows)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "@b.example",
        "a@b.example\r\nBcc: x@y.example",
        "a b@c.example",
        "<a@b.example>",
        "a@b.example,c@d.example",
        "x" * 300 + "@b.example",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        make_entry({"name": "A", "address": address})


def test_control_characters_leave_and_lengths_hold() -> None:
    entry = make_entry({"name": "A\r\nEND:VCARD\x00" + "x" * 500, "address": "a@b.example"})
    assert entry.name.startswith("A END:VCARD") and len(entry.name) == 160
    assert read_vcards(write_vcards([entry])).entries == (entry,)
