"""docs/standards.md and the citations in the code say the same."""

import re
from dataclasses import dataclass

import pytest

from tests.architecture.citations import ROOT, Citation, Section, cited_in_code, split

PAGE = ROOT / "docs" / "standards.md"


@dataclass(frozen=True)
class Row:
    """A line of the table; an empty section is the whole standard."""

    standards: tuple[str, ...]
    sections: tuple[Section, ...]
    kept: str
    home: str

    def has(self, citation: Citation) -> bool:
        return citation.standard in self.standards and any(
            citation.section[: len(section)] == section for section in self.sections
        )


def _rows() -> list[Row]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    table = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return [
        Row(
            standards=tuple(cells[0].split(", ")),
            sections=tuple(split("" if s == "whole" else s) for s in cells[1].split(", ")),
            kept=cells[2],
            home=(re.findall(r"\]\(\.\./(.*)\)", cells[3]) or [""])[0],
        )
        for cells in table[1:]
    ]


ROWS = _rows()
CITED = cited_in_code()


def _name(row: Row) -> str:
    return " ".join([*row.standards, *(".".join(section) for section in row.sections)])


def test_rows_say_yes_partial_or_no() -> None:
    assert {row.kept for row in ROWS} == {"yes", "partial", "no"}


def test_every_citation_has_a_row() -> None:
    named = {standard for row in ROWS for standard in row.standards}
    missing = {
        f"{citation.standard} {'.'.join(citation.section)} {citation.path.relative_to(ROOT)}"
        for citation in CITED
        if citation.standard not in named
        or (citation.section and not any(row.has(citation) for row in ROWS))
    }
    assert sorted(missing) == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.kept == "yes"], ids=_name)
def test_what_is_kept_is_cited(row: Row) -> None:
    cited = [citation for citation in CITED if row.has(citation)]
    assert {citation.standard for citation in cited} == set(row.standards)
    silent = [s for s in row.sections if not any(c.section[: len(s)] == s for c in cited)]
    assert silent == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.kept != "no"], ids=_name)
def test_home_cites_its_standard(row: Row) -> None:
    homes = [c.path for c in CITED if c.standard in row.standards]
    assert any(path.is_relative_to(ROOT / row.home) for path in homes)


@pytest.mark.parametrize("row", [row for row in ROWS if row.kept == "no"], ids=_name)
def test_what_is_not_kept_is_not_cited(row: Row) -> None:
    assert [citation for citation in CITED if row.has(citation)] == []
