"""Digests: the week's warnings about the figures, mailed once a week to who can do something.

Owns: who is told (the keepers of the figures everything, a leader what is about his agency), the
words, and to whom the week's digest went. In: `usage.quality.list_warnings`, posts from directory,
wishes from preferences. Out: one mail a person and week into the queue, from the system itself.
Invariants: DG1 one digest a person and ISO week, whatever restarts between; it tells of agencies of
ten people and more, never of a person.
Standards: RFC 3834 (nobody answers it automatically).
"""
