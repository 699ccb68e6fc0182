"""The law part, pure: no Kafka, MongoDB, gRPC, file, wall clock or chance."""
