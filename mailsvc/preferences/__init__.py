"""Preferences: how a person wants the pages to be; never what he may do.

Owns: one row for each account that changed something; the defaults of those that did not.
In: the settings page (`save`). Out: `get_preferences(actor)`, a frozen value, to every page
(`request.preferences`) and to whoever acts for the person later.
Invariants: a person without a row has the defaults; a value outside its choices is never
stored; the form offers what has an effect, and nothing else. A new preference: a field here, an
effect somewhere, a field of the form.
"""
