"""Invariants the database cannot say alone: SV1's names."""

from django.db.models import Q

from mailsvc.survey.models import Reply


def find_problems() -> list[str]:
    """One line per signed reply without a name or a title under it."""
    signed = Reply.objects.filter(state=Reply.State.SIGNED)
    nameless = signed.filter(Q(signed_by__isnull=True) | Q(signer_title=""))
    return [f"SV1 {reply.round_id} agency {reply.agency_id}: unsigned" for reply in nameless]
