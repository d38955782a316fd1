"""The request our views receive: after the middleware it carries the actor."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account


class WebRequest(HttpRequest):
    """A request of a signed-in person."""

    actor: Actor
    user: Account
    htmx: HtmxDetails
