"""Kafka's start-up cache (Java's AOT cache): classes loaded and linked once, for all later starts.

It halves the processor time of a start, and the tests start dozens of brokers. Java itself checks that a
cache is of these very jars and of this Java, and does without where it is not.
`python -m sankua.cli.stack.startup_cache` makes it; nothing needs it.
"""

from __future__ import annotations

import fcntl
import sys
import tempfile
from pathlib import Path
from typing import Final

from sankua.cli.stack.failures import StackError
from sankua.cli.stack.kafka_server import LocalKafka
from sankua.cli.stack.packages import java, startup_cache
from sankua.cli.stack.topics import make_topics

_SINCE: Final = 25
"""The first Java that writes the cache at the end of a run by itself."""
_RECORDS: Final = 200
_WRITING: Final = 120.0
"""Seconds that Java may take to write it."""


def make() -> str:
    """Makes the cache unless it is there; says what was done. StackError where Kafka does not start."""
    if java_version() < _SINCE:
        return f"no start-up cache for Kafka: Java {java_version()} does not write one"
    file = startup_cache()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return f"start-up cache for Kafka: {file.name}, there already" if file.is_file() else _made(file)


def _made(file: Path) -> str:
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="sankua-train-", ignore_cleanup_errors=True) as folder:
        broker = LocalKafka(Path(folder) / "kafka")
        broker.start(options=(f"-XX:AOTCacheOutput={fresh}",))
        _exercise(broker.bootstrap)
        broker.stop(grace=_WRITING)
        if not fresh.is_file():
            end = broker.console.read_text(errors="replace")[-500:]
            return f"no start-up cache for Kafka, which will only start more slowly: {end}"
    # It appears whole or not at all.
    fresh.replace(file)
    return f"start-up cache for Kafka: {file.name}, {file.stat().st_size >> 20} MiB"


def _exercise(bootstrap: str) -> None:
    """What every stack does with its broker: topics, records in, a group that reads them."""
    from kafka import KafkaConsumer, KafkaProducer

    make_topics(bootstrap, {"training": 2})
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    for number in range(_RECORDS):
        producer.send("training", key=b"%d" % number, value=b"x" * 100)
    producer.flush()
    producer.close()
    consumer = KafkaConsumer(
        "training", bootstrap_servers=bootstrap, group_id="training", auto_offset_reset="earliest"
    )
    for _ in zip(range(_RECORDS), consumer, strict=False):
        pass
    consumer.close()


def java_version() -> int:
    """The feature release of the Java that runs Kafka; 0 where its files do not say."""
    release = Path(java()).parents[1] / "release"
    lines = release.read_text().splitlines() if release.is_file() else []
    found = [line.partition("=")[2].strip('"') for line in lines if line.startswith("JAVA_VERSION=")]
    first = found[0].partition(".")[0] if found else ""
    return int(first) if first.isdigit() else 0


if __name__ == "__main__":
    try:
        print(make())  # noqa: T201 - said to who ran it
    except StackError as error:
        sys.exit(str(error))
