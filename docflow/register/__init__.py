"""Register: books, number series and entries; the one place a number is born.

Owns: register, series, entry; numbers held, earlier days allowed, closings of books. In: intake and
routing, inside their transaction; clerk and leader for the book as a whole. Out: numbers, previews,
pages of a register.
Invariants: R1 numbers of a series run 1…n, no gap, no repeat, dates never go back · R3 a void
number keeps number and reason · R7 a line dated before it was written says why; in a closed book
nothing is held · R8 what is sealed or issued bears its seal.
Standards: ND30 art. 15(1), 22(2); Annex IV (columns).
"""
