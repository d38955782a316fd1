"""Onboarding: what helps people to begin: a champion per agency, slips for the first log-in.

Owns: who helps in which agency and for how long; the slips printed for accounts never opened.
In: leaders, the statistics officer and the operator name champions; champions and leaders print
slips. Out: whom to help (the state of accounts, never what people do), and whether a log-in is
still with the password of a slip.
Invariants: ON1 an agency has one champion at a time · ON2 a slip is for an account never opened;
its password is kept as a hash only and ends with the slip.
Standards: none.
"""
