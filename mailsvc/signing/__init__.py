"""Signing: our keys, and what they put before mail that leaves for other domains.

Owns: the table of DKIM keys and their files, the DNS records to publish (`records`, pure), the
signature of our own mail (`sign`) and the ARC seal of forwarded mail (`seal`).
In: delivery.outgoing with the bytes about to be sent; `manage.py dkim`. Out: header fields to put
before them.
Invariants: of a domain and algorithm at most one key signs; a private key is a file of mode 0600
below SECRETS_DIR and never a row; a mail is signed only for a domain we have a key for, and goes
unsigned rather than not at all.
Standards: RFC 6376, 8463 (signatures), 8617 (seals); records also of 7208 and 7489.
"""
