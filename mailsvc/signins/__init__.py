"""Sign-ins: from where a person is signed in to the pages, and putting an end to it.

Owns: one row for each log-in: when, from which machine, with which browser, last used about when.
Whether it is still open is not kept here: it is as long as its session is there.
In: the log-in page (`begin_sign_in`), every request (`note_use`, which writes every ten minutes),
the person (`end_sign_in`, `end_others`). Out: a person's own sign-ins, to himself only.
Invariants: 1. nobody sees or ends another person's; 2. what is ended is refused at the very next
request, since its session is gone; 3. rows older than 90 days and beyond the last 60 are forgotten
at the next log-in. They are kept for the person's safety: no figure is made of them.
"""
