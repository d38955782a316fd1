"""Transfer: mail out of a folder as one file, and mail of such a file into a folder.

Owns: reading .eml, mbox and zip files of strangers (`reading`), writing mbox and zip (`writing`),
the two background jobs.
In: who owns or manages a mailbox orders them (`services`). Out: messages in the mail store with
their time and marks; a file kept with the job for seven days.
Invariants: a file is read in pieces and within limits, whatever it claims to be; what cannot be
taken in is named and passed over, nothing else stops for it; a mail that is in the folder already
is not doubled; state secrets are refused here as on every path.
Standards: RFC 4155 (mbox), quoting as mboxrd.
"""
