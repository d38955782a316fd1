"""Routing: who does what next with a document, as tables of transitions.

Owns: directive, assignment, work note, version, approval. In: people's steps. Out: state changes,
what waits for whom.
Invariants: R4 no open step under a closed document; exactly one lead per directive; an approval
names the sha256 it approved and dies with a change.
Standards: ND30 art. 11, 12, 17, 18, 23, 24.
"""
