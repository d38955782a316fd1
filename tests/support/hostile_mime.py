"""Broken and hostile mails, one fault each; every one has text that a reader must see (`MARK`).

Collected from parsers' bug reports and advisories, and from what old mail programs, gateways and
scanners really send. `mails()` gives name → bytes.
"""

from base64 import b64encode
from collections.abc import Iterator
from quopri import encodestring

MARK = "Kính gửi đồng chí"
ASCII_MARK = "Kinh gui dong chi"
_TEXT = MARK.encode()
_HEAD = (
    b"From: Binh <binh@vp.example>\r\nTo: hoa@stttt.example\r\nSubject: bao cao\r\n"
    b"Date: Tue, 22 Dec 2009 08:42:00 +0700\r\nMIME-Version: 1.0\r\n"
)
_PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n"


def mails() -> dict[str, bytes]:
    """All of them."""
    return {name: content for group in _GROUPS for name, content in group()}


def is_shown(text: str) -> bool:
    """Whether the text a reader must see is there."""
    return MARK in text or ASCII_MARK in text


def _mail(body: bytes = _TEXT, *fields: bytes) -> bytes:
    return _HEAD + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body + b"\r\n"


def _typed(value: bytes, body: bytes = _TEXT, *fields: bytes) -> bytes:
    return _mail(body, b"Content-Type: " + value, *fields)


def _multi(kind: bytes, *parts: bytes, boundary: bytes = b"b", close: bool = True) -> bytes:
    lines = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    end = b"--" + boundary + b"--\r\n" if close else b""
    return _typed(b"multipart/" + kind + b'; boundary="' + boundary + b'"', lines + end)


def _part(body: bytes = _TEXT, *fields: bytes) -> bytes:
    return b"".join(field + b"\r\n" for field in fields or (_PLAIN[:-2],)) + b"\r\n" + body


def _file(*fields: bytes, body: bytes = b"x") -> bytes:
    return _multi(b"mixed", _part(), _part(body, *fields))


def _charsets() -> Iterator[tuple[str, bytes]]:
    for number, name in enumerate(
        (b"x-unknown", b'""', b"utf-8;", b"'utf-8'", b"none", b"8bit", b"unicode", b"utf-8\0", b"*")
    ):
        yield f"charset-odd-{number}", _typed(b"text/plain; charset=" + name)
    for codec in ("zlib", "rot13", "idna", "punycode", "unicode_escape", "hex"):
        yield f"charset-codec-{codec}", _typed(b"text/plain; charset=" + codec.encode())
    for codec in ("utf-16", "utf-16-be", "utf-32", "utf-7", "gb18030", "iso2022_jp"):
        mark = MARK if codec.startswith(("utf", "gb")) else ASCII_MARK
        label = {"iso2022_jp": "iso-2022-jp"}.get(codec, codec)
        yield (
            f"charset-{codec}",
            _typed(f"text/plain; charset={label}".encode(), mark.encode(codec)),
        )
    bad = _TEXT + b" \xff\xfe\xc0\x80\xed\xa0\x80\xf5\x80\x80\x80"
    yield "charset-invalid-utf8", _typed(b"text/plain; charset=utf-8", bad)
    yield "charset-twice", _typed(b"text/plain; charset=utf-8; charset=utf-16")
    yield "charset-2231", _typed(b"text/plain; charset*=us-ascii''utf-8")
    yield "charset-2231-pieces", _typed(b"text/plain; charset*0=ut; charset*1=f-8")
    yield "charset-ascii-lie", _typed(b"text/plain; charset=us-ascii")
    yield "charset-bom", _typed(b"text/plain", b"\xef\xbb\xbf" + _TEXT)
    yield "charset-esc", _typed(b"text/plain; charset=iso-2022-jp", b"Kinh gui dong chi \x1b$B\x1b")
    yield "charset-decomposed", _typed(b"text/plain; charset=utf-8", "Kính gửi đồng chí".encode())


