"""Invitations: an event that came by mail, read without trust, and the answer to its organiser.

Owns: reading iCalendar (`reading`, total; the only importer of icalendar), the answer's form
(`reply`), what each mailbox knows of an event: its newest version, called off or not, what was
answered by whom; what clashes with it (`clashes`).
In: the bytes of a mail, from pages that may show it. Out: `Invitation`, a value; a mail to the
organiser through `submission.accept`; lines of the journal.
Invariants: nothing is computed from a rule of repetition, it is said in words; only the organiser
changes or calls off what is known of an event; an older version never takes the place of a newer.
Standards: RFC 5545 (iCalendar), RFC 5546 (iTIP), RFC 6047 (iMIP).
"""
