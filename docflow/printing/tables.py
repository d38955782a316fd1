"""A table as .xlsx, .docx or .pdf: one content, three formats."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from docflow.printing.pdf import print_page
from mailsvc.sheets.values import Sheet, cell_text
from mailsvc.sheets.xlsx_file import write_xlsx

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_FONT = "Times New Roman"
_MARGIN_MM = 15


@dataclass(frozen=True)
class Look:
    """How a book differs from a list: its title page, widths in per cent, lines that are struck."""

    title: tuple[str, ...] = ()
    shares: tuple[int, ...] = ()
    struck: frozenset[int] = field(default_factory=frozenset)


_PLAIN = Look()


def write_table(sheet: Sheet, kind: str) -> bytes:
    """The table in one of `FORMATS`."""
    if kind == "xlsx":
        return write_xlsx([sheet])
    return write_docx(sheet) if kind == "docx" else write_pdf(sheet)


def write_pdf(sheet: Sheet) -> bytes:
    """A4 lying, head on every page, "Trang x/y"."""
    rows = [[(cell_text(cell), isinstance(cell, date)) for cell in row] for row in sheet.rows]
    return print_page(render_to_string("docflow/table.html", {"sheet": sheet, "rows": rows}))


def write_docx(sheet: Sheet, *, look: Look = _PLAIN) -> bytes:
    """The same for a word processor."""
    # Imported late: most processes never write one.
    from docx import Document as new_document
    from docx.shared import Pt

    paper = new_document()
    section = paper.sections[0]
    _lay_out(section)
    paper.styles["Normal"].font.name, paper.styles["Normal"].font.size = _FONT, Pt(11)
    if look.title:
        _add_title_page(paper, look.title)
        _begin_after_title(section)
    else:
        paper.add_heading(sheet.title, level=1)
    _number_pages(section)
    _add_table(paper, sheet, look)
    for note in sheet.notes:
        paper.add_paragraph(note)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _lay_out(section: Any) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)


def _add_title_page(paper: Any, title: Sequence[str]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for line in title:
        paragraph = paper.add_paragraph(line)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.runs[0].bold, paragraph.runs[0].font.size = True, Pt(14)
    paper.add_page_break()


def _add_table(paper: Any, sheet: Sheet, look: Look) -> None:
    table = paper.add_table(rows=1, cols=len(sheet.heads))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, sheet.heads, strict=True):
        cell.text = head
        cell.paragraphs[0].runs[0].bold = True
    _repeat_head(table.rows[0])
    if look.shares:
        _widen(table, look.shares)
        _add_column_numbers(table)
    for at, row in enumerate(sheet.rows):
        for place, (cell, value) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = cell_text(value)
            # The last column says why a line was struck.
            if at in look.struck and place < len(row) - 1:
                for run in cell.paragraphs[0].runs:
                    run.font.strike = True


def _add_column_numbers(table: Any) -> None:
    """(1) (2) … under the heads, as the annex has them."""
    row = table.add_row()
    for number, cell in enumerate(row.cells, 1):
        cell.text = f"({number})"
        cell.paragraphs[0].runs[0].italic = True
    _repeat_head(row)


def _widen(table: Any, shares: Sequence[int]) -> None:
    """Of the columns and the row there is; rows that are added take the columns' widths."""
    from docx.shared import Mm

    table.autofit = False
    for column, cell, share in zip(table.columns, table.rows[0].cells, shares, strict=True):
        column.width = cell.width = Mm((297 - 2 * _MARGIN_MM) * share / 100)


def _repeat_head(row: Any) -> None:
    """The head stands on every page (Office Open XML, w:tblHeader)."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _number_pages(section: Any) -> None:
    """ "Trang x" at the foot: a field the word processor counts."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run("Trang ")
    counted = OxmlElement("w:fldSimple")
    counted.set(qn("w:instr"), "PAGE")
    paragraph._p.append(counted)


def _begin_after_title(section: Any) -> None:
    """The title page bears no number, the page after it is the first."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    section.different_first_page_header_footer = True
    begun = OxmlElement("w:pgNumType")
    begun.set(qn("w:start"), "0")
    section._sectPr.append(begun)