def _encodings() -> Iterator[tuple[str, bytes]]:
    packed = b64encode(_TEXT * 3)
    for name, body in {
        "junk": packed[:20] + b"!\r\n%%-- \0" + packed[20:],
        "no-padding": packed.rstrip(b"="),
        "much-padding": packed + b"=======",
        "padding-inside": b64encode(_TEXT) + b"\r\n" + packed,
        "trailing-text": packed + b"\r\n-- \r\nfooter of a list",
        "one-long-line": b64encode(_TEXT + b" x" * 300_000),
        "spaces": b" ".join(packed[n : n + 4] for n in range(0, len(packed), 4)),
        "odd-length": packed[:-3],
    }.items():
        field = b"Content-Transfer-Encoding: base64"
        yield f"base64-{name}", _typed(b"text/plain; charset=utf-8", body, field)
    quoted = encodestring(_TEXT)
    for name, body in {
        "bad-hex": quoted + b" =ZZ =G0 = =",
        "lower": quoted.lower().replace(b"k", b"K", 1),
        "soft-end": quoted + b"=\r\n=",
        "eight-bit": _TEXT + b" =C3=AD",
        "long": quoted + b"x" * 200_000,
    }.items():
        field = b"Content-Transfer-Encoding: quoted-printable"
        yield f"qp-{name}", _typed(b"text/plain; charset=utf-8", body, field)
    for number, value in enumerate(
        (b"7bit", b"binary", b"8-bit", b"x-uuencode", b"", b"none", b"\xff", b"7bit\0", b"9" * 9000)
    ):
        yield f"encoding-odd-{number}", _mail(_TEXT, b"Content-Transfer-Encoding: " + value)
    for number, value in enumerate((b"BASE64", b"base64 (comment)", b'"base64"', b"base64;")):
        field = b"Content-Transfer-Encoding: " + value
        yield f"encoding-base64-{number}", _typed(b"text/plain; charset=utf-8", packed, field)
    yield (
        "encoding-twice",
        _mail(
            packed,
            b"Content-Transfer-Encoding: base64",
            b"Content-Transfer-Encoding: 7bit",
        ),
    )
    yield "encoding-uuencode", _mail(_TEXT + b"\r\nbegin 644 a.exe\r\n#86)C\r\n`\r\nend")
    yield "encoding-yenc", _mail(_TEXT + b"\r\n=ybegin line=128 size=3 name=a\r\n\x8b\x8c\r\n=yend")


def _structures() -> Iterator[tuple[str, bytes]]:
    yield "multipart-no-boundary", _typed(b"multipart/mixed")
    yield "multipart-empty-boundary", _typed(b'multipart/mixed; boundary=""', b"--\r\n\r\n" + _TEXT)
    yield (
        "multipart-wrong-boundary",
        _typed(b"multipart/mixed; boundary=a", b"--b\r\n\r\n" + _TEXT + b"\r\n--b--"),
    )
    yield "multipart-only-preamble", _typed(b"multipart/mixed; boundary=b")
    yield "multipart-empty-then-text", _typed(b"multipart/mixed; boundary=b", b"--b--\r\n" + _TEXT)
    for name in (b"a+(b)[c]", b"a b", b"'=_?:/.,", b"x" * 300, b"--", b"=_Part\\d", b"\xc4\x91"):
        parts = (_part(), _part(b"x", b"Content-Type: image/png"))
        yield f"boundary-{len(name)}-{name[:1].hex()}", _multi(b"mixed", *parts, boundary=name)
    yield "multipart-not-closed", _multi(b"mixed", _part(), _part(), close=False)
    yield "multipart-cut-in-header", _multi(b"mixed", _part()) + b"--b\r\nContent-Ty"
    yield "multipart-part-without-header", _multi(b"mixed", b"\r\n" + _TEXT)
    yield "multipart-part-without-blank", _multi(b"mixed", _TEXT)
    yield "multipart-part-header-only", _multi(b"mixed", _part(), b"Content-Type: text/html")
    yield (
        "multipart-boundary-prefix",
        _typed(
            b"multipart/mixed; boundary=b",
            b"--b\r\nContent-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n"
            + _part()
            + b"\r\n--bb--\r\n--b--\r\n",
        ),
    )
    yield (
        "multipart-same-boundary-inside",
        _typed(
            b"multipart/mixed; boundary=b",
            b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            + _part()
            + b"\r\n--b--",
        ),
    )
    yield (
        "multipart-boundary-trailing-blanks",
        _typed(b"multipart/mixed; boundary=b", b"--b \t\r\n" + _part() + b"\r\n--b-- \r\n"),
    )
    yield "multipart-lf", _multi(b"mixed", _part(), _part(b"x")).replace(b"\r\n", b"\n")
    yield "multipart-cr", _multi(b"mixed", _part(), _part(b"x")).replace(b"\r\n", b"\r")
    yield (
        "multipart-base64",
        _multi(b"mixed", _part()).replace(
            b"MIME-Version: 1.0", b"Content-Transfer-Encoding: base64"
        ),
    )
    yield "multipart-many-parts", _multi(b"mixed", _part(), *[_part(b"x", b"X: y")] * 3000)
    yield "multipart-deep", _deep(150)
    yield "multipart-deeper-than-any-stack", _deep(1_500)
    yield (
        "multipart-two-types",
        _multi(b"mixed", _part()).replace(b"MIME-Version: 1.0", b"Content-Type: text/html"),
    )
    yield "mixed-rfc822-deep", _HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 300 + _TEXT
    html = _part(b"<p>" + _TEXT + b"</p>", b"Content-Type: text/html; charset=utf-8")
    for kind in (b"alternative", b"related", b"signed", b"report", b"appledouble", b"x-new", b"*"):
        yield f"multipart-{kind.decode()}", _multi(kind, _part(), html, _part(b"x", b"A: b"))
    yield "alternative-html-first", _multi(b"alternative", html, _part(b""))
    yield (
        "alternative-empty-html",
        _multi(b"alternative", _part(), _part(b"", b"Content-Type: text/html")),
    )
    yield "alternative-empty-text", _multi(b"alternative", _part(b""), html)
    yield (
        "alternative-calendar",
        _multi(
            b"alternative", _part(), _part(b"BEGIN:VCALENDAR\0", b"Content-Type: text/calendar")
        ),
    )
    yield "related-no-root", _multi(b"related", _part(b"x", b"Content-Type: image/png"), html)
    yield (
        "encrypted-with-text",
        _multi(
            b"encrypted", _part(b"Version: 1", b"Content-Type: application/pgp-encrypted"), _part()
        ),
    )


