"""Any gRPC client can ask a service what it offers: reflection lists it and gives its messages."""

from __future__ import annotations

import pytest
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from toy_world import World


@pytest.mark.stack
def test_services_and_their_messages_are_told(world: World) -> None:
    toy = world.start("dispatch").ready()
    with toy.person() as channel:
        told = ProtoReflectionDescriptorDatabase(channel)
        services = [name for name in told.get_services() if name.startswith("sankua.")]
        assert services == ["sankua.dispatch.v1.DispatchService"]
        found = DescriptorPool(told).FindServiceByName(services[0])
    assert "AcceptHandoff" in found.methods_by_name
    assert toy.stop() == 0
