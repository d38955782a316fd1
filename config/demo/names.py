"""Names as they sound in the region, made by a seeded machine; nobody real is meant. Pure."""

import json
from dataclasses import dataclass
from random import Random
from typing import TypedDict

from config.demo.province import DATA
from mailsvc.base.text import fold


@dataclass(frozen=True)
class Name:
    """A full name in its three parts."""

    family: str
    middle: str
    given: str

    def __str__(self) -> str:
        return f"{self.family} {self.middle} {self.given}"


class _Gender(TypedDict):
    middle: list[str]
    given: list[str]


class _Group(TypedDict):
    name: str
    weight: int
    families: dict[str, int]
    male: _Gender
    female: _Gender


class NameMaker:
    """Draws names; the same random source gives the same names."""

    def __init__(self, random: Random) -> None:
        self._random = random
        text = (DATA / "names.json").read_text(encoding="utf-8")
        self._groups: list[_Group] = json.loads(text)["groups"]

    def draw(self) -> Name:
        """One more name."""
        group = self._random.choices(self._groups, [g["weight"] for g in self._groups])[0]
        families = group["families"]
        family = self._random.choices(list(families), list(families.values()))[0]
        gender = self._random.choice((group["male"], group["female"]))
        return Name(
            family, self._random.choice(gender["middle"]), self._random.choice(gender["given"])
        )


def split_name(text: str) -> Name:
    """`Quàng Thị Hoa` → its parts."""
    family, *middle, given = text.split()
    return Name(family, " ".join(middle), given)


class AddressBook:
    """Free addresses `ten.dem-ho@…`: without accents, numbered when taken."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = set(taken)

    def assign(self, name: Name, domain: str) -> str:
        """The next free address of the name in the domain."""
        middle_family = "-".join(fold(f"{name.middle} {name.family}").split())
        stem = f"{fold(name.given).replace(' ', '')}.{middle_family}"
        number, address = 1, f"{stem}@{domain}"
        while address in self._taken:
            number += 1
            address = f"{stem}{number}@{domain}"
        self._taken.add(address)
        return address