def _deep(levels: int) -> bytes:
    opening = b"".join(
        b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n" % (n, n + 1)
        for n in range(levels)
    )
    return _typed(b"multipart/mixed; boundary=0", opening + b"--%d\r\n" % levels + _part())


def _types() -> Iterator[tuple[str, bytes]]:
    for number, value in enumerate(
        (b"", b"text", b"plain", b"/", b"text/", b"/plain", b"TEXT/PLAIN", b"text/plain (nothing)",
         b"text/plain charset=utf-8", b"text /plain", b"text/plain;;;=;x",
         b"text/plain; " + b"a=b;" * 9000, b"text/plain\0", b"\xff\xff/\xff",
         b'text/plain; name="', b"text/plain; name*99999999999=x",
         b"text/plain; format=flowed; delsp=yes", b"text/plain;\r\n\r\n\t charset=utf-8")
    ):  # fmt: skip
        yield f"type-odd-{number}", _typed(value)
    for name in ("enriched", "richtext", "markdown", "x-unknown", "rfc822-headers", "xml"):
        yield f"type-text-{name}", _typed(f"text/{name}; charset=utf-8".encode())
    plain_html = b"<p>" + _TEXT + b"</p>"
    yield "html-nul", _typed(b"text/html; charset=utf-8", b"<p\0>" + _TEXT + b"\0</p>")
    yield "html-no-tags", _typed(b"text/html; charset=utf-8")
    yield "html-utf16", _typed(b"text/html; charset=utf-16", f"<p>{MARK}</p>".encode("utf-16"))
    yield "html-open", _typed(b"text/html; charset=utf-8", b"<p><b><table><tr><td>" + _TEXT + b"<")
    yield "html-deep", _typed(b"text/html; charset=utf-8", b"<div>" * 50_000 + _TEXT)
    yield "html-wide", _typed(b"text/html; charset=utf-8", _TEXT + b"<b>x</b>" * 90_000)
    yield (
        "html-attributes",
        _typed(b"text/html; charset=utf-8", b"<p " + b"a " * 50_000 + b">" + _TEXT),
    )
    yield "html-meta-lie", _typed(b"text/html", b"<meta charset=zlib>" + plain_html)
    yield (
        "html-entities",
        _typed(b"text/html", b"K&iacute;nh g&#7917;i &#273;&#x1ed3;ng ch&iacute; &#x110000; &#0;"),
    )
    yield (
        "html-attached-only-text",
        _multi(b"mixed", _part(), _part(plain_html, b"Content-Type: text/html; name=a.html")),
    )


