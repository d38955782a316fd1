"""Operations pages: the administrator's view of the mail system, and what he does to its queue.

In: his requests. Out: pages from `mailsvc.operations` and `mailsvc.queue` selectors; changes
through one service each. Others get 403, as from the services themselves. Addresses are shown, the
content of a mail (body, subject, attachments) never is: it is not even read.
"""
