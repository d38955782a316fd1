"""Delivery: takes due recipients from the queue and brings the mail where it belongs.

Owns: the way of each recipient (`routing`, pure), the attempts (`transports`: LMTP to the mail
store, SMTP to other hosts, append for the sender's copy), the worker, who goes now to another host
(`traffic`, `lanes`), the report back (`bounce`) and that of delay (`ageing`).
In: claims from `queue.services`. Out: `queue` results, live events, reports through
`submission.accept` (null sender).
Invariants: every claim gets exactly one outcome; an error nobody foresaw holds the mail and never
loses it; no database transaction is open while the network is used; a mail may come twice only when
the process dies between the store's 250 and the record.
Standards: RFC 5321 §4.5.4, §5 (MX), RFC 7505 (null MX), RFC 2033 (LMTP), RFC 3461 §5, RFC 3207.
"""
