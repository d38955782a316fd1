"""Work: the first page and the search over everything.

Owns: "Việc của tôi" and the answers of the search box (`work:…`). In: docflow's work list, unread
mails of the own mailbox, the inboxes one may read. Out: links into documents and mail. Invariants:
the page shows while the mail store is down; a list shows only what its owner's doors let through.
Standards: WCAG 2.2 AA.
"""
