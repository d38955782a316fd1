"""Rules: decree 30/2020/NĐ-CP as pure data and functions; no database, no clock.

Owns: document types, number formats, urgency, secrecy, states and transitions, working days,
reading of fields from text. In: plain values, `today` as an argument. Out: plain values;
refusals raised.
Invariants: legal constants stand in data/ with source and mark, never in code paths.
Standards: ND30 art. 7, 15, 22, Annex I and III; QD28 art. 1(2).
"""
