"""What holds for every test: no network but loopback, all Bot API calls checked, nothing left out silently.

- A connection to anything but this machine raises.
- Every call a bot makes to the sandbox in the run is logged; at the end an independent model of the Bot API
  (`tests/oracle`, in an environment of its own: `--oracle PYTHON`) reads them all. It counts as one more test.
- Laws are tried with the same examples each time, so that a red run tells of the change it ran on; `make explore` looks
  for new ones. They are about answers, not about how busy the machine is: an example has no deadline.
- What was not run is named at the end. With AFTERACTION_TEST_ALL set, anything not run fails the run.
"""

import ipaddress
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

from tests.support.statements import keep_compiled

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("steady")

CALLS = "AFTERACTION_TEST_CALLS"
CHECKER = Path(__file__).parent / "oracle" / "check_calls.py"
LONG = {"year", "chaos", "acceptance", "machines", "delivery"}  # folders of tests of real processes
NAMES_OF_LOOPBACK = {None, "", "localhost", "::1", "0.0.0.0", "::"}  # the last two: where a server listens


def allowed_hosts() -> set[str | None]:
    """A database of the developer's own may stand on another machine."""
    given = urlsplit(os.environ.get("TEST_DATABASE_URL", "")).hostname
    return NAMES_OF_LOOPBACK | ({given} if given else set())


def is_loopback(host: str | None) -> bool:
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def refuse_other_machines(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: sees each connection that Python opens, whichever library asks for it."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path is a unix socket
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name not in allowed_hosts() and not is_loopback(name):
        raise ConnectionRefusedError(f"tests talk to this machine only, not to {name}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--repaint", action="store_true", help="paint the golden pictures anew; then look at them")
    parser.addoption("--oracle", metavar="PYTHON", help="the interpreter that checks all Bot API calls of the run")


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(refuse_other_machines)
    keep_compiled()
    for name in list(os.environ):  # a developer's own settings never reach a test
        if name.startswith("AFTERACTION_") and not name.startswith("AFTERACTION_TEST_"):
            del os.environ[name]
    if CALLS not in os.environ:  # workers of a parallel run inherit the controller's folder
        folder = tempfile.TemporaryDirectory(prefix="afteraction-calls-")
        os.environ[CALLS] = folder.name
        config.add_cleanup(folder.cleanup)
        config.add_cleanup(lambda: os.environ.pop(CALLS, None))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that no worker has one left when the others are done."""
    items.sort(key=lambda item: item.path.parent.name not in LONG)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return
    python = session.config.getoption("--oracle")
    if python and any(Path(os.environ[CALLS]).iterdir()):
        report_calls(session, python)
    if os.environ.get("AFTERACTION_TEST_ALL") and not_run(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def report_calls(session: pytest.Session, python: str) -> None:
    """Publish the oracle's word as the result of one more test, so that the closing line counts it."""
    calls = Path(os.environ[CALLS])
    checked = subprocess.run([python, str(CHECKER), str(calls)], capture_output=True, text=True)
    ok = checked.returncode == 0
    report = pytest.TestReport(
        nodeid="tests/oracle/check_calls.py::every_call_of_this_run",
        location=("tests/oracle/check_calls.py", 0, "every_call_of_this_run"),
        keywords={},
        outcome="passed" if ok else "failed",
        longrepr=None if ok else checked.stdout + checked.stderr,
        when="call",
    )
    session.config.hook.pytest_runtest_logreport(report=report)
    if not ok:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def not_run(config: pytest.Config) -> Counter[str]:
    """Why tests were skipped -> how many."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reasons = [report.longrepr for report in reporter.stats.get("skipped", ())] if reporter else []
    return Counter(reason[2] if isinstance(reason, tuple) else str(reason) for reason in reasons)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out = not_run(config)
    if left_out:
        terminalreporter.section("not run", sep="=", yellow=True)
        for reason, count in sorted(left_out.items()):
            terminalreporter.line(f"{count} not run: {reason.removeprefix('Skipped: ')}")
