"""Names, numbers, phones: checked, in one form; what makes two the same person (同人)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

import phonenumbers
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from sankua.core.errors import Problem
from services.intake.domain.matter import Petitioner

MOST_SPEAKERS: Final = 5
"""Representatives of a joint matter, the petitioner included (条例 20(3))."""

_LONGEST: Final = {"name": 100, "phone": 40, "id_number": 40, "ref": 128, "email": 254}
_MOBILE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})", re.ASCII)
_OLD_ID: Final = re.compile(r"\d{15}", re.ASCII)
_NEW_ID: Final = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_NO_LETTER: Final = re.compile(r"[\W_]+")
_PASSPORT: Final = re.compile(r"[A-Z0-9]{5,20}", re.ASCII)


def check_person(data: Mapping[str, Any], field: str, today: date) -> Iterator[Problem]:
    """What is wrong with a petitioner. The reason never repeats the value: it may end in somebody's log."""
    for name, most in _LONGEST.items():
        if len(data.get(name) or "") > most:
            yield Problem(f"{field}.{name}", f"at most {most} characters")
    name = data.get("name") or ""
    if (
        any(unicodedata.category(c) == "Cc" for c in name)
        or name.isdigit()
        or (name and not plain_text(name))
    ):
        yield Problem(
            f"{field}.name", "is no name: digits or signs only, or characters that cannot be printed"
        )
    number = id_number(data.get("id_number") or "", data.get("id_kind", ""))
    if data.get("id_number") and not number:
        yield Problem(
            f"{field}.id_number",
            "is no valid number: a resident's has 18 characters, a date and a check digit (GB 11643); "
            "for another document give id_kind",
        )
    elif _NEW_ID.fullmatch(number) and number[6:14] > f"{today:%Y%m%d}":
        yield Problem(f"{field}.id_number", "is no valid number: its date of birth lies in the future")
    if data.get("phone") and not phone(data["phone"]):
        yield Problem(
            f"{field}.phone", "is no valid number: give all digits, of a landline the area code too"
        )
    if data.get("email") and not _EMAIL.fullmatch(data["email"]):
        yield Problem(f"{field}.email", "is no mail address")


def id_number(text: str, kind: str = "") -> str:
    """The number in one form, 15 digits of old cards made 18; empty where it is not valid."""
    compact = unicodedata.normalize("NFKC", text).replace(" ", "").replace("-", "").upper()
    if kind in ("PASSPORT", "OTHER"):
        return f"{kind}:{compact}" if _PASSPORT.fullmatch(compact) else ""
    if _OLD_ID.fullmatch(compact):
        compact = f"{compact[:6]}19{compact[6:]}"
        compact += str(ric.calc_check_digit(f"{compact}0"))
    # The library's own validate() also wants the county in its table, which lacks many that exist.
    try:
        ric.get_birth_date(compact)
    except (ValidationError, ValueError):
        return ""
    good = _NEW_ID.fullmatch(compact) and compact[-1] == str(ric.calc_check_digit(compact))
    return compact if good else ""


@lru_cache(maxsize=4096)
def phone(text: str) -> str:
    """The number as +86…; empty where it is not valid. Mobile numbers, nearly all, need no library."""
    compact = re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", text))
    if found := _MOBILE.fullmatch(compact):
        return f"+86{found[1]}"
    try:
        parsed = phonenumbers.parse(compact, "CN")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def marks_of(person: Petitioner) -> Iterator[str]:
    """What tells a person again: the identity number, or name and phone together. Nothing else is enough."""
    number = id_number(person.id_number, person.id_kind) if person.id_number else ""
    if number:
        yield f"id:{number}"
    reached = phone(person.phone) if person.phone else ""
    if reached and person.name.strip():
        yield f"name:{plain_text(person.name)}|{reached}"


def all_marks(people: Iterable[Petitioner]) -> list[str]:
    """The marks of several people, each once."""
    return list(dict.fromkeys(mark for person in people for mark in marks_of(person)))


def plain_text(text: str) -> str:
    """A text without what does not matter to its meaning: width, case, blanks, punctuation."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).lower())


def names_somebody(text: str, value: str) -> bool:
    """Whether a text holds something private, whatever blanks, width, signs or country code it has."""
    plain = plain_text(text)
    reached = phone(value).removeprefix("+86") if any(map(str.isdigit, value)) else ""
    forms = {plain_text(value), id_number(value).lower(), plain_text(reached)} - {""}
    return value in text or any(len(form) > 1 and form in plain for form in forms)


def private_words(people: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Field and value of everything that names a person, for keeping it out of what is not encrypted."""
    for person in people:
        for field in ("name", "phone", "id_number", "email"):
            if person.get(field):
                yield field, str(person[field])
