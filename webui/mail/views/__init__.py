"""Views of the mail pages, one module a page or action.

In: requests of signed-in people. Out: pages of `templates/mail/`. Each begins at `door.open_door`.
"""
