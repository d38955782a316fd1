"""Mailindex: our own folded index and thread table of each mailbox, beside Dovecot's mail files.

Owns: for each mailbox its folders' freshness keys, a row a message (what a list shows, flags,
thread), the ids that join threads, the folded words of heads and texts, the packed text itself.
On SQLite that is one file a mailbox under INDEX_DIR; on PostgreSQL tables beside the others. One
interface (`engine`), one set of statements, two small dialects (ADR 9).
In: `sync` brings it up to date from a mail session (CONDSTORE: one LIST says which folders
changed, CHANGEDSINCE what), a few hundred heads inside a page, the rest in `fill`, a periodic job
that never takes more than half of one core. Out: `access.open_index` for an actor, then
`selectors`: hits, threads, and what of the mailbox is not held yet.
Invariants: X1 a row's folder is known and uids are single in it; X2 each row has its packed words,
and what is said to be read in full has its text; X3 the file is of this very mailbox and only its
owner may read it. Rows are reached only through `directory.access`. Everything here can be thrown
away: `manage.py mail_index rebuild`.
Standards: RFC 7162 (CONDSTORE), 5819, 5256 (threads by References, without subjects).
"""
