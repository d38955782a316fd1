"""Dsn: delivery reports, as bytes. Pure: no settings, no clock, no database.

Owns: when a report is due (`rules`) and what it says (`report.compose_report`), in Vietnamese and
English, for people and for machines.
In: delivery's facts about recipients and the bytes of the mail. Out: a whole message with CRLF, to
be sent with the null sender.
Invariants: Q4 no report for a null sender; the mail's bytes are quoted as they are or, when large,
only its header; nothing of the mail can become a header or a part of the report.
Standards: RFC 3461 (NOTIFY, RET, ENVID, ORCPT), 3462 and 6522 (multipart/report), 3464, 3834, 6533.
"""
