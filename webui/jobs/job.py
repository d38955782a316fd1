"""One background job: how far it is, or how it ended."""

from django.http import HttpResponse
from django.shortcuts import render

from mailsvc.jobs.access import access_job
from webui.shared.http import WebRequest


def job(request: WebRequest, pk: int) -> HttpResponse:
    """The page, or for htmx its moving part only."""
    template = "jobs/_job.html" if request.htmx else "jobs/job.html"
    return render(request, template, {"job": access_job(request.actor, pk)})
