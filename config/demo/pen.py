"""A pen that writes sample mails from patterns. Pure."""

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import NotRequired, TypedDict

from config.demo.correspondents import Correspondent
from config.demo.letters import Letter
from config.demo.province import DATA
from config.demo.topics import Topic, list_topics
from mailsvc.base.clock import VIETNAM

_DAYS_BACK = 45
_SATURDAY = 5


class Pattern(TypedDict):
    """A mail with places for words; with `rows` it has a table in HTML too."""

    subject: str
    text: str
    title: NotRequired[str]
    rows: NotRequired[list[tuple[str, str]]]


@cache
def list_patterns(name: str) -> tuple[Pattern, ...]:
    """The patterns of one kind of mail."""
    found = json.loads((DATA / "mails.json").read_text(encoding="utf-8"))[name]
    return tuple(found)


@cache
def list_answers() -> tuple[str, ...]:
    """Texts of short answers."""
    return tuple(json.loads((DATA / "mails.json").read_text(encoding="utf-8"))["reply"])


@dataclass(frozen=True)
class Mail:
    """One mail, with what its readers have done with it."""

    number: int
    sender: Correspondent
    to: tuple[Correspondent, ...]
    subject: str
    text: str
    sent_at: datetime
    html: str = ""
    letter: Letter | None = None
    answers: int | None = None
    is_read: bool = True
    is_flagged: bool = False


@dataclass
class Pen:
    """Writes mails one after the other."""

    random: Random
    today: date
    mails: list[Mail] = field(default_factory=list)

    def topic(self) -> Topic:
        return self.random.choice(list_topics())

    def moment(self) -> datetime:
        """A working hour of a working day of the last weeks."""
        while True:
            day = self.today - timedelta(days=self.random.randint(1, _DAYS_BACK))
            if day.weekday() < _SATURDAY:
                break
        minute = self.random.randint(7 * 60 + 30, 16 * 60 + 45)
        return datetime.combine(day, time(minute // 60, minute % 60), VIETNAM)

    def write(
        self,
        pattern: Pattern,
        sender: Correspondent,
        to: tuple[Correspondent, ...],
    ) -> Mail:
        """A mail from its pattern, about anything."""
        topic = self.topic()
        at = self.moment()
        words = self._words(sender, to[0], topic, at)
        rows = [(name, value.format(**words)) for name, value in pattern.get("rows", [])]
        return self.add(
            Mail(
                number=0,
                sender=sender,
                to=to,
                subject=_capital(pattern["subject"].format(**words)),
                text=pattern["text"].format(**words),
                html=_html(pattern["title"], pattern["text"].format(**words), rows) if rows else "",
                sent_at=at,
                is_read=self._is_read(at),
                is_flagged=self.random.random() < 0.06,
            )
        )

    def reply(self, mail: Mail) -> Mail:
        """An answer to everybody's first addressee, some hours later."""
        sender, to = mail.to[0], mail.sender
        at = mail.sent_at + timedelta(minutes=self.random.randint(20, 300))
        words = self._words(sender, to, self.topic(), at)
        quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
        return self.add(
            Mail(
                number=0,
                sender=sender,
                to=(to,),
                subject=f"Re: {mail.subject}",
                text=f"{self.random.choice(list_answers()).format(**words)}\n\n"
                f"Ngày {mail.sent_at:%d/%m/%Y}, {to.name} viết:\n{quoted}",
                sent_at=at,
                answers=mail.number,
                is_read=self._is_read(at),
            )
        )

    def add(self, mail: Mail) -> Mail:
        numbered = replace(mail, number=len(self.mails) + 1)
        self.mails.append(numbered)
        return numbered

    def due(self, at: datetime) -> date:
        return at.date() + timedelta(days=self.random.choice((5, 7, 7, 10, 14)))

    def _words(
        self, sender: Correspondent, to: Correspondent, topic: Topic, at: datetime
    ) -> dict[str, object]:
        due = f"{self.due(at):%d/%m/%Y}"
        return {
            "about": topic.about,
            "facts": topic.facts,
            "ask": topic.ask.format(due=due),
            "issuer": topic.agency.name,
            "due": due,
            "n": self.random.randint(2, 5),
            "from_name": sender.name,
            "from_agency": sender.agency_name,
            "to_given": to.given,
            "to_agency": to.agency_name,
            "symbol": "",
            "date": f"{at:%d/%m/%Y}",
        }

    def _is_read(self, at: datetime) -> bool:
        """Old mail has been read; of the last days' about half."""
        age = self.today - at.date()
        return self.random.random() < (0.45 if age <= timedelta(days=6) else 0.97)


def _html(title: str, text: str, rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><th align='left'>{name}</th><td>{value}</td></tr>" for name, value in rows
    )
    return (
        f"<html><body><h2>{title}</h2><p>{text}</p>"
        f"<table border='1' cellpadding='6' cellspacing='0'>{cells}</table>"
        "<p><i>Thư này gửi tới nhiều người, đồng chí không cần trả lời.</i></p></body></html>"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
