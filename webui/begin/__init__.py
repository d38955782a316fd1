"""Begin: the first steps of a person, a place to practise, his card, and helping colleagues.

In: the signed-in person; what is kept of him, through `mailsvc.usage.personal`; accounts never
opened, through `mailsvc.onboarding`. Out: steps with what is done, the notice of what is measured,
a card of A4 per role, slips for the first log-in. Practice lives in the session alone: nothing of
it is a mail, a day of use or a row anywhere.
"""
