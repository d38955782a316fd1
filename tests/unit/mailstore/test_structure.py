import pytest

from mailsvc.mailstore.structure import has_attachment

TEXT = (b"text", b"plain", (b"charset", b"utf-8"), None, None, b"7bit", 10, 1)
HTML = (b"text", b"html", None, None, None, b"7bit", 10, 1)
IMAGE = (b"image", b"png", None, b"<a@b>", None, b"base64", 10)
PDF = (b"application", b"pdf", (b"name", b"a.pdf"), None, None, b"base64", 10)
TEXT_FILE = (*TEXT, None, (b"attachment", (b"filename", b"a.txt")), None, None)
SIGNATURE = (b"application", b"pkcs7-signature", None, None, None, b"base64", 10)


@pytest.mark.parametrize(
    ("structure", "wanted"),
    [
        (None, False),
        ((), False),
        ((b"text",), False),
        (TEXT, False),
        (PDF, True),
        (([TEXT, HTML], b"alternative"), False),
        (([TEXT, PDF], b"mixed"), True),
        (([TEXT, TEXT_FILE], b"mixed"), True),
        (([HTML, IMAGE], b"related"), False),
        (([([TEXT, HTML], b"alternative"), PDF], b"mixed"), True),
        (([TEXT, SIGNATURE], b"signed"), False),
    ],
)
def test_files_are_seen(structure: object, wanted: bool) -> None:
    assert has_attachment(structure) is wanted


def test_a_deep_structure_ends() -> None:
    deep: object = TEXT
    for _ in range(5000):
        deep = ([deep], b"mixed")
    assert has_attachment(deep) is False
