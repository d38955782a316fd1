"""Usage: how much of the payroll really works in the system, measured from day bitmaps.

Owns: one row per person and month with day bits per class of action, leave and outages as bits,
the versioned definitions of "thường xuyên" and their variants, targets and baselines, the roll-up
per agency and month, and what was published of it.
In: `services.record` from every mail and document action (after the commit, never failing it);
people, posts and accounts from the directory; leave, outages and headcounts from payroll. Out:
`selectors.adoption_report` and its kin to pages and the command line; who is asked for by name
only through `privacy`.
Invariants: U1 the sum of agencies = tier = province; U2 regular ≤ reach ≤ accounts ≤ payroll; U3 a
published figure never changes: later facts make a numbered revision.
Standards: decision 48/2009/QĐ-TTg (targets); definition TX-1 (docs/glossary.md).
"""
