"""What the frame of every page shows."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import has_demo_accounts
from mailsvc.preferences.wishes import Wishes
from webui.shared.navigation import Place, places


@dataclass(frozen=True)
class Frame:
    """Navigation, the person and his wishes, the demo notice."""

    name: str
    address: str
    title: str
    theme: str
    text_size: str
    has_letter_shortcuts: bool
    notices: str
    places: tuple[Place, ...]
    is_demo: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """For `base.html`, which keeps all that depends on nothing else."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "is_demo": settings.IS_LOOPBACK, "help_line": settings.HELP_LINE}
    duty = actor.main_duty
    wishes: Wishes = request.preferences  # type: ignore[attr-defined]
    shown = Frame(
        name=actor.name,
        address=actor.address,
        title=duty.title if duty else "",
        theme=wishes.theme,
        text_size=wishes.text_size,
        has_letter_shortcuts=wishes.has_letter_shortcuts,
        notices=wishes.notices,
        places=places(request),
        is_demo=has_demo_accounts(),
    )
    return {
        "actor": actor,
        "frame": shown,
        "help_line": settings.HELP_LINE,
        "organisation": settings.ORGANISATION,
    }
