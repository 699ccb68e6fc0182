"""A scrape while the relay publishes: the lag is a number whatever form MongoDB's times come in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.common.relay import Relay, aware


def test_times_without_a_zone_are_utc():
    now = datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert aware(now) == aware(now.replace(tzinfo=None)) == now


async def test_the_lag_is_a_number_while_commits_are_on_their_way():
    class Publisher:
        lags: list[float] = []  # noqa: RUF012

        async def send(self, topic, records):
            self.lags.append(relay._lag())
            return {}

    class Lease:
        due, held = False, True

    class Log:
        stream = ("", "toy")

    relay = Relay(Log(), Lease(), Publisher(), "t", lambda: None)
    old = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=5)
    await relay._publish([{"at": old, "case": "c", "events": []}])
    assert 4 < Publisher.lags[0] < 60
    assert relay._lag() == 0.0
