"""The program that opens the file: run by `draw` alone, with limits, and nothing of ours in it.

Arguments: the kind, the page (from 1). Standard input: the file. Standard output: the number of
pages, a line end, a JPEG picture.
"""

import io
import resource
import sys

_WIDTH = 1100
_HEIGHT = 1600
_PIXELS = 60_000_000
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
    kind, number = sys.argv[1], int(sys.argv[2])
    content = sys.stdin.buffer.read()
    pages, picture = (_pdf if kind == "pdf" else _picture)(content, number)
    sys.stdout.buffer.write(b"%d\n" % pages + picture)


def _pdf(content: bytes, number: int) -> tuple[int, bytes]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    pages = len(document)
    page = document[min(max(number, 1), pages) - 1]
    scale = min(_WIDTH / max(page.get_width(), 1), 4.0, 4000 / max(page.get_height(), 1))
    return pages, _jpeg(page.render(scale=scale).to_pil())


def _picture(content: bytes, number: int) -> tuple[int, bytes]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = _PIXELS
    formats = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
    with Image.open(io.BytesIO(content), formats=formats) as image:
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        image.seek(min(max(number, 1), pages) - 1)
        image.draft("RGB", (_WIDTH, _HEIGHT))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((_WIDTH, _HEIGHT))
        return pages, _jpeg(upright)


def _jpeg(image: object) -> bytes:
    """On white; without the metadata of the original (where a photo was taken)."""
    from PIL import Image

    assert isinstance(image, Image.Image)
    solid = image.convert("RGBA")
    paper = Image.new("RGB", solid.size, "white")
    paper.paste(solid, mask=solid.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=72, optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
