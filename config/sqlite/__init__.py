"""SQLite as Django's backend, with a quick queue for its one write lock. See `base`."""
