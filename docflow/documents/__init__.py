"""Documents: one table for both directions, their files, and the doors to them.

Owns: document, file (write-once, by sha256), recipient, relation, movement (the visible history),
search key, rendering of an outgoing document.
In: services of register, intake, routing. Out: `access_document`, `visible_to`, file bytes.
Invariants: R2 each file matches its sha256; a row is seen through `visible_to` or not at all.
Standards: ND30 art. 4(2), 5, Annex I (layout), Annex VI part II (field lengths).
"""
