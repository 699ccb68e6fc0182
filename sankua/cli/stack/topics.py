"""The topics of a deployment, made at start; what goes wrong there is said as the stack says things."""

from __future__ import annotations

from collections.abc import Mapping

from sankua.cli.stack.failures import StackError


def make_topics(bootstrap: str, partitions: Mapping[str, int], replication: int = 1) -> None:
    """Create the topics (name -> partitions) that are not there. StackError where it cannot be."""
    from aiokafka.errors import KafkaError as Unseen
    from kafka.errors import KafkaError as Unmade

    from services.common.topic_admin import create
    from services.common.topics import Topic, WrongTopic, ensure_topics

    wanted = [Topic(name, number, replication) for name, number in partitions.items()]
    try:
        ensure_topics(bootstrap, wanted, create)
    except WrongTopic as error:
        raise StackError(str(error), exit_code=1) from error
    except (Unseen, Unmade, OSError, ValueError) as error:
        raise StackError(f"Kafka at {bootstrap} does not answer as it should: {error}") from error
