"""Mailstore: the border to Dovecot, which alone owns the mail files.

Owns: the private Dovecot's configuration (`dovecot`, `users`, `master`) and every IMAP command we
send (`session`; only importer of imapclient). Files: `folders messages search flags` speak IMAP,
`pool` keeps idle connections, `validate` refuses what could become a second command.
In: a Mailbox from `directory.access`; names, uids and words typed by people. Out: frozen
dataclasses (`values`), or NotFound, Invalid, Conflict, TooLarge, StoreUnavailable.
Invariants: no argument holds CR, LF or NUL; a connection belongs to one caller at a time; every
wait has a limit. Dovecot's user files hold exactly the mailboxes that are not suspended.
Standards: RFC 3501, 4315 (UIDPLUS), 5258 and 5819 (LIST), 6154 (SPECIAL-USE), 6851 (MOVE).
"""
