"""The local stack: Kafka, MongoDB and the services as child processes; no Docker, root, Java or Maven."""
