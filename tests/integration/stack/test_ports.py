"""Ports are kept from start to start; one that somebody else took is replaced, and said."""

from __future__ import annotations

import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sankua.cli.stack.ports import PortBook, free_port


def test_threads_that_choose_at_once_choose_different_ports() -> None:
    """Kafka and MongoDB of a stack are started side by side: one port for both ends one of them."""
    together = threading.Barrier(16)

    def choose() -> list[int]:
        together.wait(10)
        return [free_port() for _ in range(8)]

    with ThreadPoolExecutor(16) as pool:
        chosen = [job.result(30) for job in [pool.submit(choose) for _ in range(16)]]
    ports = [port for some in chosen for port in some]
    assert len(set(ports)) == len(ports) == 128


def test_a_kept_port_is_given_to_nobody_else_before_it_is_listened_on(tmp_path: Path) -> None:
    kept = PortBook(tmp_path / "ports.json").take("kafka")
    assert PortBook(tmp_path / "ports.json").take("kafka") == kept
    assert kept not in {free_port() for _ in range(20)}


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
