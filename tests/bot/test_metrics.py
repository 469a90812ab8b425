"""`/metrics`: what an operator watches, for those inside only, and nothing of what anybody said."""

import re
from pathlib import Path

import httpx
import pytest

from bot.web import create_app
from tests.support.chat import Town

INSIDE = ("127.0.0.1", 40_000)


def browser(town: Town, client: tuple[str, int] = INSIDE) -> httpx.AsyncClient:
    assert town.app is not None
    web = create_app(town.make_settings(), town.app, None)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=web, client=client), base_url="http://bot")


def values(page: str) -> dict[str, float]:
    """Value by name and labels."""
    return {m[1]: float(m[2]) for m in re.finditer(r"^(afteraction_\S+) (\S+)$", page, re.MULTILINE)}


async def test_it_tells_how_many_turns_and_messages_there_were_and_what_waits(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        lena = await town.member(7002)
        await lena.says("/report")
        await lena.taps("Petition delivery")
        await town.marked()
        async with browser(town) as web:
            page = await web.get("/metrics")
    found = values(page.text)
    assert found['afteraction_turns_total{outcome="done"}'] == 2
    assert found["afteraction_turn_seconds_count"] == 2
    assert found['afteraction_outbox_total{method="sendMessage",outcome="sent"}'] == 1
    assert found['afteraction_updates{status="new"}'] == found['afteraction_outbox_messages{status="waiting"}'] == 0
    assert found["afteraction_drafts"] == 1
    assert found["afteraction_outbox_lateness_seconds"] == 0
    assert found['afteraction_disk_free_bytes{folder="database"}'] > 0


async def test_it_holds_nothing_of_what_was_said(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        lena = await town.member(7002)
        await lena.says("/report")
        await lena.taps("Petition delivery")
        await lena.says("37181")
        async with browser(town) as web:
            page = (await web.get("/metrics")).text
    assert "37181" not in page
    assert "7002" not in page
    assert str(tmp_path) not in page


@pytest.mark.parametrize(
    ("client", "headers"),
    [(("198.41.0.4", 40_000), {}), (INSIDE, {"X-Forwarded-For": "198.41.0.4"}), (INSIDE, {"Forwarded": "for=x"})],
)
async def test_nobody_outside_sees_it(tmp_path: Path, client: tuple[str, int], headers: dict[str, str]) -> None:
    async with Town(tmp_path) as town, browser(town, client) as web:
        assert (await web.get("/metrics", headers=headers)).status_code == 404
