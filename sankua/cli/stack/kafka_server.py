"""One Kafka broker in KRaft mode (broker and controller in one process) on a folder of its own."""

from __future__ import annotations

import logging
import subprocess
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sankua.cli.stack.child import Child
from sankua.cli.stack.failures import StackError, died, does_not_run
from sankua.cli.stack.packages import java, kafka_jars, startup_cache
from sankua.cli.stack.ports import HOST, PortBook

_JVM: Final = ("-Xmx512m", "-Xms128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

_PROPERTIES: Final = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={data}
num.partitions=1
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
log.retention.ms=-1
message.max.bytes=8388608
replica.fetch.max.bytes=8388608
controlled.shutdown.enable=true
num.recovery.threads.per.data.dir=2
log.cleaner.dedupe.buffer.size=16777216
broker.session.timeout.ms=6000
broker.heartbeat.interval.ms=500
initial.broker.registration.timeout.ms=60000
"""

_LOGGING: Final = """\
status = ERROR
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = {log}
appender.file.filePattern = {log}.%i
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{{ISO8601}} %p %m (%c)%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 20MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 3
rootLogger.level = INFO
rootLogger.appenderRef.file.ref = file
"""


def _quick_start() -> Sequence[str]:
    """Java's options for the start-up cache, where there is one; what does not fit it, Java passes over."""
    cache = startup_cache()
    return (f"-XX:AOTCache={cache}", "-Xlog:aot*=off") if cache.is_file() else ()


class LocalKafka:
    """A broker whose data, configuration, ports and logs are in `folder`, where it may be started again.

    `port` fixes the broker's port; 0 takes a free one and keeps it. All methods block; `start` returns when
    the broker answers, and raises StackError with the end of the log when it does not.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder.absolute()
        self._fixed = port
        self._port = 0
        self._child: Child | None = None
        self.notes: list[str] = []

    def start(self, seconds: float = 120.0, options: Sequence[str] = ()) -> None:
        """Format the folder if it is new, start the broker, wait until it answers.

        `options` are Java's, in place of the start-up cache.
        """
        self.launch(options)
        self.wait(seconds)

    def launch(self, options: Sequence[str] = ()) -> None:
        """Everything up to a started process; `wait` is the other half of `start`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._configure()
        if not (self.data / "meta.properties").is_file():
            self._format()
        self.console.unlink(missing_ok=True)
        self._child = Child("Kafka", self._java("kafka.Kafka", java_options=options), self.console)
        self._child.start()

    def wait(self, seconds: float = 120.0) -> None:
        """Block until the broker answers. StackError when it dies or takes longer than `seconds`."""
        if self._child is None:
            raise StackError("Kafka was not started")
        try:
            self._child.wait_until(self._answers, seconds)
        except StackError:
            self._child.kill()
            raise

    @property
    def bootstrap(self) -> str:
        """`host:port` for clients."""
        return f"{HOST}:{self._port}"

    @property
    def pid(self) -> int:
        """The broker's process id; 0 before the first start."""
        return self._child.pid if self._child else 0

    @property
    def code(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._child.code if self._child else None

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._child is not None and self._child.running

    @property
    def data(self) -> Path:
        """The log folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The broker's own log file."""
        return self.folder / "server.log"

    @property
    def console(self) -> Path:
        """What the broker and its Java say on their outputs."""
        return self.folder / "console.log"

    def stop(self, grace: float = 30.0) -> None:
        """Orderly shutdown; returns when the process is gone, killed after `grace` seconds."""
        if self._child:
            self._child.stop(grace)

    def kill(self) -> None:
        """SIGKILL; returns when the process is gone."""
        if self._child:
            self._child.kill()

    def _configure(self) -> None:
        book = PortBook(self.folder / "ports.json")
        try:
            self._port = book.take("kafka", self._fixed or self._port)
            controller = book.take("kafka-controller")
        except OSError as error:
            raise StackError(str(error)) from error
        self.notes = book.notes
        text = _PROPERTIES.format(host=HOST, port=self._port, controller=controller, data=self.data)
        (self.folder / "server.properties").write_text(text)
        (self.folder / "log4j2.properties").write_text(_LOGGING.format(log=self.log))

    def _java(self, main: str, *arguments: str, java_options: Sequence[str] = ()) -> list[str]:
        classpath = ":".join(map(str, kafka_jars()))
        logging_file = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        properties = [] if arguments else [str(self.folder / "server.properties")]
        options = [*_JVM, *(java_options or _quick_start())]
        return [java(), *options, logging_file, "-cp", classpath, main, *arguments, *properties]

    def _format(self) -> None:
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        # With `=`: one id in 64 begins with a dash, and would be taken for an option.
        arguments = ("format", f"--cluster-id={cluster}", "-c", str(self.folder / "server.properties"))
        command = self._java("kafka.tools.StorageTool", *arguments)
        log = self.folder / "format.log"
        with log.open("wb") as out:
            try:
                code = subprocess.run(command, stdout=out, stderr=out, check=False).returncode
            except OSError as error:
                out.write(str(error).encode())
                out.flush()
                raise does_not_run(command[0], log) from error
        if code:
            raise does_not_run(command[0], log) if code in (126, 127) else died("Kafka's format", code, log)

    def _answers(self) -> bool:
        from kafka.admin import KafkaAdminClient
        from kafka.errors import KafkaError

        logging.getLogger("kafka").setLevel(logging.CRITICAL)
        try:
            client = KafkaAdminClient(bootstrap_servers=self.bootstrap, bootstrap_timeout_ms=1000)
        except (KafkaError, OSError):
            return False
        try:
            return bool(client.describe_cluster()["brokers"])
        except (KafkaError, OSError):
            return False
        finally:
            client.close()
