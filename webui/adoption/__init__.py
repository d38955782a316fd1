"""Adoption: the one-number page, printable on A4.

In: the roll-up through `mailsvc.usage.selectors`. Out: totals, tiers and funnel for everybody
signed in; an agency's figures for its own people, for leaders and statistics; bands otherwise.
Invariants: every figure comes from the roll-up; groups under ten are never shown.
"""
