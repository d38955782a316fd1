"""Stationery: what stands ready for a mail before anybody writes it: signatures and templates.

Owns: one signature for each mailbox, one block for each agency, templates of both, the fixed list
of placeholders (`placeholders`, pure). In: who owns or manages a mailbox sets its own; the agency's
clerk or an administrator sets the agency's. Out: plain text, placeholders filled, to the page a
mail is written on; nothing is added to a mail behind its writer's back.
Invariants: a text is clean, bounded in size and number, and holds only placeholders that are known;
what is filled in is never read as a placeholder again.
Standards: RFC 3676 §4.3 (the line before a signature).
"""
