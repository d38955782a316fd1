"""SMTP: the words of the protocol, as values.

Owns: replies (`reply`), address and path syntax (`address`), the xtext code (`xtext`), command
parameters (`params`), the envelope that travels with a mail's bytes (`envelope`). Pure.
In: text from the wire, from forms, from headers. Out: values to submission, queue, relay, delivery.
Invariants: the first digit of a reply's code and of its enhanced code agree; an address that
`validate_address` returned holds no CR, LF, NUL or blank outside quotes.
Standards: RFC 5321, 3463, 3461 (DSN parameters), 1870 (SIZE), 6152 (8BITMIME), 6531 (SMTPUTF8).
"""
