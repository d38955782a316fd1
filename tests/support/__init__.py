"""What tests start: a private PostgreSQL, a private Dovecot, the whole product, a browser."""
