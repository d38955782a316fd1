"""Deadlines: extensions, reminders, and what a change of the calendar moves.

Owns: requests for more time and their answers, every change of a deadline with its cause, who was
reminded of what. In: whoever holds a part asks, who set its date answers; administrators change
the calendar of working days (kept by mailsvc.workdays); the clock. Out: notices, moved deadlines.
Invariants: T1 an open part with an extension granted is due when the last one says; T2 nobody is
reminded twice of one thing; T3 within a unit nothing is due after the unit's own deadline. One
formula everywhere: docflow.rules.workdays.
Standards: ND30 art. 24; Bộ luật Lao động 2019 art. 112.
"""
