"""Audit: the append-only, hash-chained journal of who did what.

In: `services.record` inside each service's transaction. Out: `verify_chain`, lists for auditors.
Invariant A1: in each chain (one per agency) every row's hash covers the row and the hash before it.
Rows are never changed or deleted; undo is a new row.
"""
