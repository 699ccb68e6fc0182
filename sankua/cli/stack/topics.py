"""The topics of a deployment, made at start; what goes wrong there is said as the stack says things."""

from __future__ import annotations

from collections.abc import Mapping

from sankua.cli.stack.failures import StackError


def make_topics(bootstrap: str, partitions: Mapping[str, int], replication: int = 1) -> None:
    """Create the topics (name -> partitions) that are not there. StackError where it cannot be."""
    from aiokafka.errors import KafkaError

    from services.common.topics import Topic, WrongTopic, ensure_topics

    try:
        ensure_topics(bootstrap, [Topic(name, number, replication) for name, number in partitions.items()])
    except WrongTopic as error:
        raise StackError(str(error), exit_code=1) from error
    except (KafkaError, OSError, ValueError) as error:
        raise StackError(f"Kafka at {bootstrap} does not answer as it should: {error}") from error
