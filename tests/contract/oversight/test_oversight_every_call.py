"""Every call of OversightService is made by a contract test: a new one without a test fails here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as pb

METHODS = {m.name for m in pb.DESCRIPTOR.services_by_name["OversightService"].methods}
_BY_NAME = ("call", "refused")
"""Helpers of these tests that take the method's name among their arguments."""


def called(source: str) -> Iterator[str]:
    """Methods that the test functions of a file call, on a stub or by name."""
    functions = (
        n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    for test in (f for f in functions if f.name.startswith("test_")):
        for node in (n for n in ast.walk(test) if isinstance(n, ast.Call)):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in METHODS:
                yield name
            elif name in _BY_NAME:
                yield from (a.value for a in node.args if isinstance(a, ast.Constant) and a.value in METHODS)


def test_every_call_has_a_contract_test() -> None:
    files = sorted(Path(__file__).parent.glob("test_*.py"))
    tested = {name for file in files for name in called(file.read_text(encoding="utf-8"))}
    assert METHODS - tested == set()


def test_a_call_outside_of_a_test_does_not_count() -> None:
    assert list(called("def helper():\n    call('GetClocks')\n    stub.GetClocks(x)\n")) == []
    assert list(called("def test_x():\n    call('GetClocks')\n    stub.ListLights(x)\n")) == [
        "GetClocks",
        "ListLights",
    ]
