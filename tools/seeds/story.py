"""The life of one case, told step by step; each step is one event of its own day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from sankua.core.events import OWNER_OF, Event
from sankua.core.times import SHANGHAI, format_time


class Story:
    """One case. Every step takes its day, adds its event and gives the story back."""

    def __init__(self, case: str, office: str) -> None:
        self.case = case
        self.office = office
        self.lead = ""
        self.events: list[Event] = []
        self._seq: Counter[str] = Counter()

    def happens(self, name: str, day: date, by: str = "", /, **data: Any) -> Self:
        """Any event, a minute after the last one of the case on that day."""
        producer = OWNER_OF[name]
        self._seq[producer] += 1
        moment = datetime.combine(day, time(9), SHANGHAI) + timedelta(minutes=len(self.events))
        self.events.append(
            Event(
                name,
                self.case,
                self._seq[producer],
                producer,
                moment,
                moment,
                by or self.office,
                data=data,
            )
        )
        return self

    def registered(self, day: date, category: str = "其他", branch: str = "PETITION_PROCEDURE") -> Self:
        """登记, an appeal that arrived by letter on the same day."""
        return self.happens(
            "CaseRegistered", day, channel="LETTER", purpose="APPEAL", branch=branch,
            facts={"category": category}, petitioner_count=1, registered_by=self.office,
            received_at=format_time(datetime.combine(day, time(9), SHANGHAI)),
        )  # fmt: skip

    def handed_to(self, day: date, lead: str) -> Self:
        """定责 and 转送 to the one lead, delivered at once."""
        self.lead = lead
        decision = {"outcome": "ROUTE", "lead": lead}
        return (
            self.happens("CaseRouted", day, decision=decision, mode="FORWARD")
            .happens("HandoffOffered", day, handoff_id="h1", from_org=self.office, to_org=lead, role="LEAD",
                     mode="FORWARD")
            .happens("HandoffDelivered", day, handoff_id="h1")
        )  # fmt: skip

    def redirected(self, day: date, organ: str) -> Self:
        """导入其他程序: 依法分类处理."""
        return self.happens(
            "CaseRouted", day, decision={"outcome": "REDIRECT", "lead": organ}, mode="REDIRECT"
        )

    def accepted(self, day: date) -> Self:
        """受理 by the lead, with written notice."""
        return self.happens("HandoffAccepted", day, self.lead, handoff_id="h1")

    def answered(self, day: date) -> Self:
        """处理意见书 issued and delivered, 办结."""
        return (
            self.happens("OpinionIssued", day, self.lead, result="SUPPORTED")
            .happens("OpinionDelivered", day, self.lead)
            .happens("CaseConcluded", day, self.lead)
        )

    def settled(self, day: date) -> Self:
        """化解."""
        return self.happens("CaseSettled", day, self.lead, grade={"resolved": True})

    def enrolled(self, day: date, *campaigns: str) -> Self:
        """列入 one campaign or several."""
        for campaign in campaigns:
            self.happens("CaseEnrolled", day, campaign=campaign)
        return self


class Docket:
    """Gives out case numbers of one office: division code, year, serial."""

    def __init__(self, office: str) -> None:
        self.office = office
        self.stories: list[Story] = []
        self._serial: Counter[int] = Counter()
        self._own: list[Event] = []

    def case(self, year: int) -> Story:
        """The next case of a year."""
        self._serial[year] += 1
        division = self.office.partition("-")[0]
        story = Story(f"{division}-{year}-{self._serial[year]:06d}", self.office)
        self.stories.append(story)
        return story

    def opens(self, campaign: str, target: int, day: date) -> None:
        """A campaign opens with a target: an event of the office, not of a case."""
        moment = datetime.combine(day, time(9), SHANGHAI)
        data = {"campaign": campaign, "target": target}
        self._own.append(
            Event("CampaignOpened", self.office, len(self._own) + 1, "oversight", moment, moment, self.office,
                  data=data)
        )  # fmt: skip

    def events(self) -> Iterator[Event]:
        """All events, the office's own first, then case by case."""
        yield from self._own
        for story in self.stories:
            yield from story.events


def spread(first: date, last: date, number: int) -> list[date]:
    """So many days, evenly from the first to the last one."""
    span = (last - first).days
    return [first + timedelta(days=i * span // max(number - 1, 1)) for i in range(number)]


def after(day: date, days: int) -> date:
    """So many days later."""
    return day + timedelta(days=days)
