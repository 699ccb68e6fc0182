"""Names, ports and probes in the deployment files are those of the code."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from sankua.cli.stack.pki import Pki
from services.common import health
from services.common.settings import PREFIX
from services.dispatch.settings import DispatchSettings
from services.intake.settings import IntakeSettings
from services.oversight.settings import OversightSettings
from services.reporting.settings import ReportingSettings

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "deploy" / "k8s" / "base"
SETTINGS = {
    "intake": IntakeSettings,
    "dispatch": DispatchSettings,
    "oversight": OversightSettings,
    "reporting": ReportingSettings,
}
PROBES = {health.LIVE_PATH, health.READY_PATH}


def knobs(service: str) -> set[str]:
    return {PREFIX + name.upper() for name in SETTINGS[service].model_fields}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return found


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((BASE / name).read_text("utf-8")))


def shared_values() -> dict[str, str]:
    generator = documents("kustomization.yaml")[0]["configMapGenerator"][0]
    return dict(literal.split("=", 1) for literal in generator["literals"])


@pytest.mark.parametrize("service", sorted(SETTINGS))
def test_compose_names_only_knobs_that_exist_and_take_the_value(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = compose()["services"][service]
    environment = {k: v for k, v in entry["environment"].items() if k.startswith(PREFIX)}
    assert set(environment) <= knobs(service)
    for name, value in environment.items():
        monkeypatch.setenv(name, str(value))
    settings = SETTINGS[service]()
    assert settings.mongo_database == f"sankua_{service}"
    assert entry["command"] == [f"services.{service}"]
    published = entry["ports"][0].rsplit(":", 1)[1]
    assert published == environment["SANKUA_GRPC_PORT"]


def test_compose_limits_and_checks_every_container() -> None:
    for name, entry in compose()["services"].items():
        assert entry["mem_limit"], name
        assert entry["logging"]["options"]["max-size"], name
        assert entry["healthcheck"], name
        probe = re.findall(r":8080(/\w+)", str(entry["healthcheck"]["test"]))
        assert set(probe) <= PROBES, name


def test_prometheus_scrapes_each_service_at_its_http_port() -> None:
    config = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text("utf-8"))
    targets = config["scrape_configs"][0]["static_configs"][0]["targets"]
    port = compose()["x-environment"]["SANKUA_HTTP_PORT"]
    assert sorted(targets) == sorted(f"{service}:{port}" for service in (*SETTINGS, "door"))


@pytest.mark.parametrize("service", sorted(SETTINGS))
def test_kubernetes_names_only_knobs_that_exist_and_probes_that_answer(service: str) -> None:
    deployment = next(d for d in documents(f"{service}.yaml") if d["kind"] == "Deployment")
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    names = {e["name"] for e in container["env"]} | set(shared_values())
    assert names <= knobs(service)
    assert container["args"] == [f"services.{service}"]
    assert {container[p]["httpGet"]["path"] for p in ("startupProbe", "livenessProbe")} == {health.LIVE_PATH}
    assert container["readinessProbe"]["httpGet"]["path"] == health.READY_PATH
    assert container["resources"]["limits"]["memory"]
    ports = {p["name"]: str(p["containerPort"]) for p in container["ports"]}
    values = shared_values()
    assert ports == {n: values[f"SANKUA_{n.upper()}_PORT"] for n in ("grpc", "peer", "http")}


@pytest.mark.parametrize("service", sorted(SETTINGS))
def test_every_pod_is_hardened_and_has_its_own_policy(service: str) -> None:
    deployment = next(d for d in documents(f"{service}.yaml") if d["kind"] == "Deployment")
    spec = deployment["spec"]["template"]["spec"]
    context = spec["containers"][0]["securityContext"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["automountServiceAccountToken"] is False
    assert context == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    policies = {p["metadata"]["name"]: p["spec"] for p in documents("network-policies.yaml")}
    assert policies["default-deny"]["podSelector"] == {}
    assert policies[service]["podSelector"]["matchLabels"] == {"app.kubernetes.io/name": service}


def test_only_dispatch_and_oversight_reach_the_peer_port_of_intake() -> None:
    policies = {p["metadata"]["name"]: p["spec"] for p in documents("network-policies.yaml")}
    callers = [
        source["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
        for policy in policies.values()
        for rule in policy.get("ingress", [])
        if {"port": "peer"} in rule["ports"]
        for source in rule["from"]
    ]
    assert callers == ["dispatch", "oversight"]


def environment(service: str) -> dict[str, str]:
    """What the container of a service finds in its environment."""
    container = pod(service)["containers"][0]
    return shared_values() | {e["name"]: e["value"] for e in container["env"]}


def pod(service: str) -> dict[str, Any]:
    deployment = next(d for d in documents(f"{service}.yaml") if d["kind"] == "Deployment")
    spec: dict[str, Any] = deployment["spec"]["template"]["spec"]
    return spec


@pytest.mark.parametrize("service", sorted(SETTINGS))
def test_kubernetes_values_are_taken_and_what_a_service_cannot_do_without_is_there(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = environment(service)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings = SETTINGS[service]()
    assert settings.mongo_database == f"sankua_{service}"
    assert (settings.master_key_file is not None) is (service == "intake")
    for needed in ("SANKUA_INTAKE_PEER",) if service == "dispatch" else ():
        monkeypatch.delenv(needed)
        with pytest.raises(ValueError, match="intake_peer"):
            SETTINGS[service]()


@pytest.mark.parametrize("service", sorted(SETTINGS))
def test_keys_lie_where_the_service_looks_and_its_user_may_read_them(service: str) -> None:
    spec, values = pod(service), environment(service)
    mounts = {m["name"]: m["mountPath"] for m in spec["containers"][0]["volumeMounts"]}
    volumes = {v["name"]: v for v in spec["volumes"]}
    assert mounts["tls"] == values["SANKUA_TLS_DIR"]
    assert volumes["tls"]["secret"] == {"secretName": f"sankua-{service}-tls", "defaultMode": 0o440}
    assert spec["securityContext"]["fsGroup"] == spec["securityContext"]["runAsUser"] == 10001
    if service == "intake":
        assert Path(values["SANKUA_MASTER_KEY_FILE"]).parent == Path(mounts["tls"])


@pytest.mark.parametrize("service", ["dispatch", "oversight"])
def test_who_asks_intake_is_told_where_it_takes_calls_of_services(service: str) -> None:
    services = compose()["services"]
    told = services[service]["environment"]["SANKUA_INTAKE_PEER"]
    assert told == f"intake:{services['intake']['environment']['SANKUA_PEER_PORT']}"
    peer = next(d for d in documents("intake.yaml") if d["kind"] == "Service")
    ports = {p["name"]: p["port"] for p in peer["spec"]["ports"]}
    assert environment(service)["SANKUA_INTAKE_PEER"] == f"{peer['metadata']['name']}:{ports['peer']}"
    policies = {p["metadata"]["name"]: p["spec"] for p in documents("network-policies.yaml")}
    to = [r for r in policies[service]["egress"] if "intake" in str(r["to"])]
    assert [p["port"] for p in to[0]["ports"]] == [ports["peer"]]


def test_compose_mounts_the_keys_and_names_servers_that_it_starts() -> None:
    services = compose()["services"]
    for name in SETTINGS:
        values = services[name]["environment"]
        assert services[name]["volumes"] == [f"./deploy/secrets:{values['SANKUA_TLS_DIR']}:ro"]
        assert values["SANKUA_KAFKA_BOOTSTRAP"].partition(":")[0] in services
        assert re.findall(r"//([^:/]+)", values["SANKUA_MONGO_URI"])[0] in services
    key = Path(services["intake"]["environment"]["SANKUA_MASTER_KEY_FILE"])
    assert key.parent == Path(services["intake"]["environment"]["SANKUA_TLS_DIR"])
    assert key.name == Pki(Path("x")).master_key.name


def test_kustomize_builds_the_base() -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("needs kubectl")
    built = subprocess.run(
        [kubectl, "kustomize", str(BASE)], capture_output=True, text=True, check=True
    ).stdout
    kinds = [d["kind"] for d in yaml.safe_load_all(built)]
    assert kinds.count("Deployment") == len(SETTINGS) + 1
    assert kinds.count("NetworkPolicy") == len(SETTINGS) + 2


def test_the_image_runs_as_nobody_and_exposes_the_ports_of_the_code() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    exposed = re.findall(r"^EXPOSE (.+)$", text, re.MULTILINE)[0].split()
    values = shared_values()
    door = environment("door")["SANKUA_DOOR_PORT"]
    assert exposed == [*(values[f"SANKUA_{n}_PORT"] for n in ("GRPC", "PEER", "HTTP")), door]
    assert re.findall(r"^USER (\d+)$", text, re.MULTILINE) == ["10001"]
    assert text.count("FROM ") == 2


def test_the_build_is_given_what_it_copies_and_no_secret() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    given = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert "*" in lines
    assert {path for line in copied for path in line.split()} == given
    assert all((ROOT / path).exists() for path in given)
