"""Errors as replies: what the peer may know, nothing of our insides. RFC 3463."""

from mailsvc.base.errors import AppError, Refused, TooLarge, Unavailable
from mailsvc.smtp import reply
from mailsvc.smtp.reply import Reply
from mailsvc.submission.policy import Refusal

_BY_CODE: dict[str, Reply] = {
    Refusal.UNKNOWN_RECIPIENT: reply.UNKNOWN_RECIPIENT,
    Refusal.MAILBOX_SUSPENDED: reply.MAILBOX_SUSPENDED,
    Refusal.MAILBOX_FULL: reply.MAILBOX_FULL,
    Refusal.MAILBOX_FULL_NOW: reply.MAILBOX_FULL_NOW,
    Refusal.GROUP_DENIED: reply.GROUP_DENIED,
    "sender_unproven": reply.SENDER_UNPROVEN,
    "group_too_deep": reply.GROUP_UNUSABLE,
    "group_too_large": reply.GROUP_UNUSABLE,
    "group_empty": reply.GROUP_UNUSABLE,
    Refusal.RELAY_DENIED: reply.RELAY_DENIED,
    Refusal.SITE_LOOP: reply.SITE_LOOP,
    Refusal.SENDER_DENIED: reply.SENDER_DENIED,
    Refusal.HEADER_FROM_DENIED: reply.HEADER_FROM_DENIED,
    Refusal.HEADER_SENDER_DENIED: reply.HEADER_SENDER_DENIED,
    Refusal.FORGED_INSIDE: reply.FORGED_INSIDE,
    Refusal.STATE_SECRET: reply.STATE_SECRET,
    Refusal.INTERNAL_ONLY: reply.INTERNAL_ONLY,
    Refusal.NO_RECIPIENTS: reply.NO_RECIPIENTS,
    Refusal.TOO_MANY_RECIPIENTS: reply.TOO_MANY_RECIPIENTS,
    Refusal.TOO_LARGE: reply.TOO_LARGE,
    Refusal.MAIL_LOOP: reply.MAIL_LOOP,
    Refusal.HEADER_TOO_LARGE: reply.HEADER_TOO_LARGE,
    Refusal.BARE_NEWLINE: reply.BARE_NEWLINE,
    "dmarc_refused": reply.DMARC_REFUSED,
    "srs_foreign": reply.UNKNOWN_RECIPIENT,
    "srs_expired": reply.UNKNOWN_RECIPIENT,
    "virus_found": reply.VIRUS_FOUND,
    "spam_refused": reply.SPAM_REFUSED,
    "too_large_to_screen": reply.TOO_LARGE_TO_SCREEN,
    "not_screened": reply.NOT_SCREENED,
    "asked_to_wait": reply.ASKED_TO_WAIT,
    "sends_per_hour": reply.TOO_MUCH_SENT,
    "sends_per_day": reply.TOO_MUCH_SENT,
    "address_syntax": reply.BAD_ADDRESS,
    "bad_login": reply.LOGIN_WRONG,
}


def reply_for(error: Exception) -> Reply:
    """The reply of an error; our own bugs and a database that is down are temporary: 451."""
    if isinstance(error, AppError) and error.code in _BY_CODE:
        return _BY_CODE[error.code]
    if isinstance(error, Unavailable) or not isinstance(error, Refused):
        return reply.LOCAL_ERROR
    return reply.TOO_LARGE if isinstance(error, TooLarge) else reply.REFUSED
