"""The Faust application: only its consumer, with every setting given here."""

from __future__ import annotations

from typing import Any, Final

import faust

from services.common.consume.transport import BatchTransport, Handler
from services.common.settings import ServiceSettings

_FETCH_BYTES: Final = 262_144
"""Most bytes of a partition in one fetch: a dozen partitions are held at once, raw and unpacked."""


def build(settings: ServiceSettings, group: str, handler: Handler, folder: str, linger: float) -> Any:
    """An application that feeds `handler` from the topic as a member of `group`. Not started.

    Small fetches are at least `linger` seconds apart.
    """
    app: Any = faust.App(
        group,
        # Faust lets the environment beat arguments (WEB_PORT and the like); a prefix nobody uses ends that.
        env_prefix="SANKUA_FAUST_UNUSED_",
        broker=[f"kafka://{host.strip()}" for host in settings.kafka_bootstrap.split(",")],
        store="memory://",
        datadir=folder,
        autodiscover=False,
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        consumer_auto_offset_reset="earliest",
        broker_commit_interval=1.0,
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=min(3.0, settings.session_timeout / 3),
        broker_max_poll_records=settings.poll_records,
        consumer_max_fetch_size=_FETCH_BYTES,
    )
    app.batch_handler = handler
    app.batch_linger = linger
    app.transport = BatchTransport(app.conf.broker_consumer, app)
    app.topics.add(app.topic(settings.topic, key_serializer="raw", value_serializer="raw", value_type=bytes))
    return app
