"""The program that opens a scan to part it: run by `split` alone, with limits.

Argument: the text of the QR code on a separating sheet. Standard input: the file. Standard output:
"whole" without a sheet, else the documents, each behind its length in four bytes.
"""

import io
import logging
import resource
import struct
import sys

_LIMITS = (
    (resource.RLIMIT_AS, 2_500_000_000),
    (resource.RLIMIT_CPU, 240),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)
_PAGES_MAX = 500
# Enough for a code ten centimetres wide; a page costs a few hundredths of a second.
_SCALE = 1.2


def main() -> None:
    """Any exception ends the program: the caller tells people."""
    for which, most in _LIMITS:
        resource.setrlimit(which, (most, most))
    logging.disable()
    content = sys.stdin.buffer.read()
    sheets = find_sheets(content, sys.argv[1])
    if not any(sheets):
        sys.stdout.buffer.write(b"whole")
        return
    for pages in group(sheets):
        part = _part(content, pages)
        sys.stdout.buffer.write(struct.pack(">I", len(part)) + part)


def find_sheets(content: bytes, separator: str) -> list[bool]:
    """For each page, whether it is a separating sheet. ValueError above 500 pages."""
    import pypdfium2
    import zxingcpp

    document = pypdfium2.PdfDocument(content)
    if len(document) > _PAGES_MAX:
        raise ValueError("too many pages")
    sheets = []
    for page in document:
        grey = page.render(scale=_SCALE, grayscale=True).to_pil()
        codes = zxingcpp.read_barcodes(grey)
        sheets.append(any(code.text == separator for code in codes))
    return sheets


def group(sheets: list[bool]) -> list[list[int]]:
    """Pages between sheets; two sheets together part nothing."""
    groups: list[list[int]] = [[]]
    for number, is_sheet in enumerate(sheets):
        if is_sheet:
            groups.append([])
        else:
            groups[-1].append(number)
    return [pages for pages in groups if pages]


def _part(content: bytes, pages: list[int]) -> bytes:
    from pypdf import PdfReader, PdfWriter

    reader, writer = PdfReader(io.BytesIO(content)), PdfWriter()
    for number in pages:
        writer.add_page(reader.pages[number])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


if __name__ == "__main__":
    main()
