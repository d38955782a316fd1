"""Outbox: what a sender may still do about a mail he has pressed "send" for, and what he may know.

Owns: taking back before it goes (undo, scheduled), sending now, the state per recipient with the
reason in words, recalling what nobody has read, the moment a mail is written ahead for (`moment`).
In: pages, with an actor, a mailbox he may open and a way to open mailboxes. Out: the queue's rows
through `queue.services`; messages in Drafts and in our own people's mailboxes, through the store
that was passed in; lines of the journal.
Invariants: a mail taken back lies in Drafts before it leaves the queue, so it is never nowhere;
only mail sent from a mailbox is shown there; a recall touches unread copies inside the system
alone, known by an id we minted, and leaves a notice in their place.
Standards: RFC 5322 §3.6.4 (a mail is found by its Message-ID), RFC 3463 (why it failed).
"""
