"""P1: the numbers of state secrets run 1…n, in order of time."""

from collections.abc import Iterator

from docflow.papers.models import SecretSeries


def find_faults() -> Iterator[str]:
    """One line per series that has a gap, a repeat, or days that go back."""
    for series in SecretSeries.objects.iterator():
        rows = list(series.papers.order_by("number").values_list("number", "entered_on"))
        if [number for number, _on in rows] != list(range(1, series.last_number + 1)):
            yield f"P1 secret series {series.pk}: numbers are not 1…{series.last_number}"
        days = [on for _number, on in rows]
        if days != sorted(days):
            yield f"P1 secret series {series.pk}: dates go back"
