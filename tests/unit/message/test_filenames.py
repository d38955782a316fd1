"""File names: what runs, what only may, what is harmless."""

import pytest

from mailsvc.message.filenames import clean_filename, is_program, is_risky


@pytest.mark.parametrize("name", ["a.pdf.EXE", "hoa đơn.js", "a.lnk", "a.bat"])
def test_programs_are_programs_and_risky(name: str) -> None:
    assert is_program(name) and is_risky(name)


@pytest.mark.parametrize("name", ["a.docm", "a.html", "a.iso", "bảng lương.xlsm"])
def test_some_documents_are_only_risky(name: str) -> None:
    assert is_risky(name) and not is_program(name)


@pytest.mark.parametrize("name", ["công văn.docx", "exe", "bản đồ.zip", "exe.pdf"])
def test_others_are_neither(name: str) -> None:
    assert not is_risky(name) and not is_program(name)


def test_a_program_that_reads_backwards_is_one() -> None:
    assert is_program(clean_filename("anh\u202egpj.exe"))
