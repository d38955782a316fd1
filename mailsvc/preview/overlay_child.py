"""The program that opens the file to be stamped: run by `overlay` alone, with limits.

Standard input: the length of the stamp (4 bytes), the stamp as a one-page PDF, the document as PDF.
Standard output: a copy of the document with the stamp on its first page.
"""

import io
import logging
import resource
import struct
import sys
from typing import Any

_LIMITS = (
    (resource.RLIMIT_AS, 1_500_000_000),
    (resource.RLIMIT_CPU, 15),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)
_POINTS_A_MM = 72 / 25.4
_PIXELS_A_MM = 2
# The stamp and a little air, in mm; where the law wants it: under number and subject, or the date.
_WIDTH, _HEIGHT = 52, 37
_WANTED = (30, 62)
_LEFT, _TOP, _STEP = 10, 8, 2
_INK = 200
_SPECKS = 0.003


def main() -> None:
    """Any exception ends the program: the caller tells people."""
    for which, most in _LIMITS:
        resource.setrlimit(which, (most, most))
    logging.disable()
    content = sys.stdin.buffer.read()
    (size,) = struct.unpack(">I", content[:4])
    sys.stdout.buffer.write(stamp(content[4 : 4 + size], content[4 + size :]))


def stamp(mark: bytes, content: bytes) -> bytes:
    """The copy; its signatures are taken out, for they no longer say anything."""
    from pypdf import PdfReader, PdfWriter, Transformation

    writer = PdfWriter(clone_from=io.BytesIO(content))
    page = writer.pages[0]
    page.transfer_rotation_to_content()
    right, down = _place(content)
    box = page.mediabox
    across = float(box.left) + right * _POINTS_A_MM
    up = float(box.top) - (down + _HEIGHT) * _POINTS_A_MM
    mark_page = PdfReader(io.BytesIO(mark)).pages[0]
    page.merge_transformed_page(mark_page, Transformation().translate(across, up))
    for one in writer.pages:
        _unsign(one)
    for key in ("/AcroForm", "/Perms", "/DSS"):
        writer.root_object.pop(key, None)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _place(content: bytes) -> tuple[int, int]:
    """The blank place nearest to where the law wants the stamp, in mm from the upper left."""
    import pypdfium2
    from PIL import Image

    page = pypdfium2.PdfDocument(content)[0]
    scale = _PIXELS_A_MM / _POINTS_A_MM
    grey = page.render(scale=scale).to_pil().convert("L")
    ink = grey.point([255 if value < _INK else 0 for value in range(256)])
    assert isinstance(ink, Image.Image)
    across, down = ink.width // _PIXELS_A_MM - _WIDTH, ink.height // _PIXELS_A_MM - _HEIGHT
    places = [(x, y) for x in range(_LEFT, across - 4, _STEP) for y in range(_TOP, down, _STEP)]
    places.sort(key=_distance)
    # A scan has specks everywhere: they count only where nothing is quite blank.
    for specks in (0.0, _SPECKS):
        found = next((place for place in places if _is_blank(ink, place, specks)), None)
        if found is not None:
            return found
    return _LEFT, _TOP


def _distance(place: tuple[int, int]) -> float:
    return (place[0] - _WANTED[0]) ** 2 + 2 * (place[1] - _WANTED[1]) ** 2


def _is_blank(ink: Any, place: tuple[int, int], specks: float) -> bool:
    left, top = place[0] * _PIXELS_A_MM, place[1] * _PIXELS_A_MM
    right, bottom = left + _WIDTH * _PIXELS_A_MM, top + _HEIGHT * _PIXELS_A_MM
    dark: int = ink.crop((left, top, right, bottom)).histogram()[255]
    return dark <= specks * (right - left) * (bottom - top)


def _unsign(page: Any) -> None:
    """What a signature looked like stays as a picture."""
    from pypdf.generic import NameObject

    for reference in page.get("/Annots", ()):
        annotation = reference.get_object()
        if annotation.get("/FT") == "/Sig" or annotation.get("/Subtype") == "/Widget":
            annotation[NameObject("/Subtype")] = NameObject("/Stamp")
            for key in ("/FT", "/V", "/Parent", "/Lock", "/SV"):
                annotation.pop(key, None)


if __name__ == "__main__":
    main()
