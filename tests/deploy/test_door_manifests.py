"""The JSON door in the deployment files: its knobs, ports, probes and ways are those of the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_manifests import BASE, compose, documents, environment, pod

from services.common import health
from services.common.settings import PREFIX
from services.door.settings import DoorSettings

KNOBS = {PREFIX + name.upper() for name in DoorSettings.model_fields}


def taken(values: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> DoorSettings:
    assert set(values) <= KNOBS
    for name, value in values.items():
        monkeypatch.setenv(name, str(value))
    return DoorSettings()


def published(service: str) -> dict[str, Any]:
    document = next(d for d in documents(f"{service}.yaml") if d["kind"] == "Service")
    return {p["name"]: p["port"] for p in document["spec"]["ports"]}


def test_compose_starts_the_door_before_intakes_port_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    services = compose()["services"]
    entry = services["door"]
    settings = taken(entry["environment"], monkeypatch)
    assert entry["command"] == ["services.door"]
    assert entry["ports"][0].rsplit(":", 1)[1] == str(settings.door_port)
    assert settings.intake_grpc == f"intake:{services['intake']['environment']['SANKUA_GRPC_PORT']}"
    assert entry["depends_on"] == {"intake": {"condition": "service_healthy"}}
    assert entry["volumes"] == [f"./deploy/secrets:{settings.tls_dir}:ro"]


def test_kubernetes_gives_the_door_its_knobs_ports_and_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = taken(environment("door"), monkeypatch)
    container = pod("door")["containers"][0]
    assert container["args"] == ["services.door"]
    assert (BASE.parents[2] / "services" / "door" / "__main__.py").exists()
    ports = {p["name"]: p["containerPort"] for p in container["ports"]}
    assert ports == {"door": settings.door_port, "http": settings.http_port} == published("door")
    assert {container[p]["httpGet"]["path"] for p in ("startupProbe", "livenessProbe")} == {health.LIVE_PATH}
    assert container["readinessProbe"]["httpGet"] == {"path": health.READY_PATH, "port": "http"}
    assert settings.intake_grpc == f"intake:{published('intake')['grpc']}"


def test_the_door_is_hardened_and_holds_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = pod("door")
    assert spec["containers"][0]["securityContext"] == pod("intake")["containers"][0]["securityContext"]
    assert spec["securityContext"] == pod("intake")["securityContext"]
    assert spec["automountServiceAccountToken"] is False
    assert "SANKUA_MASTER_KEY_FILE" not in {e["name"] for e in spec["containers"][0]["env"]}
    mounted = {m["mountPath"] for m in spec["containers"][0]["volumeMounts"]}
    assert str(taken(environment("door"), monkeypatch).tls_dir) in mounted


def test_the_door_reaches_intake_and_nothing_else() -> None:
    policies = {p["metadata"]["name"]: p["spec"] for p in documents("network-policies.yaml")}
    ways = [(str(rule["to"]), [p["port"] for p in rule["ports"]]) for rule in policies["door"]["egress"]]
    assert [ports for to, ports in ways if "intake" in to] == [[published("intake")["grpc"]]]
    assert [to for to, _ in ways if "kafka" in to or "mongo" in to] == []
    assert "name: door" in Path(BASE / "network-policies.yaml").read_text("utf-8")
    to_intake = [r for r in policies["intake"]["ingress"] if r["ports"] == [{"port": "grpc"}]]
    labels = [s["podSelector"]["matchLabels"] for s in to_intake[0]["from"]]
    assert {"app.kubernetes.io/name": "door"} in labels
