"""Mail: the pages of a mailbox.

Owns: folder and list, reading, writing, drafts, files, search, marks. In: HTTP requests; mailboxes
through `directory.access`, messages through a `store.MailSession`. Out: pages that work without
JavaScript; mail into the queue through `submission.accept`, once for each form shown.
Invariants: every door asks `directory.access`; one draft for each mail being written; what was
typed comes back with every refusal, also after a log-in that ran out; a mail's HTML is shown only
in the sandboxed frame.
Standards: RFC 6266 (file names), RFC 5322 (answers); WCAG 2.2 AA.
"""
