"""The scan of a whole test run for planted words: names, phones, numbers and texts that were registered.

Every world and every stack of the run, also of `sankua` as a child process, is looked at before it ends: all
events with their headers (the trace of a routing decision, correlation), dead letters, log lines, metrics,
documents of all databases, and what refused calls said. One word found anywhere fails the run. The processes
of a run share a folder, named by `LEAKS_FOLDER`; `tests/leakhook` brings the scan into child processes.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import grpc
from pymongo import MongoClient
from pymongo.errors import PyMongoError

FOLDER = "LEAKS_FOLDER"
ROOT = Path(__file__).resolve().parents[1]
PLANTED = (
    *("王小明", "13912345678", "14100219800101123X", "纺织厂拖欠工资", "三个月没有发工资"),
    *("慕容秋白", "13787654321", "murong.qiubai", "翡翠湖畔", "锅炉房爆燃", "证据清单丙"),
    *("欧阳晚晴", "13698761234", "琥珀巷拆迁", "附件里的收据", "wang@example.org"),
    *("村里的水井被化工厂污染", "拆迁补偿没有到位", "晨光路菜市场", "法院判决后执行局不执行"),
)
"""What the tests' own registrations say; `plant` adds more while they run, and the sample adds its texts."""

_SAMPLE = ROOT / "samples" / "petitions.jsonl"
_PAUSE = re.compile(r"[，。、；：？！,.;:?!\s]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NAME, _TITLE = 3, 5


def plant(*words: str) -> None:
    """Words that must not show up anywhere from now on."""
    if folder := os.environ.get(FOLDER):
        with (Path(folder) / f"words-{os.getpid()}").open("a", encoding="utf-8") as out:
            out.writelines(f"{word}\n" for word in words if word.strip())


def plant_registration(data: Mapping[str, Any]) -> None:
    """What of a registration names somebody or is somebody's words, if it is long enough to be told again."""
    people = [data.get("petitioner") or {}, *data.get("representatives", ())]
    fields = ("name", "phone", "id_number", "email")
    plant(*(person[f] for person in people for f in fields if len(person.get(f) or "") >= _NAME))
    plant(*(word for f in ("title", "content") for word in fragments(data.get(f) or "", _TITLE)))


def fragments(text: str, least: int = 10) -> Iterator[str]:
    """The longest run of Chinese without a stop: no two texts share it by chance."""
    longest = max((run for run in _PAUSE.split(text) if _HAN.search(run)), key=len, default="")
    if len(longest) >= least:
        yield longest


@cache
def sample_words() -> tuple[str, ...]:
    """One run of each text of the bundled sample."""
    lines = _SAMPLE.read_text(encoding="utf-8").splitlines()
    texts = (json.loads(line)["registration"].get("content", "") for line in lines)
    return tuple(word for text in texts for word in fragments(text))


def planted() -> list[str]:
    """All words of the run so far."""
    found = dict.fromkeys([*PLANTED, *sample_words()])
    if folder := os.environ.get(FOLDER):
        for file in Path(folder).glob("words-*"):
            found |= dict.fromkeys(file.read_text(encoding="utf-8").splitlines())
    return list(found)


def forms(word: str) -> set[bytes]:
    """A word as it may stand in bytes: plain, escaped in JSON, in a URL, in the repr of bytes, in GB18030."""
    raw = word.encode()
    return {
        raw,
        json.dumps(word).strip('"').encode(),
        quote(word, safe="").encode(),
        repr(raw)[2:-1].encode(),
        word.encode("gb18030"),
    }


class Scan:
    """Looks for the words, counts what it looked at, and hands its findings to the run."""

    def __init__(self, name: str, words: Iterable[str] = ()) -> None:
        self.name = name
        self._forms: dict[bytes, str] = {}
        self.plant(words)
        self.looked: Counter[str] = Counter()
        self.found: list[tuple[str, str]] = []
        self.away: list[str] = []

    def plant(self, words: Iterable[str]) -> None:
        """What to look for from now on."""
        self._forms |= {form: word for word in words for form in forms(word)}

    def look(self, kind: str, where: str, blob: bytes, pieces: int = 1) -> None:
        """One place; `pieces` is how many lines, records or documents it holds."""
        self.looked[kind] += pieces
        self.found += [(f"{kind} of {where}", word) for form, word in self._forms.items() if form in blob]

    def logs(self, folder: Path) -> None:
        """All log files under a folder."""
        for file in sorted(folder.rglob("*.log")):
            blob = file.read_bytes()
            self.look("log lines", file.name, blob, blob.count(b"\n"))

    def metrics(self, where: str, url: str) -> None:
        """The metrics of a service, if it still runs."""
        with self._reached(f"metrics of {where}"), urllib.request.urlopen(url, timeout=5) as answer:
            self.look("metrics", where, answer.read())

    def topics(self, bootstrap: str, wanted: Iterable[str] | None = None) -> None:
        """Keys, headers and values of topics, dead letters included; of all where none is named."""
        from kafka import KafkaConsumer
        from kafka.errors import KafkaError

        with self._reached("Kafka", KafkaError):
            consumer = KafkaConsumer(
                bootstrap_servers=bootstrap, enable_auto_commit=False, bootstrap_timeout_ms=5000
            )
            try:
                names = consumer.topics() if wanted is None else set(wanted) & consumer.topics()
                for topic in sorted(names):
                    self._topic(consumer, topic)
            finally:
                consumer.close()

    def _topic(self, consumer: Any, topic: str) -> None:
        from kafka import TopicPartition

        parts = [TopicPartition(topic, p) for p in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(parts)
        ends = consumer.end_offsets(parts)
        consumer.seek_to_beginning(*parts)
        while any(consumer.position(part) < end for part, end in ends.items()):
            for records in consumer.poll(timeout_ms=500).values():
                pieces = [(r.key or b"", r.value or b"", *(v for _, v in r.headers)) for r in records]
                self.look("events", topic, b"\n".join(p for piece in pieces for p in piece), len(records))

    def documents(self, uri: str, wanted: Iterable[str] | None = None) -> None:
        """All documents of databases as they are stored; of all but MongoDB's own where none is named."""
        client: MongoClient[dict[str, Any]] = MongoClient(uri, serverSelectionTimeoutMS=5000)
        with self._reached("MongoDB", PyMongoError), client:
            own = {"admin", "local", "config"}
            for name in set(client.list_database_names()) - own if wanted is None else wanted:
                for collection in client[name].list_collection_names():
                    for batch in client[name][collection].find_raw_batches(batch_size=1000):
                        self.look("documents", f"{name}.{collection}", batch)

    @contextmanager
    def _reached(self, what: str, *errors: type[Exception]) -> Iterator[None]:
        """A server that a test has killed is away; it is said at the end of the run."""
        try:
            yield
        except (OSError, *errors) as error:
            self.away.append(f"{what}: {error!r}"[:200])

    def report(self) -> None:
        """Leaves the findings in the run's folder."""
        if folder := os.environ.get(FOLDER):
            document = {"name": self.name, "looked": self.looked, "found": self.found, "away": self.away}
            file = Path(folder) / f"scan-{os.getpid()}-{secrets.token_hex(4)}"
            file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


class Refusals(grpc.UnaryUnaryClientInterceptor):  # type: ignore[misc]
    """Keeps what refused calls said: text, details, trailing metadata."""

    def __init__(self) -> None:
        self._said: list[bytes] = []

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._said)

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        """As it would be without; the end of the call is looked at when it comes."""
        call = continuation(details, request)
        call.add_done_callback(self._ended)
        return call

    def _ended(self, call: Any) -> None:
        if call.cancelled() or call.exception() is None:
            return
        parts = [str(call.details()).encode()]
        for _, value in call.trailing_metadata() or ():
            parts.append(value if isinstance(value, bytes) else value.encode())
        self._said.append(b"\n".join(parts))


def look_at_stack(stack: Any) -> None:
    """All of a local stack, before it stops."""
    info = stack.info
    scan = Scan(info.folder.name, planted())
    dead = stack.dead()
    for name in info.services.keys() - dead.keys():
        scan.metrics(name, f"{info.services[name].http}/metrics")
    if "kafka" not in dead:
        scan.topics(info.kafka)
    if "mongo" not in dead:
        scan.documents(info.mongo)
    scan.logs(info.logs)
    scan.report()


def watch_stacks(kind: Any) -> None:
    """Makes every stack of this process be looked at before it stops; once per process."""
    stop = kind.stop
    if getattr(stop, "looks", False):
        return

    def looking(stack: Any) -> None:
        try:
            if "intake" in stack._services and stack._info is not None:
                look_at_stack(stack)
        finally:
            stop(stack)

    looking.looks = True  # type: ignore[attr-defined]
    kind.stop = looking
