"""What deploy/compose.yaml says fits the program, without starting anything."""

import json
import re

import pytest
import yaml
from sqlalchemy import make_url
from typer.main import get_command

from bot.cli import app
from bot.run import GRACE, check
from bot.settings import PREFIX, Settings
from storage.crypto import new_secret
from tests.machines.composed import (
    DEPLOY,
    FILLED_IN,
    document,
    environment,
    example,
    filled_in,
    seconds,
    services,
    variables,
)

BOTS = ("setup", "bot-1", "bot-2")
REPLICAS = BOTS[1:]
LAST_CALLS = 5  # seconds that the sender lets calls under way end
GIVEN = FILLED_IN | {"BOT_TOKEN": "7:token", "SECRET_KEYS": new_secret()}


def settings(service: str) -> Settings:
    """As the program reads them there."""
    found = environment(service, GIVEN)
    return Settings(_env_file=None, **{name.removeprefix(PREFIX).lower(): value for name, value in found.items()})


def port() -> str:
    """Where a replica listens."""
    return str(settings("bot-1").listen).rpartition(":")[2]


def test_it_is_a_database_a_key_store_two_replicas_and_a_front() -> None:
    assert set(services()) == {"database", "keystore", "setup", "bot-1", "bot-2", "front"}


@pytest.mark.parametrize("service", BOTS)
def test_every_setting_exists_and_is_taken(service: str) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(services()[service]["environment"]) <= known
    check(settings(service))


def test_replicas_differ_in_nothing() -> None:
    one, other = (services()[name] for name in REPLICAS)
    assert one == other


def test_everything_that_must_be_given_is_in_the_example_and_no_secret_is_in_the_file() -> None:
    text = json.dumps(document())
    assert variables(text) == set(example())
    assert set(GIVEN) <= set(example())
    for name in ("BOT_TOKEN", "SECRET_KEYS", "WEBHOOK_SECRET", "DATABASE_PASSWORD", "KEYS_PASSWORD"):
        assert example()[name] == ""
        assert f"${{{name}:?" in text, "without it nothing starts, and the reason is said"


def test_keys_lie_in_another_server_and_another_volume_than_what_they_open() -> None:
    main, keys = make_url(settings("bot-1").database_url), make_url(settings("bot-1").keys)
    assert (main.host, keys.host) == ("database", "keystore")
    for url in (main, keys):
        server = services()[str(url.host)]["environment"]
        given = {name: filled_in(value, GIVEN) for name, value in server.items()}
        assert given == {"POSTGRES_USER": url.username, "POSTGRES_PASSWORD": url.password, "POSTGRES_DB": url.database}
    volumes = [services()[name]["volumes"][0].split(":")[0] for name in ("database", "keystore")]
    assert volumes == ["database", "keystore"]


@pytest.mark.parametrize("service", BOTS)
def test_attachments_are_shared(service: str) -> None:
    mounted = dict(each.rsplit(":", 1) for each in services()[service]["volumes"] if each.startswith("files:"))
    assert mounted == {"files": str(settings(service).files)}


def test_volumes_are_declared() -> None:
    mounted = {each.split(":")[0] for service in services().values() for each in service.get("volumes", ())}
    assert {each for each in mounted if not each.startswith((".", "$", "/"))} == set(document()["volumes"])


@pytest.mark.parametrize("service", BOTS)
def test_commands_exist(service: str) -> None:
    for command in re.findall(r"afteraction ([a-z ]+[a-z])", " ".join(services()[service]["command"])) or ["run"]:
        found = get_command(app)
        for word in command.split():
            assert word in found.commands, command
            found = found.commands[word]


def test_a_replica_has_the_time_it_needs_to_stop_and_says_how_it_is() -> None:
    replica = services()["bot-1"]
    assert seconds(replica["stop_grace_period"]) > GRACE + 2 * LAST_CALLS
    assert f"http://127.0.0.1:{port()}/healthz" in replica["healthcheck"]["test"][-1]
    assert replica["depends_on"]["setup"]["condition"] == "service_completed_successfully"


def test_the_front_knows_the_replicas_and_the_webhooks_path() -> None:
    front, configuration = services()["front"]["environment"], (DEPLOY / "haproxy.cfg").read_text("utf-8")
    assert set(front) == set(re.findall(r'"\$\{(\w+)\}"', configuration))
    assert [front["FRONT_REPLICA_1"], front["FRONT_REPLICA_2"]] == [f"{name}:{port()}" for name in REPLICAS]
    path = settings("bot-1").webhook_url.removeprefix(f"https://{GIVEN['PUBLIC_HOST']}")
    assert f"unless METH_POST {{ path {path} }}" in configuration
    assert services()["front"]["ports"] == ["443" + front["FRONT_LISTEN"]]


def test_the_image_holds_every_package_of_the_program() -> None:
    copied = re.findall(r"^COPY (\w+) \1$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    declared = re.findall(r'"(\w+)\*"', (DEPLOY.parent / "pyproject.toml").read_text("utf-8").split("include = ")[1])
    assert set(copied) == set(declared[: len(copied)])
    assert services()["setup"]["build"] == yaml.safe_load("{context: .., dockerfile: deploy/Dockerfile}")
