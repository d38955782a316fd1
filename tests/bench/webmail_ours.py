"""A person at our own pages: what a click asks for."""

import re
from urllib.parse import urlencode

from tests.bench.webmail_browser import Browser

# What mail-open.js sends from the page that stands: only parts come back.
_PLACE = {"HX_Request": "true", "HX_Target": "place"}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class OurPerson:
    """Signed in by the log-in page, at one mailbox."""

    side = "ours"

    def __init__(self, port: int, mailbox_pk: int, address: str, password: str) -> None:
        self.browser = Browser(port)
        self._base = f"/thu/{mailbox_pk}/"
        gate = self.browser.get("/dang-nhap/").text
        fields = {"username": address, "password": password, "csrfmiddlewaretoken": _token(gate)}
        if not self.browser.post("/dang-nhap/", fields).location:
            raise RuntimeError("our log-in page did not let the person in")

    def open_inbox(self) -> None:
        """The whole page, by its address."""
        assert 'name="uids"' in self._inbox()

    def list_page(self, page: int) -> None:
        query = f"?page={page}" if page > 1 else ""
        answer = self.browser.get(self._base + query, **_PLACE)
        assert 'name="uids"' in answer.text

    def uid_of(self, subject: str) -> int:
        """Of a mail on the first page."""
        for uid, row in re.findall(r'name="uids" value="(\d+)"(.*?)</tr>', self._inbox(), re.S):
            if subject in row:
                return int(uid)
        raise RuntimeError(f"no mail {subject} on our first page")

    def open_mail(self, uid: int, expected: str) -> None:
        """Beside the list."""
        answer = self.browser.get(f"{self._base}{uid}/", **_PLACE)
        assert expected in answer.text

    def open_whole(self, uid: int, expected: str) -> None:
        """By its address, or without scripts."""
        answer = self.browser.get(f"{self._base}{uid}/")
        assert expected in answer.text

    def open_html(self, uid: int, expected: str) -> None:
        """The mail and the frame in it."""
        self.open_mail(uid, expected)
        frame = self.browser.get(f"{self._base}{uid}/khung/")
        assert "<table" in frame.text

    def search(self, word: str, *, in_body: bool) -> None:
        asked = urlencode({"q": f'{"nd" if in_body else "td"}:"{word}"'})
        answer = self.browser.get(f"{self._base}?{asked}")
        assert 'name="uids"' in answer.text, answer.text[-1500:]

    def mark(self, uid: int, *, seen: bool) -> None:
        """The button over the list: the line comes back, the sentence to undo it, the counts."""
        fields = {
            "csrfmiddlewaretoken": self.browser.cookies["cv_csrf"],
            "folder": "INBOX",
            "page": "1",
            "uids": str(uid),
            "action": "read" if seen else "unread",
        }
        answer = self.browser.post(f"{self._base}viec/", fields, **_PLACE)
        assert f'value="{uid}"' in answer.text, answer.text[:300]

    def first_visit_bytes(self) -> int:
        page = self.browser.get(self._base)
        return page.size_bytes + sum(f.size_bytes for f in self.browser.files_of(page, self._base))

    def _inbox(self) -> str:
        return self.browser.get(self._base).text


def _token(page: str) -> str:
    match = _TOKEN.search(page)
    if match is None:
        raise RuntimeError("our log-in page has no token")
    return match[1]
