"""Forwarding: a mailbox whose mail goes on to other addresses, with a copy kept or not.

Owns: the table of rules, what may be forwarded where (`rules`, pure), the rewritten sender (`srs`).
In: who may open a mailbox sets its rule (`services`); delivery asks for rules and decisions;
submission asks whose address a rewritten sender stands for. Out: values; the forwarded mail itself
is accepted by submission as a mail of its own.
Invariants: nothing goes where the administrator's policy (CV_FORWARDING) does not allow at that
moment; a mail comes to a mailbox once, so no loop; a mail that cannot be forwarded lies in the
mailbox; a bounce comes back only to a sender we wrote ourselves, and in time.
Standards: RFC 5321 §3.9 (aliases), RFC 7208 (why the sender changes).
"""
