"""Downloading what a job made."""

from django.http import FileResponse

from mailsvc.jobs.selectors import get_file
from webui.shared.http import WebRequest


def file(request: WebRequest, pk: int) -> FileResponse:
    """Always as a download, never shown in our pages."""
    path, name = get_file(request.actor, pk)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )
