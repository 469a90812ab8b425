"""The oracle tells a wrong call from a right one."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

CHECKER = Path(__file__).with_name("check_calls.py")


def line(method: str, params: dict[str, Any], result: Any = True, ok: bool = True) -> str:
    call = {"t": "2014-10-21T09:00:00+00:00", "method": method, "params": params}
    return json.dumps({**call, "ok": ok, "result": result})


def test_each_kind_of_mistake_is_told(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    python = pytestconfig.getoption("--oracle")
    if not python:
        pytest.skip("the oracle needs its own environment, which `make test` makes (--oracle PYTHON)")
    lines = [
        line("deleteMessage", {"chat_id": 5, "message_id": 1}),
        line("deleteMessage", {"chat_id": 5, "message_id": 1}, ok=False),
        line("sendPigeon", {}),
        line("deleteMessage", {"chat_id": 5}),
        line("deleteMessage", {"chat_id": 5, "message_id": "one"}),
        line("deleteMessage", {"chat_id": 5, "message_id": 1, "colour": "blue"}),
        line("setMyCommands", {"commands": [{"command": "a", "description": "b", "icon": "c"}]}),
        line("deleteMessage", {"chat_id": 5, "message_id": 1}, result={"message_id": 1}),
        '{"t": "cut short by a ki',
    ]
    (tmp_path / "calls-1.jsonl").write_text("\n".join(lines), "utf-8")
    checked = subprocess.run([python, str(CHECKER), str(tmp_path)], capture_output=True, text=True)
    assert checked.returncode == 1, checked.stderr
    told = [told for told in checked.stdout.splitlines() if not told.startswith("    ")]
    assert told[0] == "sendPigeon: no such method"
    assert told[1] == "deleteMessage: parameter message_id: Field required"
    assert told[2].startswith("deleteMessage: parameter message_id: Input should be a valid integer")
    assert told[3] == "deleteMessage: parameter colour: unknown"
    assert told[4] == "setMyCommands: parameter commands[].icon: unknown"
    assert told[5].startswith("deleteMessage: result : Input should be a valid boolean")
    assert told[6].startswith("7 calls of 3 methods checked with aiogram 3.")
