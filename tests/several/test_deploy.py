"""The files for containers and clusters: read, checked against their schemas and against the kit itself."""

from __future__ import annotations

import dataclasses
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from kit.settings import Settings
from kit.store.journal import Row
from kit.store.open import open_journal
from kit.testbed.database import Database, own_database, programs
from kit.testbed.serverproc import ROOT, Server, free_port
from kit.testbed.several import DEPLOY, haproxy
from kit.testbed.wire import Browser

MANIFESTS = sorted(path for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.stem != "kustomization")
CLUSTERS = ["1.31", "1.37"]
PROXYS_OWN = {"KIT_BIND", "KIT_ONE", "KIT_TWO"}


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with own_database() as database:
        yield database


def documents(path: Path) -> list[dict[str, Any]]:
    return [document for document in yaml.safe_load_all(path.read_text(encoding="utf-8")) if document]


def one(kind: str, name: str = "") -> dict[str, Any]:
    """The one object of a kind (and a name), from all manifests."""
    objects = [d for path in MANIFESTS for d in documents(path) if d["kind"] == kind]
    (found,) = [d for d in objects if name in ("", d["metadata"]["name"])]
    return found


def kit_container() -> dict[str, Any]:
    (container,) = one("Deployment")["spec"]["template"]["spec"]["containers"]
    return dict(container)


def settings_there_are() -> set[str]:
    return {f"KIT_{field.name.upper()}" for field in dataclasses.fields(Settings)} - {"KIT_STATIC"}


# -- Kubernetes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", CLUSTERS)
@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_a_cluster_would_take_every_manifest(path: Path, version: str) -> None:
    for document in documents(path):
        kubernetes_validate.validate(document, version, strict=True)  # unknown fields are errors, too


