"""Relay: SMTP in. The only package that knows aiosmtpd, and async.

Owns: listeners and their limits (`server`, `tls_server`, `limits`), the dialogue (`protocol`,
`command`, `data`, `login`) on a connection (`connection`: `inbox`, `eager`, `patience`), what it
asks of the rest (`handler`, through `doors`; `commits` is the way to the committer), TLS key and
certificate (`tls`, `certificates`).
In: bytes of other servers (MX port: local recipients only, no AUTH) and of our people's mail
programs (submission port: STARTTLS, then AUTH; submissions port: TLS from the start). Out:
`submission.prepare` decides, the queue's committer makes durable; the 250 carries the trace id and
comes after the commit.
Invariants: only CRLF.CRLF ends a mail; no reply tells about our insides; a database that is down
means 451 and the session lives on; no coroutine touches files or the ORM (`bridge`).
Standards: RFC 5321, 3207 (STARTTLS), 8314 §3.3, 4954 (AUTH), 1870, 6152, 6531, 3461, 2034, 2920,
6409.
"""
