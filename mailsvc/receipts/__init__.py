"""Receipts: a sender asks to hear that his mail was read; the reader decides; it is told once.

Owns: who is asked and how far a request is believed (`request`, pure), the form of an answer
(`report`), what was answered by whom, and what came back for our own mail.
In: pages, with an actor and a mailbox he may send from; delivery, with answers that arrive. Out: a
message/disposition-notification through `submission.accept`, with the null sender; the state "read"
of a recipient to `outbox`; lines of the journal.
Invariants: nothing goes without a person's yes, given now or as his standing wish for inside
senders; one answer for each mail and mailbox, a no included; none to lists, robots, reports and
oneself; what comes back counts only in the mailbox that sent the mail, from one of its recipients.
Standards: RFC 8098 (message disposition notifications), RFC 3503 ($MDNSent).
"""
