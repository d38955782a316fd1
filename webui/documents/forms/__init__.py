"""Forms: shape and field errors of the documents pages.

Owns: fields for dates and text as Vietnamese offices type them. In: POST data, choices.
Out: commands of docflow (`to_command()`). Invariants: text is NFC; a form asks no database.
Standards: WCAG 2.2 §3.3.1, §3.3.3.
"""