def _headers() -> Iterator[tuple[str, bytes]]:
    body = b"\r\n\r\n" + _TEXT
    for name, head in {
        "none": b"",
        "no-colon": b"khong co dau hai cham",
        "blank-before-colon": b"Subject : x",
        "nul": b"Subject: a\0b\r\nFrom: \0",
        "control": b"Subject: a\x1b[31m\x08\x7f\r\nFrom: a\x0b@x",
        "eight-bit-name": b"\xc4\x90: x\r\nSubject: x",
        "blank-fold": b"Subject: a\r\n \r\n\t\r\n b",
        "fold-first": b" Subject: a",
        "many": b"\r\n".join(b"X-%d: y" % n for n in range(10_000)),
        "huge": b"Subject: " + b"x" * 400_000,
        "huge-folded": b"Subject: a" + b"\r\n x" * 60_000,
        "two-froms": b"From: a@x.example\r\nFrom: b@x.example\r\nFrom: c@x.example",
        "from-empty": b"From: <>\r\nTo: ,,;;:;",
        "from-group": b"From: nhom: a@x.example, b@x.example;\r\nTo: undisclosed-recipients:;",
        "from-comments": b"From: " + b"(" * 20_000 + b"a@x.example",
        "from-quotes": b'From: "a\\"<b@x.example>" <c@x.example>, "d <e@x.example',
        "from-lie": b'From: "chu.tich@dienbien.gov.vn" <ke.la@xa.example>',
        "from-direction": "From: \u202egnud noc\u202c <a@x.example>".encode(),
        "from-route": b"From: <@a.example,@b.example:c@d.example>",
        "from-ip": b"From: <a@[127.0.0.1]>\r\nTo: <\xc4\x91@[IPv6:::1]>",
        "to-many": b"To: " + b", ".join(b"a%d@x.example" % n for n in range(9000)),
        "date-garbage": b"Date: hom qua\r\nDate: Tue, 99 Foo 99999 99:99:99 +9999",
        "date-year": b"Date: Tue, 22 Dec 99999 08:42:00 +0700",
        "date-zone": b"Date: Tue, 22 Dec 2009 08:42:00 -99999999",
        "date-zero": b"Date: Mon, 00 Jan 0000 00:00:00 +0000",
        "date-comments": b"Date: " + b"(" * 5000 + b"Tue, 22 Dec 2009 08:42:00 +0700",
        "word-open": b"Subject: =?utf-8?B?S8OtbmggZ+G7rWk",
        "word-bad": b"Subject: =?utf-8?B?!!!!?= =?utf-8?Q?=ZZ?= =?x?X?x?= =??B??= =?utf-8?B??=",
        "word-nested": b"Subject: =?utf-8?Q?=3D=3Futf-8=3FB=3FeA=3D=3D=3F=3D?=",
        "word-line-end": b"Subject: =?utf-8?Q?a=0D=0ABcc:_x@y.example=00?=",
        "word-utf16": b"Subject: =?utf-16?B?//5LAO0A?= =?utf-7?Q?+AO0-?=",
        "word-many": b"Subject: " + b"=?utf-8?Q?a?= " * 9000,
        "ids": b"Message-ID: " + b"<" * 9000 + b"\r\nReferences: " + b"<a@b> " * 20_000,
        "id-line-end": b'Message-ID: <a"\r\n b@x>\r\nIn-Reply-To: <\0>',
        "mbox-from": b"From a@x.example Tue Dec 22 08:42:00 2009\r\nSubject: x",
        "bom": b"\xef\xbb\xbfSubject: x",
        "8bit": "Subject: Điện Biên\r\nFrom: Bình <binh@vp.example>".encode(),
        "latin": b"Subject: \xd0i\xean\r\nFrom: \xe1\xe0 <a@x.example>",
        "long-parameter": b"Content-Type: text/plain; " + b"x" * 300_000,
        "list-unsubscribe": b"List-Unsubscribe: <javascript:alert(1)>,<mailto:"
        + b"a" * 9000
        + b">",
        "authentication": b"Authentication-Results: " + b"(" * 3000 + b"; dmarc=pass" * 3000,
    }.items():
        yield f"header-{name}", head + body
    yield "header-blank-lines-first", b"\r\n\r\nSubject: x" + body
    yield "header-cr", b"Subject: x\rFrom: a@x.example\r\r" + _TEXT
    yield "header-mixed-ends", b"Subject: x\rFrom: a@x.example\n\r\n" + _TEXT
    yield "header-body-at-once", b"Subject: x\r\n" + _TEXT


