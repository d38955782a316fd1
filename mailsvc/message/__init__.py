"""Message: the bytes of one mail, read without trust and written without fault.

Owns: parsing (`parse`, total: it never raises), the files of a mail (`parse.part_bytes`), composing
(`compose`, strict), how an answer starts (`reply`), words in headers (`headers.decode_words`).
In: bytes from the mail store or a peer; values from forms. Out: `MessageView`, or bytes with CRLF.
Invariants: strings are NFC, UTF-8 encodable, without NUL; header values are one line; file names
have no path; nothing recurses, every loop has a limit (`limits`).
Standards: RFC 5322, 2045-2047, 2231, 2392, 3676, 6532; RFC 1456 (VISCII), TCVN 5712:1993.
"""

from mailsvc.message.parse import parse

__all__ = ["parse"]
