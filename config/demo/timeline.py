"""Steps of several stories in order of time: a story is a generator that yields its pauses."""

import heapq
from collections.abc import Generator
from datetime import date, datetime, timedelta
from itertools import count

from mailsvc.base.clock import VIETNAM

# A story is sent the instant of its step, and yields how long until the next one.
Story = Generator[timedelta, datetime, None]

_OPENS, _CLOSES = timedelta(hours=7, minutes=30), timedelta(hours=16, minutes=45)
_SATURDAY = 5


class Timeline:
    """Runs the stories step by step; register dates never go back because time does not."""

    def __init__(self) -> None:
        self._order = count()
        self._waiting: list[tuple[datetime, int, Story]] = []

    def add(self, start: datetime, story: Story) -> None:
        """A story whose first step comes at `start`, or when the office opens next."""
        next(story)
        self._push(start, story)

    def run(self) -> None:
        """Until every story has ended."""
        while self._waiting:
            at, _, story = heapq.heappop(self._waiting)
            try:
                pause = story.send(at)
            except StopIteration:
                continue
            self._push(at + pause, story)

    def _push(self, at: datetime, story: Story) -> None:
        heapq.heappush(self._waiting, (working_time(at), next(self._order), story))


def working_time(at: datetime) -> datetime:
    """The instant itself in office hours, else the next opening."""
    local = at.astimezone(VIETNAM)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if local > day + _CLOSES:
        day += timedelta(days=1)
        local = day
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
        local = day
    return max(local, day + _OPENS)


def previous_working_day(day: date) -> date:
    """The day itself, or the Friday before a week-end."""
    return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))
