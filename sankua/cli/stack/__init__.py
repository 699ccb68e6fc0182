"""The local stack: Kafka, MongoDB and the services as child processes, without Docker, root, Java or Maven."""
