"""Search: documents by any word of any field and of their files' text, without accents.

Owns: the folded words of each document, searches people keep, the table that is exported.
In: in the transaction of a document's step, `index_document` and, when files came or went,
`index_content`; `add_content` when a file's text was read. Out: `find_documents`, filtered by
`documents.access.visible_to` like every list: a hit, a count, an exported row is one the actor may
see. One interface, two dialects (`engine`): FTS5 on SQLite, a GIN index over words on PostgreSQL;
both follow the table by themselves.
Which way leads soonest to the newest that hold the words is weighed by `ways`; it changes no row.
Invariant: S1 each document has its words.
Standards: ND30 Annex VI part III.6.
"""
