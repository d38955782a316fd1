"""Shared: the frame around every page.

Owns: log-in, who acts (`request.actor`), the page for each expected error, navigation, language.
In: every request. Out: a page with the frame, or the mapped error. Standards: WCAG 2.2 AA.
"""
