"""One mongod as a replica set of one, on a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sankua.cli.stack.child import Child
from sankua.cli.stack.failures import StackError
from sankua.cli.stack.packages import mongod
from sankua.cli.stack.ports import HOST, PortBook

REPLICA_SET: Final = "rs0"
_NOT_INITIATED: Final = 94
_SETTINGS: Final = {
    "transactionLifetimeLimitSeconds": "5",
    "diagnosticDataCollectionEnabled": "false",
    # The default of one minute keeps a stopping mongod alive while a client is connected.
    "shutdownTimeoutMillisForSignaledShutdown": "500",
    # Nobody reads the past at a timestamp: the default keeps five minutes of it for every changed document.
    "minSnapshotHistoryWindowInSeconds": "0",
}


class LocalMongo:
    """A server whose data, port and log are in `folder`, where it may be started again.

    `port` fixes the port; 0 takes a free one and keeps it. `cache_gb` is WiredTiger's cache. All methods
    block; `start` returns when the server is primary, and raises StackError with the end of the log when it
    does not become it.
    """

    def __init__(self, folder: Path, port: int = 0, cache_gb: float = 0.25) -> None:
        self.folder = folder.absolute()
        self._fixed = port
        self._cache_gb = cache_gb
        self._port = 0
        self._child: Child | None = None
        self.notes: list[str] = []

    def start(self, seconds: float = 120.0) -> None:
        """Start the server, make it a replica set if it is new, wait until it is primary."""
        self.launch()
        self.wait(seconds)

    def launch(self) -> None:
        """Everything up to a started process; `wait` is the other half of `start`."""
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        book = PortBook(self.folder / "ports.json")
        try:
            self._port = book.take("mongod", self._fixed or self._port)
        except OSError as error:
            raise StackError(str(error)) from error
        self.notes = book.notes
        settings = [
            part for name, value in _SETTINGS.items() for part in ("--setParameter", f"{name}={value}")
        ]
        command = [
            mongod(), "--replSet", REPLICA_SET, "--bind_ip", HOST, "--port", str(self._port),
            "--dbpath", str(data),
            "--wiredTigerCacheSizeGB", str(self._cache_gb), "--oplogSize", "1024", "--quiet",
            "--nounixsocket", *settings,
        ]  # fmt: skip
        if self.log.is_file():
            self.log.replace(self.folder / "server.log.1")
        self._child = Child("mongod", command, self.log)
        self._child.start()

    def wait(self, seconds: float = 120.0) -> None:
        """Block until the server is primary. StackError when it dies or takes longer than `seconds`."""
        if self._child is None:
            raise StackError("mongod was not started")
        try:
            self._child.wait_until(self._is_primary, seconds)
        except StackError:
            self._child.kill()
            raise

    @property
    def uri(self) -> str:
        """The connection string for clients."""
        return f"mongodb://{HOST}:{self._port}/?replicaSet={REPLICA_SET}"

    @property
    def pid(self) -> int:
        """The server's process id; 0 before the first start."""
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
    def log(self) -> Path:
        """The server's log file."""
        return self.folder / "server.log"

    def stop(self) -> None:
        """Orderly shutdown; returns when the process is gone."""
        if self._child:
            self._child.stop(grace=30)

    def kill(self) -> None:
        """SIGKILL; returns when the process is gone."""
        if self._child:
            self._child.kill()

    def _is_primary(self) -> bool:
        from pymongo import MongoClient
        from pymongo.errors import PyMongoError

        client: MongoClient[dict[str, Any]] = MongoClient(
            HOST, self._port, directConnection=True, serverSelectionTimeoutMS=500
        )
        try:
            with client:
                return self._primary_now(client)
        except PyMongoError:
            return False

    def _primary_now(self, client: Any) -> bool:
        """True if primary; else pushes the server one step nearer to it."""
        from pymongo.errors import OperationFailure

        hello = client.admin.command("hello")
        if hello.get("isWritablePrimary"):
            return bool(hello["me"] == self._me)
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as error:
            if error.code != _NOT_INITIATED:
                raise
            client.admin.command("replSetInitiate", self._config(1))
            return False
        if config["members"][0]["host"] != self._me:
            # The folder's old port was taken by somebody else: the set must learn its own new address.
            client.admin.command("replSetReconfig", self._config(config["version"] + 1), force=True)
        return False

    @property
    def _me(self) -> str:
        return f"{HOST}:{self._port}"

    def _config(self, version: int) -> dict[str, Any]:
        return {"_id": REPLICA_SET, "version": version, "members": [{"_id": 0, "host": self._me}]}
