"""Everything a registration must hold; each refusal names the field and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.facts import check_facts as check_for_routing
from sankua.core.orgs import Directory
from sankua.core.orgs.codes import is_org_code, is_place_code
from sankua.core.times import local_date, parse_time
from services.intake.domain.firewall import PLACES
from services.intake.domain.matter import Petitioner, Registration
from services.intake.domain.people import MOST_SPEAKERS, check_person, marks_of, plain_text

LONGEST_ID: Final = 128
LONGEST_TITLE: Final = 1_000
LONGEST_TEXT: Final = 200_000
SKEW: Final = timedelta(minutes=1)
"""How far a client's clock may be ahead."""

_CODE: Final = re.compile(r"[\w.\-]{1,64}")
_CODES: Final = (
    "category",
    "sector",
    "claim_basis",
    "vertical_line",
    "enterprise_level",
    "project_supervision",
    "project_trade",
)
_TODAY: Final = "of one that was abolished or renumbered (an old identity card bears such) give today's code"
_CASE: Final = re.compile(r"[^/\s]{1,128}")
OWN_CASE: Final = re.compile(r"\d{6}(?:\d{3})?-\d{4}-\d{6,12}", re.ASCII)
"""A case id of a deployment of this system; matters taken over may name another system's."""


def check_request_id(request_id: str) -> None:
    """Refused where the client's id of the request is missing or too long."""
    if not request_id:
        raise Refused(Problem("request_id", "missing; give an id of your own, the same when you try again"))
    if len(request_id) > LONGEST_ID:
        raise Refused(Problem("request_id", f"{len(request_id)} characters; at most {LONGEST_ID}"))


def check(data: Mapping[str, Any], now: datetime, importer: bool, orgs: Directory) -> Registration:
    """The registration from its JSON form. Refused with every problem found, fields as `registration.…`."""
    problems = [*_values(data), *_times(data, now), *_rights(data, importer), *_sizes(data)]
    problems += [*_speakers(data)]
    # Whether somebody may say `derived` is asked above.
    problems += [] if data.get("derived") else [*_people(data, local_date(now)), *_simple(data)]
    problems += [Problem(f"facts.{p.field}", p.reason) for p in check_facts(data.get("facts") or {}, orgs)]
    if problems:
        raise Refused(*(Problem(f"registration.{p.field}", p.reason) for p in problems))
    return _build(data, now)


def check_facts(facts: Mapping[str, Any], orgs: Directory) -> list[Problem]:
    """What is wrong with facts, fields without the word before them: what routing itself refuses, and what
    no event may carry. Facts that pass here are never refused by dispatch, where nobody could mend them.
    """
    own = [*_codes(facts), *_unknown_places(facts, orgs)]
    told = {problem.field for problem in own}
    return own + [p for p in check_for_routing(facts, orgs) if p.field not in told]


def _values(data: Mapping[str, Any]) -> Iterator[Problem]:
    facts = data.get("facts") or {}
    purpose = data.get("purpose")
    if not data.get("channel"):
        yield Problem("channel", "missing; say how the matter came in, for example LETTER")
    if not purpose:
        yield Problem("purpose", "missing; one of APPEAL, SUGGESTION, ACCUSATION")
    if facts.get("purpose", purpose) != purpose:
        yield Problem(
            "facts.purpose", f"{facts['purpose']}, but the registration says {purpose}; leave it out"
        )
    branch = data.get("branch")
    if facts.get("branch", branch or facts.get("branch")) != (branch or facts.get("branch")):
        yield Problem("facts.branch", f"{facts['branch']}, but the registration says {branch}; leave it out")
    if (branch or facts.get("branch")) and purpose != "APPEAL":
        yield Problem("branch", f"only an APPEAL has a branch (条例 31), this is {purpose or 'not given'}")
    office = str(data.get("registered_by") or "")
    if not office:
        yield Problem("registered_by", "missing; code of the office that registers, for example 140403-xfj")
    elif not is_org_code(office):
        yield Problem("registered_by", f"{office!r} is no division code (6 or 9 digits) or organ code")


def _times(data: Mapping[str, Any], now: datetime) -> Iterator[Problem]:
    received, occurred = _moment(data, "received_at"), _moment(data, "occurred_time")
    for name, moment in (("received_at", received), ("occurred_time", occurred)):
        if moment is not None and moment > now + SKEW:
            yield Problem(name, f"{data[name]} lies in the future; it is {now.isoformat(timespec='seconds')}")
    if received is not None and occurred is not None and received > occurred:
        yield Problem(
            "received_at", f"{data['received_at']} is after the registration, {data['occurred_time']}"
        )


def _rights(data: Mapping[str, Any], importer: bool) -> Iterator[Problem]:
    for name in ("derived", "occurred_time"):
        if data.get(name) and not importer:
            yield Problem(name, "only an importer takes matters over from another system; leave it out")


def _sizes(data: Mapping[str, Any]) -> Iterator[Problem]:
    for name, most in (("title", LONGEST_TITLE), ("content", LONGEST_TEXT), ("source_ref", LONGEST_ID)):
        size = len(data.get(name) or "")
        if size > most:
            yield Problem(name, f"{size} characters; at most {most}")
    if data.get("petitioner_count", 0) < 0:
        yield Problem(
            "petitioner_count", f"{data['petitioner_count']}; give the number of people, at least 1"
        )
    form = _CASE if data.get("derived") else OWN_CASE
    if data.get("repeat_of") and not form.fullmatch(data["repeat_of"]):
        yield Problem("repeat_of", "is no case id, for example 140403-2023-000123")


