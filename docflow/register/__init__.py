"""Register: books, number series and entries; the one place a number is born.

Owns: register, series, entry. In: intake and routing, inside their transaction. Out: numbers,
previews, pages of a register.
Invariants: R1 numbers of a series run 1…n, no gap, no repeat, dates never go back · R3 a void
number keeps number and reason.
Standards: ND30 art. 15(1), 22(2); Annex IV (columns).
"""
