"""Directory: who is where, and who may act for which mailbox.

Owns: agencies (dated, tier as data), units, people, posts with periods and roles, accounts, app
passwords, mail domains, mailboxes, aliases, grants on shared mailboxes.
In: administrators' services and CSV import. Out: `Actor` (who acts, with duties today) to every
service; address resolution to submission; the user list to the mail store.
Invariants: one main post a person and day; an address names one mailbox or one alias, never both.
Standards: RFC 5321 §4.1.2 (addresses); docs/glossary.md (roles).
"""
