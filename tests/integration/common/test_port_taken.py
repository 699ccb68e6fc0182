"""A port that somebody else holds: the service names it and ends with 1; nothing was begun."""

from __future__ import annotations

import socket

import pytest
from toy_world import Process, World

from sankua.cli.stack.ports import free_port

PORTS = ("SANKUA_GRPC_PORT", "SANKUA_PEER_PORT", "SANKUA_HTTP_PORT")


@pytest.mark.stack
@pytest.mark.parametrize("setting", PORTS)
def test_a_port_that_is_taken_is_named(world: World, setting: str) -> None:
    world.topics()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = holder.getsockname()[1]
        ports = {name: taken if name == setting else free_port() for name in PORTS}
        env = world.env("dispatch") | {name: str(port) for name, port in ports.items()}
        process = Process(world, env, (ports[PORTS[0]], ports[PORTS[1]], ports[PORTS[2]]))
        world.processes.append(process)
        assert process.popen.wait(60) == 1, process.text()
    last = process.text().splitlines()[-1]
    assert last.startswith("dispatch: "), process.text()
    assert str(taken) in last
    assert world.db().commits.count_documents({}) == 0
