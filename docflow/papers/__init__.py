"""Papers: what the clerk writes down of paper alone: posts, kept copies, the secret ones' numbers.

Owns: lines of the register of posts, of the register of kept copies that were used, and of the
register of state secrets. In: the agency's clerk; the leader strikes a line of the last. Out: lists
and tables in the legal columns for clerk and leader.
Invariants: P1 numbers of a secret series run 1…n in order of time · a line of it has number, day,
level, issuer and who keeps the paper, and no field for what the paper says: no subject, no symbol,
no file · a used copy is given back once.
Standards: ND30 art. 22(2); ND30 Annex IV (posts, kept copies); law 29/2018/QH14, its article 5.
"""
