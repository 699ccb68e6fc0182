"""Ports are kept from start to start; one that somebody else took is replaced, and said."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from sankua.cli.stack.ports import PortBook


def test_a_stored_port_that_is_taken_is_replaced_and_said(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = PortBook(file).take("intake.grpc")
    assert PortBook(file).take("intake.grpc") == first
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", first))
        holder.listen()
        book = PortBook(file)
        second = book.take("intake.grpc")
        assert second != first
        (note,) = book.notes
        assert note.startswith(f"port {first} of intake.grpc is taken by ")
        assert f"(pid {os.getpid()})" in note
        with pytest.raises(OSError, match=f"port {first} for intake.http is taken by"):
            book.take("intake.http", fixed=first)
    assert PortBook(file).take("intake.grpc") == second
