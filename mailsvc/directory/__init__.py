"""Directory: who is where, and who may act for which mailbox.

Owns: agencies (dated, tier as data), units, people, posts with periods and roles, accounts, app
passwords, mail domains, mailboxes, aliases, grants on shared mailboxes, groups with their rules,
personal mailboxes lent for sending.
In: administrators' services, the owner of a mailbox (lending), managers of a shared one (sharing),
CSV import. Out: `Actor` (who acts,
with duties today) to every service; address resolution to submission; the user list to the store.
Invariants: one main post a person and day; an address names one mailbox, one alias or one group;
addresses are kept as keys (NFC, lower case, domain in A-labels), those of mailboxes in ASCII.
Standards: RFC 5321 §4.1.2 (addresses); docs/glossary.md (roles).
"""
