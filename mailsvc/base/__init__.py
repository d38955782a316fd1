"""Base: what every package may use; standard library only.

Owns: the error tree (`errors`), the clock (`clock`), Vietnamese text rules (`text`), trace ids
(`trace`), the logging filter (`logs`), durable folders (`disk`), the collector of garbage
(`garbage`). In: nothing. Out: pure functions and small classes.
Standards: Unicode NFC, CLDR "vi" collation, RFC 3463 codes carried by errors.
"""
