"""File links: a file too large for a mail stays here; the mail carries an address that opens it.

Owns: one row and one file on disk for each such file, whom it was sent to, whether its sender has
closed it.
In: the page a mail is written on (`keep_file`), sending (`grant`), taking back and recall
(`take_from`), whoever opens the address (`note_download`). Out: the bytes, to the sender, to whom
the mail went, to whom one of these passed it on inside; to anybody who knows the address only where
a recipient was outside. Lines of the journal for each of these steps.
Invariants: L1 a file is on disk, whole, as long as its link is open, and a week beyond; what is
closed or over opens to nobody but its sender's list. Bytes are written before the row and removed
after it. The key of an address is 160 random bits and stands in no log and no journal. State
secrets, programs and viruses are refused as in a mail.
"""
