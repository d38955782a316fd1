"""Submission: the one door into the queue.

Owns: the decision whether a mail is taken (`policy`, pure), where an address leads (`recipients`,
`resolution`), who sends as whom (`senders`), labels (`labels`), our own name on mail from outside
(`forgery`), what is written before a mail (`trace`).
In: relay (MX and submission ports), web client, document dispatch, delivery reports: an actor, an
envelope, bytes. Out: `queue.orders.NewMessage`, through `accept` (caller's transaction) or, for the
relay, through the queue's committer; both decide by the same `prepare`. A day bit to usage.
Invariants: no foreign recipient from the MX port; a person sends only under addresses he may use,
in the envelope, From and Sender; acts for another are in the journal first; internal mail has no
outside recipients, a state secret none; bytes are not re-serialised, what is added stands before.
Standards: RFC 5321 §4.4 (Received), §6.3 (loops); RFC 6409 §6 and §8 (submission); RFC 5322 §2.3,
§3.6.2 (Sender); RFC 3461 §5.2.7 (groups).
"""
