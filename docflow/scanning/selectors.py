"""What the clerk sees of the scan folder."""

from django.conf import settings

from docflow.scanning.folder import list_failed
from docflow.scanning.services import folder_of
from mailsvc.directory.models import Agency


def has_scanner() -> bool:
    """Whether folders of scanners are watched here."""
    return bool(settings.SCAN_DIR)


def list_failed_scans(agency_pk: int) -> list[tuple[str, str]]:
    """(name, reason) of scans of the agency that were not taken in."""
    if not has_scanner():
        return []
    return list_failed(folder_of(Agency.objects.get(pk=agency_pk)))
