"""Scanning: the folder a scanner writes into, emptied into the intake.

Owns: the watched folder (CV_SCAN_DIR, one folder for each agency by its code), the sheet that parts
one document from the next. In: whole PDF files, by a periodic job. Out: arrivals "từ máy quét";
the file itself goes to `xong`, or to `loi` with the reason beside it. The home of segno.
Invariants: a file is taken when it is whole, by one worker, and once: a worker that dies leaves it
to the next, and what has arrived before does not arrive again; no file is ever deleted.
Standards: ND30 art. 21, 22; QD28 art. 1(2): a scan stamped as a state secret is not taken in.
"""
