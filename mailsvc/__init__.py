"""Mailsvc: people, mail and its measure; the lowest of our layers.

Every subpackage owns one step of a mail's life (docs/life-of-a-mail.md) or one fact about people.
In: SMTP peers, the web client's services. Out: Dovecot mailboxes, other servers, usage figures.
Nothing here imports docflow or webui.
"""
