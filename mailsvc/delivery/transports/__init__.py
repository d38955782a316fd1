"""Transports: ways out of the queue, all with one protocol (`base.Transport`).

In: an envelope and a function that gives the bytes. Out: an Outcome for each recipient; only errors
nobody foresaw are raised, and the worker holds the mail then.
Standards: RFC 5321, 2033, 3207; RFC 3463 for the codes.
"""
