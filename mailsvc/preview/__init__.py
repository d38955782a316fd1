"""Preview: a page of somebody's file as a picture, so that it need not be opened to be read.

Owns: what can be shown (`kinds`), the drawing of one page (`draw`), office files as PDF
(`office`), the words of a PDF (`words`), a mark on a copy of it (`overlay`).
In: the bytes of a file. Out: a picture and the number of pages, or the text of each page; the file
itself never reaches the browser.
Invariants: a file is opened only in a process of its own with limits of memory, time and size; what
goes wrong there is a refusal, never an error page; an office file makes nobody ask for anything.
Standards: ISO 32000 (PDF), by PDFium; office files by LibreOffice where it is installed.
"""