def _people(data: Mapping[str, Any], today: date) -> Iterator[Problem]:
    """Who petitions, and that something is said. What was taken over (`derived`) was looked at elsewhere."""
    petitioner, others = data.get("petitioner") or {}, data.get("representatives") or []
    yield from check_person(petitioner, "petitioner", today)
    for i, person in enumerate(others):
        yield from check_person(person, f"representatives[{i}]", today)
        if not person.get("name"):
            yield Problem(f"representatives[{i}].name", "missing; a representative is named")
    yield from _twice([petitioner, *others])
    # A reference of another system names nobody here.
    named = any(value for name, value in petitioner.items() if name != "ref")
    if data.get("anonymous") and (named or others):
        yield Problem("anonymous", "but somebody is named; leave the people out, or anonymous")
    if not data.get("anonymous") and not any(petitioner.values()):
        yield Problem("petitioner", "missing; name who petitions, or say that the matter is anonymous")
    if others and (data.get("petitioner_count") or 0) < len(others) + 1:
        reason = f"less than the {len(others) + 1} people who are named; give all who join"
        yield Problem("petitioner_count", reason)
    if not plain_text(f"{data.get('title') or ''}{data.get('content') or ''}"):
        yield Problem("content", "says nothing, nor does the title; write what the matter is")


def _twice(people: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, person in enumerate(people):
        marks = set(marks_of(Petitioner(**person)))
        if person.get("name"):
            marks.add(f"all:{sorted(person.items())}")
        if marks & seen:
            reason = "is named twice; tell two people of one name apart by phone or identity number"
            yield Problem(f"representatives[{i - 1}]", reason)
        seen |= marks


def _speakers(data: Mapping[str, Any]) -> Iterator[Problem]:
    speakers = len(data.get("representatives") or ()) + 1
    if speakers > MOST_SPEAKERS:
        reason = (
            f"{speakers} people with the petitioner; a joint matter has at most {MOST_SPEAKERS} (条例 20)"
        )
        yield Problem("representatives", reason)


def _simple(data: Mapping[str, Any]) -> Iterator[Problem]:
    """简易办理办法 4 and 5, as far as a registration tells; dispatch asks the same at a conversion."""
    if not data.get("simplified"):
        return
    facts = data.get("facts") or {}
    branch = data.get("branch") or facts.get("branch") or "PETITION_PROCEDURE"
    reasons = {
        "a joint matter": (data.get("petitioner_count") or 1) > 1 or facts.get("joint_count", 0) > 1,
        "an urgent matter": data.get("urgent") or facts.get("urgent"),
        "a matter of another procedure (条例 31(1) to (5))": branch != "PETITION_PROCEDURE",
        "a matter that comes again": data.get("repeat_of") or facts.get("same_matter_case"),
        "a matter of several organs": len(set(facts.get("power_holders") or ())) > 1,
    }
    for what in (what for what, holds in reasons.items() if holds):
        yield Problem("simplified", f"{what} is never handled in the simplified way (简易办理办法 4, 5)")


def _codes(facts: Mapping[str, Any]) -> Iterator[Problem]:
    # These go into events, where no text of a petitioner may be: a code has no blank and is short.
    for name in _CODES:
        if facts.get(name) and not _CODE.fullmatch(facts[name]):
            yield Problem(name, "is no code: at most 64 letters, digits, _ . or -")
    if facts.get("same_matter_case") and not _CASE.fullmatch(facts["same_matter_case"]):
        yield Problem("same_matter_case", "is no case id")
    for name in ("dissolved_enterprise", "successor_enterprise"):
        if len(facts.get(name) or "") > LONGEST_ID:
            yield Problem(name, f"at most {LONGEST_ID} characters")


def _unknown_places(facts: Mapping[str, Any], orgs: Directory) -> Iterator[Problem]:
    for name in PLACES:
        value = facts.get(name) or ()
        for i, place in enumerate([value] if isinstance(value, str) else value):
            if is_place_code(place) and not orgs.knows_place(place):
                where = name if isinstance(value, str) else f"{name}[{i}]"
                yield Problem(where, f"{place} is no division of the directory; {_TODAY}")


def _moment(data: Mapping[str, Any], name: str) -> datetime | None:
    return parse_time(data[name]) if data.get(name) else None


def _build(data: Mapping[str, Any], now: datetime) -> Registration:
    time = _moment(data, "occurred_time") or now
    return Registration(
        channel=data["channel"],
        purpose=data["purpose"],
        facts=_whole_facts(data),
        registered_by=data["registered_by"],
        received_at=_moment(data, "received_at") or time,
        time=time,
        title=data.get("title", ""),
        content=data.get("content", ""),
        petitioner=Petitioner(**(data.get("petitioner") or {})),
        representatives=tuple(Petitioner(**p) for p in data.get("representatives") or ()),
        petitioner_count=data.get("petitioner_count", 0) or 1,
        repeat_of=data.get("repeat_of", ""),
        source_ref=data.get("source_ref", ""),
        anonymous=bool(data.get("anonymous")),
        simplified=bool(data.get("simplified")),
        derived=bool(data.get("derived")),
    )


def _whole_facts(data: Mapping[str, Any]) -> dict[str, Any]:
    # An APPEAL without a branch stays without: the rules read that as 31(6), the ordinary procedure.
    facts = dict(data.get("facts") or {})
    facts["purpose"] = data["purpose"]
    if data.get("branch"):
        facts["branch"] = data["branch"]
    if data.get("urgent"):
        facts["urgent"] = True
    return facts
