"""What the frame of every page shows."""

from django.conf import settings
from django.http import HttpRequest

from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import has_demo_accounts
from webui.shared.navigation import places


def frame(request: HttpRequest) -> dict[str, object]:
    """Navigation, the person, the demo notice."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "is_demo": settings.IS_LOOPBACK}
    return {"actor": actor, "places": places(request), "is_demo": has_demo_accounts()}
