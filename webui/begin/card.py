"""The card: one page of A4 for the role, with the person's own address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mailsvc.directory.roles import Role
from mailsvc.onboarding import selectors as onboarding
from webui.shared.http import WebRequest
from webui.shared.site import site_of


@require_safe
def card(request: WebRequest) -> HttpResponse:
    """The roles of one's duties say what stands on it."""
    duties = request.actor.duties
    agency = onboarding.get_own_agency(request.actor) if duties else None
    champion = onboarding.find_champion(agency) if agency else None
    context = {
        "site": site_of(request),
        "agency": agency,
        "champion": champion.account if champion else None,
        "roles": {duty.role.value for duty in duties} or {Role.OFFICER.value},
    }
    return render(request, "begin/card.html", context)
