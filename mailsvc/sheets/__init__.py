"""Sheets: tables as files, CSV and XLSX, in and out.

Owns: how a table is written so that a spreadsheet program of an office opens it rightly and runs
nothing, and how one that people send is read. Only importer of openpyxl.
In: rows of text and numbers; files people hand in. Out: bytes; rows of cleaned text.
Invariants: SH1 no cell that is written is taken for a formula; SH2 reading has bounds in bytes,
rows and columns, unpacked ones too.
Standards: RFC 4180 (CSV), with `;` and a byte order mark, as Vietnamese Excel wants.
"""
