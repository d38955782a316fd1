"""Demo: a made-up province with the headcounts of Điện Biên in 2009, to try the product on.

Owns: the sample data (`data/`), the plan of people, accounts and working days (pure, fixed seed),
and the steps that load it: directory, fourteen months of usage and what happened in them, mails,
documents.
In: `manage.py load_demo`, `settings.MAIL_DOMAIN`, `settings.DEMO_PASSWORD`. Out: rows marked as
generated, log-ins marked as demo (refused unless bound to loopback).
Invariants: the roll-up gives 322/1.850, 198/900, 124/950; a second load changes nothing.
"""
