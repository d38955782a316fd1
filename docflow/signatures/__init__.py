"""Signatures: what the digital signatures of a PDF are worth, in words a clerk can act on.

Owns: the check of a file (`SignatureCheck`, derived data by the file's sha256), its verdict and
what to do about it; the folder of trusted roots (CV_TRUST_ROOTS). The home of pyHanko.
In: the sha256 of a stored file, first seen on a page or in the intake. Out: a verdict with every
signature's person, agency and time.
Invariants: nothing is fetched, ever; a file is opened only in a process of its own with limits; the
file itself is never changed; without a sound signature of a known signer a document is "để biết".
Standards: ND30 art. 5(1), 21(2)a; QD28 art. 4; ISO 32000 §12.8 (by pyHanko).
"""
