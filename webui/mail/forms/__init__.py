"""Forms of the mail pages: shape and field errors; nothing here asks the store or the directory.

In: POST data. Out: cleaned values for the views.
Invariant: a form shown again keeps what was typed.
"""
