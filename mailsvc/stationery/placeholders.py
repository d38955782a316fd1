"""Placeholders in signatures and templates: a fixed list. Pure."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

# What stands between two placeholders, and has nothing to join when one is empty.
_JOINTS = " ,;:–-|"
_PLACE = re.compile(r"\{([^{}\s]{1,30})\}")


@dataclass(frozen=True)
class About:
    """The document a mail is about; the names of the fields are the placeholders' own."""

    so_van_ban: str = ""
    so_den: str = ""
    trich_yeu: str = ""
    ho_so: str = ""


# Where no document is at hand: to be seen and filled in by hand, never to be sent unseen.
TO_FILL_IN = About(*["……"] * 4)


@dataclass(frozen=True)
class Facts:
    """What stands for each placeholder; the names of the fields are the placeholders' own."""

    ten: str = ""
    chuc_vu: str = ""
    phong: str = ""
    co_quan: str = ""
    thu: str = ""
    nguoi_nhan: str = ""
    ngay: str = ""
    about: About = About()

    @property
    def don_vi(self) -> str:
        """Where somebody works: unit and agency."""
        return ", ".join(part for part in (self.phong, self.co_quan) if part)

    def values(self) -> Mapping[str, str]:
        """By placeholder."""
        own = {name: value for name, value in vars(self).items() if name != "about"}
        return own | {"don_vi": self.don_vi} | asdict(self.about)


NAMES = tuple(Facts().values())


def fill(text: str, facts: Facts) -> str:
    """Each placeholder by what stands for it, once; a line that only held empty ones goes."""
    values = facts.values()
    lines = (_filled(line, values) for line in text.split("\n"))
    return "\n".join(line for line in lines if line is not None)


def list_unknown(text: str) -> list[str]:
    """What looks like a placeholder and is none, each once."""
    found = dict.fromkeys(_PLACE.findall(text))
    return [name for name in found if name not in NAMES]


def written_day(day: date) -> str:
    """A day as it stands in letters."""
    return day.strftime("%d/%m/%Y")


def _filled(line: str, values: Mapping[str, str]) -> str | None:
    """None for a line of placeholders nothing is known for (an officer without a unit)."""
    found = [name for name in _PLACE.findall(line) if name in values]
    if not found:
        return line
    made = _PLACE.sub(lambda match: values.get(match[1], match[0]), line)
    if all(values[name] for name in found):
        return made
    return made.strip(_JOINTS) or None
