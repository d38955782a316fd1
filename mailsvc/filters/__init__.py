"""Filters: what happens to mail as it comes into a mailbox, by rules its owner made.

Owns: the table of rules, their meaning (`rules`, pure), the Sieve script they become (`script`,
pure), the ManageSieve dialogue (`managesieve`; the only importer of sievelib).
In: who owns or manages a mailbox makes, orders, switches and deletes rules; the dry run and the job
"apply to what is there" read headers from the mail store. Out: one script in each mailbox that has
rules; Dovecot runs it at delivery.
Invariants: the table is the truth, the script its copy: a change is pushed after its commit and
again by a periodic job until the store has it; a rule never forwards, answers or destroys mail (the
worst it does is Trash); a folder that is gone keeps mail in the inbox; the dry run says what the
store will do. Standards: RFC 5228 and extensions (Sieve), RFC 5804 (ManageSieve).
"""
