"""Absence: who is away from when to when, whom to ask meanwhile, and the answer senders get.

Owns: one row for each mailbox with an absence, whom it has answered and when, the decision who is
answered (`rules`, pure), the answer's text and form (`reply`).
In: who owns or manages a mailbox sets it. Out: `delivery.absences` asks for the answer to a mail
that was just delivered, and queues it in the transaction that records the delivery; pages ask who
is away (`find_away`), to warn whoever writes to him.
Invariants: one answer a day to one sender; none to lists, robots, reports, junk or mail not
addressed to the mailbox by name; the answer has the null sender and says it is automatic, so that
two absent people cannot answer each other; outsiders get their own text, or nothing.
Standards: RFC 3834 (automatic responses), RFC 5230 §4.5 and §4.6 (whom a vacation answers).
"""
