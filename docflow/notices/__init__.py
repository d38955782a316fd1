"""Notices: what somebody is told about a document, live and once a day by mail.

Owns: one row a person and event; which day's digest went to whom. In: steps and reminders call
`tell`; the clock. Out: a live event to the person's browsers (ids only), lines on his first page,
the daily mail, as he wishes (mailsvc.preferences).
Invariants: N1 a notice is shown, and mailed, only while its reader may see the document; N2 one
digest a person and day. A notice holds no words of the document, only which it is.
"""
