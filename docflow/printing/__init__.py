"""Printing: papers the law knows, as PDF: the "ĐẾN" stamp, the slip of an incoming document.

Owns: HTML to PDF (`pdf`, the home of WeasyPrint), the stamp on a derived copy (`stamp`), the slip
(`slip`), parts of every book with their title page (`volumes`; what stands in the columns: `book`,
`follow_up`, `papers`), tables as .xlsx, .docx and .pdf (`tables`, the home of python-docx). In:
documents, entries, opinions as their doors give them. Out: bytes, kept nowhere.
Invariants: nothing is fetched while printing; a file of somebody is opened only in a process of its
own with limits; the file itself is never changed, a stamped copy bears no signature.
Standards: ND30 Annex IV (stamp, slip, registers), Annex I (fonts).
"""
