"""The program that opens the file: run by `draw` alone, with limits, and nothing of ours in it.

Arguments: the kind, the page (from 1), "full" or "light". Standard input: the file. Standard
output: the number of pages, a line end, a picture; for the kind "words", JSON instead.
"""

import io
import json
import resource
import sys

_WIDTH = 1100
_HEIGHT = 1600
# Read on a screen beside a form, over a thin line: grey, and as few bytes as it can be read with.
_LIGHT_WIDTH = 820
_LIGHT_GREYS = 8
_PIXELS = 60_000_000
_WORDS_PAGES = 300
_WORDS_MAX = 500_000
_LIMITS = (
    (resource.RLIMIT_AS, 1_500_000_000),
    (resource.RLIMIT_CPU, 10),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)


def main() -> None:
    """Any exception ends the program: the caller tells people."""
    for which, most in _LIMITS:
        resource.setrlimit(which, (most, most))
    kind, number, is_light = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "light"
    content = sys.stdin.buffer.read()
    if kind == "words":
        sys.stdout.write(json.dumps(_words(content)))
        return
    pages, picture = (_pdf if kind == "pdf" else _picture)(content, number)
    drawn = _light(picture) if is_light else _jpeg(picture)
    sys.stdout.buffer.write(b"%d\n" % pages + drawn)


def _words(content: bytes) -> dict[str, object]:
    """The text of each page, as far as there is any."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    left, texts = _WORDS_MAX, []
    for number in range(min(len(document), _WORDS_PAGES)):
        text = document[number].get_textpage().get_text_range()[:left]
        left -= len(text)
        texts.append(text)
    return {"pages": len(document), "texts": texts}


def _pdf(content: bytes, number: int) -> tuple[int, object]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    pages = len(document)
    page = document[min(max(number, 1), pages) - 1]
    scale = min(_WIDTH / max(page.get_width(), 1), 4.0, 4000 / max(page.get_height(), 1))
    return pages, page.render(scale=scale).to_pil()


def _picture(content: bytes, number: int) -> tuple[int, object]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = _PIXELS
    formats = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
    with Image.open(io.BytesIO(content), formats=formats) as image:
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        image.seek(min(max(number, 1), pages) - 1)
        image.draft("RGB", (_WIDTH, _HEIGHT))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((_WIDTH, _HEIGHT))
        return pages, upright


def _light(image: object) -> bytes:
    """Print is small as a picture of few greys, a scan's noise as JPEG: the smaller of both."""
    from PIL import Image

    paper = _on_white(image)
    assert isinstance(paper, Image.Image)
    grey = paper.convert("L")
    grey.thumbnail((_LIGHT_WIDTH, _HEIGHT * 2), Image.Resampling.BICUBIC)
    few, many = io.BytesIO(), io.BytesIO()
    grey.quantize(_LIGHT_GREYS).save(few, "PNG", optimize=True)
    grey.save(many, "JPEG", quality=45, optimize=True)
    return min(few.getvalue(), many.getvalue(), key=len)


def _jpeg(image: object) -> bytes:
    """Without the metadata of the original (where a photo was taken)."""
    from PIL import Image

    paper = _on_white(image)
    assert isinstance(paper, Image.Image)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=72, optimize=True)
    return out.getvalue()


def _on_white(image: object) -> object:
    from PIL import Image

    assert isinstance(image, Image.Image)
    solid = image.convert("RGBA")
    paper = Image.new("RGB", solid.size, "white")
    paper.paste(solid, mask=solid.getchannel("A"))
    return paper


if __name__ == "__main__":
    main()
