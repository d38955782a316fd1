"""Office: a person's own account: password, mail programs, language, settings.

In: the signed-in person. Out: changes to his own account through directory services, nobody else's.
An app password is shown once, on the page that answers its making.
"""
