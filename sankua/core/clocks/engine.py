"""The one clock engine: one case's events and the book of clocks give every clock at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sankua.core.clocks.backstop import backstops
from sankua.core.clocks.clock import Clock, light_of
from sankua.core.clocks.corrections import Note, as_known
from sankua.core.clocks.ledger import FIRST_DAY, LAST_DAY, LONGEST_PAUSE, Due, Ledger, given_due
from sankua.core.clocks.rules import PAUSING, ClockBook, ClockRule, Ending, Kind, Start, Unit
from sankua.core.clocks.situation import Handoff, Signal, Situation
from sankua.core.events import Event
from sankua.core.times import local_date, parse_time


def compute(
    events: Sequence[Event], as_of: datetime, book: ClockBook, notes: list[Note] | None = None
) -> list[Clock]:
    """Every clock of ONE case as known at `as_of`, ordered by id and start; unknown events move nothing.

    What cannot be read (a due day that is none, a correction of nothing) is added to `notes` and left out.
    """
    return [clock for clock, _ in with_ledgers(events, as_of, book, notes)]


def with_ledgers(
    events: Sequence[Event], as_of: datetime, book: ClockBook, notes: list[Note] | None = None
) -> list[tuple[Clock, Ledger]]:
    """As `compute`, each clock with the ledger that its due date follows from."""
    known, case = _read(events, as_of, book, notes)
    return _clocks(known, case)


def compute_known(known: list[Event], as_of: datetime, book: ClockBook) -> list[Clock]:
    """As `compute`, of events that are known, corrected and in order already, see `as_known`."""
    case = Case(book, as_of, [])
    for event in known:
        case.apply(event)
    return [clock for clock, _ in _clocks(known, case)]


def ahead(events: Sequence[Event], as_of: datetime, book: ClockBook, until: datetime) -> list[Clock]:
    """What was known at `as_of`, shown as it stands at a later moment `until` if nothing more becomes known.

    A backstop that begins only when a window lapses between the two is among them; it starts after `as_of`.
    """
    known, case = _read(events, as_of, book, None)
    case.as_of = until
    return [clock for clock, _ in _clocks(known, case)]


@dataclass(frozen=True, slots=True)
class Reading:
    """One case at a moment: the events known then, in order, the situation after them, and every clock."""

    known: list[Event]
    now: Situation
    clocks: list[Clock]


def read(events: Sequence[Event], as_of: datetime, book: ClockBook) -> Reading:
    """As `compute`, with what the clocks were read from: for who would fold the same events again."""
    known, case = _read(events, as_of, book, None)
    return Reading(known, case.now, [clock for clock, _ in _clocks(known, case)])


def _read(
    events: Sequence[Event], as_of: datetime, book: ClockBook, notes: list[Note] | None
) -> tuple[list[Event], Case]:
    case = Case(book, as_of, notes if notes is not None else [])
    known = as_known(events, as_of, case.notes)
    for event in known:
        case.apply(event)
    return known, case


def _clocks(known: list[Event], case: Case) -> list[tuple[Clock, Ledger]]:
    if not known:
        return []
    as_of, book = case.as_of, case.book
    ledgers = [*case.ledgers, *backstops(case.ledgers, case.open_spans, case.holders, as_of, book)]
    name, derived = known[0].case, case.now.derived
    found = [(_shown(name, ledger, derived, as_of, book), ledger) for ledger in ledgers]
    found.sort(key=_place)
    return found


def _place(pair: tuple[Clock, Ledger]) -> tuple[str, datetime, str]:
    return (pair[0].clock, pair[0].started_at, pair[0].key)


class Case:
    """The ledgers of one case while its events are read in order."""

    def __init__(self, book: ClockBook, as_of: datetime, notes: list[Note]) -> None:
        self.book = book
        self.as_of = as_of
        self.notes = notes
        self.now = Situation()
        self.ledgers: list[Ledger] = []
        self.running: list[Ledger] = []
        self.open_spans: list[tuple[datetime, datetime | None]] = []
        self.holders: list[tuple[datetime, str]] = []

    def apply(self, event: Event) -> None:
        """Reads one event: its signals end, move and start clocks, in this order."""
        was_open = self.now.is_open
        for signal in self.now.signals(event):
            if self.running and signal.name in self.book.heard:
                moment = self._moment(event, self.book.moments.get(signal.name, ""))
                self._tell_running(signal, moment, event)
            for start, versions in self.book.starts.get(signal.name, ()):
                self._start(start, versions, signal, event)
        if self.now.is_open != was_open:
            self._turned(event.time)
        holder = self.now.responsible()
        if not self.holders or self.holders[-1][1] != holder:
            self.holders.append((event.time, holder))

    def _turned(self, moment: datetime) -> None:
        if self.now.is_open:
            self.open_spans.append((moment, None))
        else:
            begin, _ = self.open_spans.pop()
            self.open_spans.append((begin, moment))

    def _moment(self, event: Event, field: str) -> datetime:
        """When it happened: what the field says, else the event's time."""
        text = event.data.get(field) if field else None
        if not text:
            return event.time
        try:
            moment = parse_time(text)
        except (ValueError, TypeError) as error:
            self.notes.append(Note(event.id, field, f"{error}; the event's time is used"))
            return event.time
        if moment > self.as_of:
            self.notes.append(Note(event.id, field, f"{text} lies in the future; the event's time is used"))
            return event.time
        return moment

    def _tell_running(self, signal: Signal, moment: datetime, event: Event) -> None:
        ended = False
        for ledger in self.running:
            rule = ledger.rule
            if signal.name not in rule.hears:
                continue
            ending = rule.ends.get(signal.name)
            if ending is not None and _about(signal, ledger):
                ledger.end(ending, moment)
                ended = True
            elif signal.name in rule.moves_on:
                ledger.org = signal.org
                ledger.match = signal.key or ledger.match
            elif rule.extension is not None and rule.extension.signal == signal.name:
                ledger.extend(_whole(event, "days"), moment)
            elif rule.pause and signal.name == PAUSING and _stage(event, rule):
                self._pause(ledger, moment, event)
        if ended:
            self.running = [ledger for ledger in self.running if ledger.ending is None]

    def _pause(self, ledger: Ledger, moment: datetime, event: Event) -> None:
        days = _whole(event, "days")
        if days > LONGEST_PAUSE:
            reason = f"{days} is a slip; {LONGEST_PAUSE} days are left out"
            self.notes.append(Note(event.id, "days", reason))
        ledger.pause(local_date(moment), days)

    def _start(self, start: Start, versions: tuple[ClockRule, ...], signal: Signal, event: Event) -> None:
        now, handoff, rule = self.now, self.now.current, versions[0]
        for condition in rule.conditions:
            if not condition(now, handoff):
                return
        if rule.destinations and not any(name in (signal.key or "") for name in rule.destinations):
            return
        moment = self._moment(event, start.at or self.book.moments.get(signal.name, ""))
        found = _in_force(versions, moment)
        if found is None or not self._again(found, start, signal, moment):
            return
        if start.again == "resume":
            moment = self._first(found, signal, moment)
        self._open(found, signal, event, moment)

    def _first(self, rule: ClockRule, signal: Signal, moment: datetime) -> datetime:
        """When such a clock began, were it cancelled since: going to and fro resets none (guarantee 7)."""
        begun = [b.started_at for b in self.ledgers if b.rule.name == rule.name and b.match == signal.key]
        return min([moment, *begun])

    def _open(self, rule: ClockRule, signal: Signal, event: Event, moment: datetime) -> None:
        now, handoff = self.now, self.now.current
        given = self._given(rule, event, handoff)
        if rule.unit is Unit.GIVEN and given is None:
            return
        org = _owner(rule, signal, now, handoff, event)
        ledger = Ledger(
            rule=rule,
            key=self._key(rule, signal, handoff),
            match=signal.key or "",
            match_key="" if rule.per == "case" else signal.key or "",
            org=org,
            role=handoff.role if handoff is not None else "",
            started_at=moment,
            length=self.book.length_of(rule, org),
            calendar=self.book.calendar_of(org),
            given=given,
        )
        self.ledgers.append(ledger)
        self.running.append(ledger)

    def _again(self, rule: ClockRule, start: Start, signal: Signal, moment: datetime) -> bool:
        """Whether a trigger starts a clock where one of that rule may be running already."""
        for ledger in self.running:
            if ledger.rule.id != rule.id or ledger.rule.variant != rule.variant:
                continue
            if rule.per not in ("case", "lead") and ledger.match != signal.key:
                continue
            if start.again == "reanchor":
                ledger.reanchor(moment)
                return False
            if start.again in ("keep", "resume") and not (rule.kind is Kind.WINDOW and ledger.late(moment)):
                # An objection is decided one by one: a second one runs beside the first.
                return rule.per == "objection"
            ledger.end(Ending.CANCELLED, moment)
        return True

    def _key(self, rule: ClockRule, signal: Signal, handoff: Handoff | None) -> str:
        """Unique among the case's clocks of that id: the instance, and `#n` from the second one on."""
        if rule.per == "objection" and handoff is not None:
            return f"{handoff.id}#{handoff.objections}"
        key = "" if rule.per == "case" else signal.key or ""
        before = sum(ledger.rule.id == rule.id and ledger.match_key == key for ledger in self.ledgers)
        return f"{key}#{before + 1}" if before else key

    def _given(self, rule: ClockRule, event: Event, handoff: Handoff | None) -> Due | None:
        if rule.unit is not Unit.GIVEN:
            return None
        field = "report_due" if rule.per == "handoff" else "answer_due"
        text = handoff.report_due if rule.per == "handoff" and handoff else str(event.data.get(field, ""))
        if not text:
            return None
        try:
            due = given_due(text)
        except ValueError as error:
            self.notes.append(Note(event.id, field, f"{error}; no clock runs on it"))
            return None
        if due.on in (FIRST_DAY, LAST_DAY):
            self.notes.append(Note(event.id, field, f"{text} is a slip; the clock ends on {due.on}"))
        return due


