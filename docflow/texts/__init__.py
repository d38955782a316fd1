"""Texts: the words in a file, so that a document is found by what it says.

Owns: the text of a file (`FileText`, derived data by the file's sha256), from the PDF itself or,
for a scan, read by OCR where OCRmyPDF with Vietnamese is installed. In: files laid down with a
document (`expect`). Out: text and number of pages; the file itself is never changed.
Invariants: a file is read only in a process of its own with limits; a file that cannot be read has
no text and stops nothing; each is read once, and again only by OCR.
"""