def test_a_manifest_with_a_wrong_field_would_be_noticed() -> None:
    wrong = one("Deployment") | {"spec": {**one("Deployment")["spec"], "replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError, match="replica"):
        kubernetes_validate.validate(wrong, CLUSTERS[0], strict=True)


def test_the_kustomization_names_every_manifest() -> None:
    (names,) = documents(DEPLOY / "kubernetes" / "kustomization.yaml")
    assert sorted(names["resources"]) == [path.name for path in MANIFESTS]


def test_what_belongs_together_finds_each_other() -> None:
    labels = one("Deployment")["spec"]["template"]["metadata"]["labels"]
    selectors = [
        one("Deployment")["spec"]["selector"]["matchLabels"],
        one("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        one("NetworkPolicy", "rooms")["spec"]["podSelector"]["matchLabels"],
        one("Service")["spec"]["selector"],
    ]
    assert [selector for selector in selectors if not selector.items() <= labels.items()] == []
    (port,) = kit_container()["ports"]
    assert one("Service")["spec"]["ports"][0]["targetPort"] == port["name"]
    assert one("NetworkPolicy", "rooms")["spec"]["ingress"][0]["ports"] == [{"port": port["name"]}]
    backend = one("Ingress")["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend["name"] == one("Service")["metadata"]["name"]
    assert one("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]["name"] == "rooms"


def test_the_container_is_given_only_settings_that_exist_and_secrets_by_reference() -> None:
    given = {entry["name"]: entry for entry in kit_container()["env"]}
    assert {name for name in given if name.startswith("KIT_")} <= settings_there_are()
    told = (DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8")
    for name in ("KIT_JOURNAL", "PGPASSWORD", "KIT_KEY"):
        reference = given[name]["valueFrom"]["secretKeyRef"]
        assert f"generic {reference['name']} " in told
        assert f"--from-literal={reference['key']}=" in told
    read = Settings.read([], {name: entry["value"] for name, entry in given.items() if "value" in entry})
    assert "10.1.2.3" in read.behind_proxy


def test_a_process_that_leaves_has_time_to_and_is_not_killed_for_leaving() -> None:
    container = kit_container()
    drain = next(int(entry["value"]) for entry in container["env"] if entry["name"] == "KIT_DRAIN")
    ready, alive = container["readinessProbe"], container["livenessProbe"]
    assert ready["httpGet"]["path"] == "/health"
    assert alive["httpGet"]["path"] != "/health"
    assert drain > 2 * ready["periodSeconds"] * ready["failureThreshold"]
    program, seconds = container["lifecycle"]["preStop"]["exec"]["command"]
    assert program == "sleep"
    grace = one("Deployment")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    assert grace >= int(seconds) + 2 * drain


def test_images_name_no_registry() -> None:
    texts = [path.read_text(encoding="utf-8") for path in [*DEPLOY.rglob("*.yaml"), DEPLOY / "Containerfile"]]
    images = re.findall(r"(?m)^\s*(?:image:|FROM)\s+(\S+)", "\n".join(texts))
    assert len(images) >= 5
    assert [image for image in images if "." in image.partition("/")[0].partition(":")[0]] == []


def test_nothing_runs_as_root_or_writes_where_it_need_not_and_every_pod_has_its_limits() -> None:
    templates = [one("Deployment")["spec"], one("CronJob")["spec"]["jobTemplate"]["spec"]]
    for pod in (template["template"]["spec"] for template in templates):
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            rights = container["securityContext"]
            assert rights["readOnlyRootFilesystem"]
            assert rights["allowPrivilegeEscalation"] is False
            assert rights["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["limits"]["memory"]
            places = {mount["name"] for mount in container["volumeMounts"]}
            assert places == {volume["name"] for volume in pod["volumes"]}


def test_the_copying_of_the_record_reaches_the_database_and_nothing_else() -> None:
    job = one("CronJob")["spec"]["jobTemplate"]["spec"]["template"]
    policies = [one("NetworkPolicy", name)["spec"] for name in ("rooms", "backup")]
    assert policies[1]["podSelector"]["matchLabels"] == job["metadata"]["labels"]
    assert policies[1]["egress"] == policies[0]["egress"]
    assert "ingress" not in policies[1]
    (container,) = job["spec"]["containers"]
    (claim,) = job["spec"]["volumes"]
    assert claim["persistentVolumeClaim"]["claimName"] == one("PersistentVolumeClaim")["metadata"]["name"]
    kept = {entry["name"]: entry["valueFrom"] for entry in kit_container()["env"] if "valueFrom" in entry}
    assert [kept[entry["name"]] for entry in container["env"]] == [e["valueFrom"] for e in container["env"]]


def test_the_copy_that_the_job_makes_can_be_put_back(database: Database, tmp_path: Path) -> None:
    with closing(open_journal(database.url())) as journal:
        journal.append("r1", 0, [Row(1, 5, "s1", "c1", "note", 1, "{}")])
    *shell, script = one("CronJob")["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0][
        "command"
    ]
    script = script.replace("/copies", str(tmp_path))
    here = {"PATH": f"{programs()}:{os.environ['PATH']}", "KIT_JOURNAL": database.url()}
    subprocess.run([*shell, script], env=here, check=True)
    (copy,) = tmp_path.iterdir()
    database.ask("create database again template template0")
    subprocess.run(["pg_restore", "-d", database.url("again"), str(copy)], env=here, check=True)
    with closing(open_journal(database.url("again"))) as journal:
        assert [row.command for row in journal.read("r1")] == ["c1"]


# -- JupyterHub ---------------------------------------------------------------------------------------


def test_the_hub_starts_the_second_stage_of_the_same_image_and_leads_to_the_rooms() -> None:
    (values,) = documents(DEPLOY / "jupyterhub-values.yaml")
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert f"-t {values['singleuser']['image']['name']} ." in text
    assert f'CMD ["{values["singleuser"]["cmd"]}"]' in text
    assert f"--uid {values['singleuser']['uid']} " in text
    host = one("Ingress")["spec"]["rules"][0]["host"]
    assert f"https://{host}/" in values["hub"]["config"]["JupyterHub"]["template_vars"]["announcement"]
    assert {"value": f"https://{host}", "name": "KIT_ADDRESS"} in kit_container()["env"]


# -- containers on one computer -----------------------------------------------------------------------


def steps() -> Iterator[tuple[str, str]]:
    """The instructions of the Containerfile's first stage."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").partition("AS lab")[0]
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word.isupper() and word != "#":
            yield word, rest


async def test_the_container_holds_what_the_kit_needs_and_its_command_serves(tmp_path: Path) -> None:
    """As an engine would build it: an empty folder, the files that are copied, the variables, the command."""
    house = tmp_path / "kit"
    variables: dict[str, str] = {}
    command: list[str] = []
    for word, rest in steps():
        if word == "COPY":
            *sources, target = rest.split()
            for source in sources:
                if "*" not in source:  # what an organisation may have, and this repository has not
                    copied(ROOT / source, house / target / (source if target == "./" else ""))
        elif word == "ENV":
            variables |= dict(part.split("=", 1) for part in shlex.split(rest))
        elif word == "CMD":
            command = yaml.safe_load(rest)
    assert {name for name in variables if name.startswith("KIT_")} <= settings_there_are()
    assert (command[0], (house / "requirements-postgres.lock").is_file()) == ("python", True)
    port = free_port()
    here = {
        **variables,
        "HOME": str(tmp_path),
        "KIT_HOST": "127.0.0.1",
        "KIT_PORT": str(port),
        "KIT_DRAIN": "0",
    }
    await serve(house, [sys.executable, *command[1:]], f"http://127.0.0.1:{port}", here)


async def serve(house: Path, command: list[str], url: str, variables: dict[str, str]) -> None:
    """Run the command in that folder; it answers, and from that folder's own files."""
    server = Server(command, house, url)
    server.spawn({**variables, "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "", "KIT_JOURNAL": "memory:"})
    try:
        await server.ready()
        assert 'name="code"' in (await Browser(url).get("/join")).text
        assert (house / "kit" / "__pycache__").is_dir()  # this copy of the kit was imported, no other
    finally:
        await server.stop()


def copied(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def test_the_image_installs_exactly_the_locked_packages() -> None:
    installs = [rest for word, rest in steps() if word == "RUN" and "pip install" in rest]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert re.findall(r"-r (\S+)", installs[0]) == ["requirements.lock", "requirements-postgres.lock"]


def drain_in_the_image() -> int:
    found = re.search(r"\bKIT_DRAIN=(\d+)", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    assert found is not None
    return int(found[1])


def test_compose_starts_two_processes_that_the_proxy_knows() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")
    services = compose["services"]
    rooms = {name: service for name, service in services.items() if service["image"] == "tabletop-kit"}
    proxy = services["proxy"]["environment"]
    assert {proxy["KIT_ONE"], proxy["KIT_TWO"]} == {f"{name}:8866" for name in rooms}
    for service in rooms.values():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert {name for name in service["environment"] if name.startswith("KIT_")} <= settings_there_are()
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        assert int(service["stop_grace_period"].removesuffix("s")) >= 2 * drain_in_the_image()
    folder = services["proxy"]["volumes"][0].split(":")[1]
    file = services["proxy"]["command"][-1]
    assert (DEPLOY / Path(file).relative_to(folder)).is_file()


def test_no_secret_stands_in_a_file() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")
    secrets = [
        value
        for service in compose["services"].values()
        for name, value in service.get("environment", {}).items()
        if "PASSWORD" in name or name == "KIT_KEY"
    ]
    assert len(secrets) >= 5
    assert [value for value in secrets if not re.fullmatch(r"\$\{\w+:\?\}", value)] == []


def test_haproxy_takes_its_file_and_the_file_names_what_it_needs() -> None:
    file = DEPLOY / "haproxy.cfg"
    text = file.read_text(encoding="utf-8")
    assert set(re.findall(r'"\$\{(\w+)\}"', text)) == PROXYS_OWN
    places = {"KIT_BIND": "127.0.0.1:8080", "KIT_ONE": "127.0.0.1:8866", "KIT_TWO": "127.0.0.1:8867"}
    check = subprocess.run(
        [haproxy(), "-c", "-f", str(file)], env={**os.environ, **places}, capture_output=True, text=True
    )
    assert check.returncode == 0, check.stderr
    assert "WARNING" not in check.stderr, check.stderr


def test_the_page_for_when_nobody_is_there_tries_again_by_itself() -> None:
    head, _, body = (DEPLOY / "unavailable.http").read_bytes().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 503 ")
    assert b"\r\nRefresh: 3" in head
    assert b"your seat and what was saved are kept" in body
