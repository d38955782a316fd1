"""The request our views receive: after the middleware it carries the actor and his wishes."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account
from mailsvc.preferences.wishes import Wishes


class WebRequest(HttpRequest):
    """A request of a signed-in person."""

    actor: Actor
    preferences: Wishes  # read at the first look
    user: Account
    htmx: HtmxDetails
