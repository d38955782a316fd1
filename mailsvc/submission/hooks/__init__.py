"""Hooks: what other programs say of a mail before it is taken. Off unless configured.

Owns: the dialogue with clamd (`clamd`, INSTREAM) and rspamd (`rspamd`, /checkv2).
In: `submission.screening`. Out: a `Verdict`.
Invariants: 1. no answer, a late one or one nobody understands is Unavailable("not_screened"): a
mail is never passed unseen; 2. rspamd's action counts, never its score; 3. a look ends within its
time, whatever the program does.
"""