def _files() -> Iterator[tuple[str, bytes]]:
    for number, value in enumerate(
        (b'filename="../../etc/passwd"', b'filename="C:\\\\Windows\\\\a.exe"', b"filename=",
         b'filename="\0\r\n\tSet-Cookie: a=b"', b'filename="' + b"x" * 20_000, b'filename=".."',
         "filename=\"\u202efdp.exe\"".encode(), b'filename="CON"; filename="a"',
         b'filename="a\xff.doc"',
         b"filename*=utf-8''%2e%2e%2f%00%0d%0aX: y", b"filename*0=a; filename*2=c; filename*0=z",
         b"filename*999=a; filename*1000=b", b"filename*=zlib''%78%9c",
         b"filename*=''", b"filename*='",
         b'filename="=?utf-8?B?YQ==?="', b'filename="a.pdf" ; filename*=utf-8\'\'b.exe',
         b"filename=\"<script>alert(1)</script>.html\"", b'filename="a;b=c\'d`$(e).sh"')
    ):  # fmt: skip
        kind = b"Content-Type: application/octet-stream"
        yield f"file-name-{number}", _file(kind, b"Content-Disposition: attachment; " + value)
    for kind in (
        *(
            b"text/html",
            b"image/svg+xml",
            b"application/xhtml+xml",
            b"text/javascript",
            b"text/xml",
        ),
        *(b"message/partial; number=1; total=9; id=x", b"message/external-body; access-type=URL"),
        *(b"message/rfc822", b"message/delivery-status", b"application/ms-tnef", b"text/calendar"),
        *(b"application/pdf", b"image/png", b"application/zip", b"text/plain", b"x/y", b"text/css"),
    ):
        name = kind.split(b";")[0].decode().replace("/", "-")
        fields = (b"Content-Type: " + kind, b"Content-Disposition: attachment; filename=a")
        yield f"file-{name}", _file(*fields, body=b"<script>alert(1)</script>\0\xff")
        yield f"file-{name}-empty", _file(*fields, body=b"")
    picture = (b"Content-Type: image/png", b'Content-ID: <"a">', b"Content-Disposition: inline")
    html = _part(b"<img src='cid:\"a\"'>" + _TEXT, b"Content-Type: text/html; charset=utf-8")
    yield "file-odd-cid", _multi(b"related", html, _part(b"\x89PNG", *picture))
    yield "file-disposition-odd", _file(b"Content-Disposition: \xff; =; ;filename", body=b"x")
    yield (
        "file-base64-broken",
        _file(b"Content-Type: image/png", b"Content-Transfer-Encoding: base64", body=b"%%%=" * 999),
    )


def _bodies() -> Iterator[tuple[str, bytes]]:
    for name, extra in {
        "long-line": b" x" * 400_000,
        "line-ends": b"\r\n" * 400_000,
        "nul": b"\0" * 50_000,
        "controls": bytes(range(32)) * 500,
        "combining": ("e" + "\u0301" * 20_000).encode(),
        "zero-width": "\u200b\u200d\ufeff\u2060".encode() * 9000,
        "directions": "\u202e\u2066\u202d".encode() * 900,
        "surrogates": b"\xed\xa0\xbd\xed\xb8\x80" * 900,
        "noncharacters": "\ufffe\uffff\U0010ffff".encode() * 100,
        "separators": "\u2028\u2029\x85\x0b\x0c".encode() * 900,
        "quotes": b"\r\n" + b">" * 9000 + b" x" + b"\r\n> y" * 9000,
        "links": b" http://" * 3000 + b" www." * 3000 + b" a@b" * 3000,
        "brackets": b" (http://x.example/" + b"(" * 5000 + b")" * 5000,
        "template": b" {{ 7*7 }} {% load i18n %} ${7*7} #{7} <%= 7 %>",
        "mbox-from": b"\r\n>From x\r\nFrom y\r\n.\r\n..\r\n",
        "pgp": b"\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nxx\r\n-----END PGP MESSAGE-----",
    }.items():
        yield f"body-{name}", _mail(_TEXT + extra, _PLAIN[:-2])


_GROUPS = (_charsets, _encodings, _structures, _types, _headers, _files, _bodies)
