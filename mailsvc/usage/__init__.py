"""Usage: how much of the payroll really works in the system, measured from day bitmaps.

Owns: one row per person and month with day bits per class of action, the versioned definition of
"thường xuyên", targets, and the roll-up per agency and month.
In: `services.record` from every mail and document action (after the commit, never failing it);
people, posts and accounts from the directory. Out: `selectors.adoption_report` to pages and the
command line.
Invariants: U1 the sum of agencies = tier = province; U2 regular ≤ reach ≤ accounts ≤ payroll.
Standards: decision 48/2009/QĐ-TTg (targets); definition TX-1 (docs/glossary.md).
"""
