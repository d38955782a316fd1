"""Teamwork: what the people of one mailbox do together around a mail, and never send out.

Owns: matters (a conversation in a mailbox with the person it is given to), comments inside, who is
writing an answer right now, who answered; what is noted of acts in a mailbox that is not one's own.
In: people a mailbox is open to, through `directory.access`; the ids of a mail as `message.parse`
reads them. Out: values for the pages beside the mail, work lists, events for open browsers.
Invariants: a mail belongs to at most one matter of its mailbox; only people the mailbox is open to
today count as assigned or writing, whatever rows say; nothing here is part of any mail.
Standards: RFC 5322 §3.6.4 (which mails are one conversation).
"""
