"""Catalogue: what an agency adds to the decree's lists: document types, fields, circulation marks.

Owns: the agency's own entries, each with a name, an abbreviation and the days it is valid. In: the
agency's clerk, leader or administrator adds, ends, or takes back an entry nobody used. Out: what a
form of that agency offers on a day, and any entry by its code, for ever: old documents keep theirs.
Invariants: the decree's own rows stand in data files (docflow.rules) and are nobody's to take out;
an entry's name never changes; no two entries of an agency valid together bear one name or
abbreviation.
Standards: ND30 art. 7, Annex I, Annex III.
"""
