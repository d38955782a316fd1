"""Exchange: the transfer package, written and read; pure.

Owns: the zip with manifest.xml and the files it names. In: dispatch (write), intake (read).
Out: bytes, or a `TransferPackage`; hostile input is refused with Invalid or TooLarge.
Invariants: each file matches the sha256 of the manifest; nothing unnamed travels.
Standards: ND30 Annex VI part II (fields).
"""
