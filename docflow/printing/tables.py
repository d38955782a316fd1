"""A table as .xlsx, .docx or .pdf: one content, three formats."""

import io
from datetime import date

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


def write_table(sheet: Sheet, kind: str) -> bytes:
    """The table in one of `FORMATS`."""
    if kind == "xlsx":
        return write_xlsx([sheet])
    return write_docx(sheet) if kind == "docx" else write_pdf(sheet)


def write_pdf(sheet: Sheet) -> bytes:
    """A4 lying, head on every page, "Trang x/y"."""
    rows = [[(cell_text(cell), isinstance(cell, date)) for cell in row] for row in sheet.rows]
    return print_page(render_to_string("docflow/table.html", {"sheet": sheet, "rows": rows}))


def write_docx(sheet: Sheet, *, title: tuple[str, ...] = ()) -> bytes:
    """The same for a word processor; `title` are the lines of a title page."""
    # Imported late: most processes never write one.
    from docx import Document as new_document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paper = new_document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    paper.styles["Normal"].font.name, paper.styles["Normal"].font.size = _FONT, Pt(11)
    for line in title:
        paragraph = paper.add_paragraph(line)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.runs[0].bold, paragraph.runs[0].font.size = True, Pt(14)
    if title:
        paper.add_page_break()  # type: ignore[no-untyped-call]
    else:
        paper.add_heading(sheet.title, level=1)
    table = paper.add_table(rows=1, cols=len(sheet.heads))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, sheet.heads, strict=True):
        cell.text = head
        cell.paragraphs[0].runs[0].bold = True
    _repeat_head(table.rows[0])
    for row in sheet.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = cell_text(value)
    for note in sheet.notes:
        paper.add_paragraph(note)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _repeat_head(row: object) -> None:
    """The head stands on every page (Office Open XML, w:tblHeader)."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # type: ignore[attr-defined]
