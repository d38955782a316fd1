"""Sites: the other installations and servers this one exchanges mail with, by name.

Owns: the table of sites (host, TLS policy, log-in, what lives there), their secrets (`secrets`,
files of mode 0600), and the log-in of a site that sends to us (`credentials`).
In: the administrator's `manage.py site`. Out: `selectors.load_routes` to delivery (which way),
`credentials.authenticate_site` to the relay (who comes), `selectors` to submission (what it may).
Invariants: a secret is never shown, logged or stored in the database; a domain lives at one site;
there is one default site at most; every change is in the journal.
Standards: RFC 5321 §3.6 (relaying for known peers only), RFC 3207 (policies), RFC 4954 (log-in).
"""
