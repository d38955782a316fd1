"""Reminders: mail put off until a day, and sent mail that wants an answer by a day.

Owns: one row for each mail that is to come back, and the job that brings it.
In: who may sort a mailbox puts a mail off, or asks to be reminded of one he sent. Out: on its day
the mail lies in the inbox, unread (put off) or unread with a star (no answer came). While it waits
a mail that was put off lies in the folder FOLDER, where every mail program shows it.
Invariants: nothing is lost: a mail is moved, never kept elsewhere; one that somebody took out of
the folder meanwhile is his; an answer that came ends its reminder in silence.
Standards: RFC 5322 §3.6.4 (an answer names what it answers).
"""