def _in_force(versions: tuple[ClockRule, ...], moment: datetime) -> ClockRule | None:
    day = local_date(moment)
    for rule in versions:
        if rule.valid_from <= day <= rule.valid_to:
            return rule
    return None


def _about(signal: Signal, ledger: Ledger) -> bool:
    return signal.key is None or ledger.rule.per == "case" or ledger.match == signal.key


def _owner(rule: ClockRule, signal: Signal, now: Situation, handoff: Handoff | None, event: Event) -> str:
    """The organ that owes, as the rule says: an office, a side of the handoff, who was named, nobody."""
    if rule.owner == "PETITIONER":
        return ""
    if rule.owner == "REGISTRAR":
        return now.registrar
    if rule.owner == "RESPONSIBLE":
        return now.responsible()
    if rule.owner == "SENDER" and handoff is not None:
        return handoff.sender
    if rule.owner == "RECEIVER" and handoff is not None:
        return handoff.receiver
    return signal.org or event.source or now.registrar


def _stage(event: Event, rule: ClockRule) -> bool:
    return bool(event.data.get("stage", rule.pause) == rule.pause)


def _whole(event: Event, field: str) -> int:
    value = event.data.get(field, 0)
    return int(value) if str(value).isdigit() else 0


def _shown(case: str, ledger: Ledger, derived: bool, as_of: datetime, book: ClockBook) -> Clock:
    rule, due, state = ledger.rule, ledger.due, ledger.state(as_of)
    lights = book.lights_of(rule, ledger.org)
    met = ledger.ended_at if ledger.ending is Ending.MET and state != "LAPSED" else None
    lapsed = due.at if state == "LAPSED" else None
    return Clock(
        case=case,
        clock=rule.id,
        variant=rule.variant,
        key=ledger.key,
        org=ledger.org,
        owner=rule.owner,
        role=ledger.role,
        kind=rule.kind.value,
        state=state,
        started_at=ledger.started_at,
        due_on=due.on,
        due_at=due.at,
        light=light_of(state, due.on, as_of, lights.yellow, lights.red),
        yellow_days=lights.yellow,
        red_days=lights.red,
        basis=rule.basis,
        certainty=rule.certainty,
        provisional=due.provisional,
        derived=derived,
        covers=rule.covers,
        met_at=met,
        ended_at=lapsed or ledger.ended_at,
    )
