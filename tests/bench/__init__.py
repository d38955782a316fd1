"""Measurements: each runs by a `make bench-…` target, ends by itself, and prints JSON last."""
