"""Phishing: mails that people hand to the administrators as dangerous.

Owns: reports, each with the mail as its reader chose to hand it over. In: one press of a button in
an open mailbox. Out: the administrators' list with counts by the sender's domain, and the mail.
Invariants: a mail of a mailbox is reported once; only who reported takes it back, and with it the
copy of the mail; administrators see the reported mail and nothing else of the mailbox.
Standards: none.
"""
