"""Documents: the pages of official documents, from the clerk's register to the issued reply.

Owns: registers, intake, the document page with its actions, drafts, files (`documents:…`).
In: requests of signed-in people; docflow's selectors and doors say what they see and may do.
Out: one docflow service per POST, then a redirect; refusals become form errors or the error page.
Invariants: an action is drawn only where docflow lists it; every id from a URL goes through a door.
Standards: ND30 Annex IV (columns of registers), art. 22–24; WCAG 2.2 AA (error summary, labels).
"""
