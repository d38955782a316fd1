"""All of one's background jobs of the last week."""

from django.http import HttpResponse
from django.shortcuts import render

from mailsvc.jobs.selectors import list_jobs
from webui.shared.http import WebRequest


def home(request: WebRequest) -> HttpResponse:
    """Newest first."""
    return render(request, "jobs/home.html", {"jobs": list_jobs(request.actor)})
