"""A call of the bot from its parameters to its answer: faults, types, the method itself, the log."""

from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.faults import Fault
from sandbox.ground import Ground
from sandbox.methods import HANDLERS
from sandbox.polling import Poller
from sandbox.table import described, find_method, read_parameters


@dataclass(frozen=True)
class Answer:
    """What the caller is told, and the misfortune, if any, that befalls the telling."""

    body: dict[str, Any]
    fault: Fault | None = None

    @property
    def status(self) -> int:
        """The HTTP status."""
        code: int = self.body.get("error_code", 200)
        return code


class BotApi:
    """The methods of one bot over a world."""

    def __init__(self, world: Ground) -> None:
        self._world = world
        self._poller = Poller(world)

    async def call(self, name: str, given: dict[str, Any]) -> Answer:
        """Carry out one call; never raises for anything the caller did."""
        try:
            method = find_method(name)
        except ApiError as error:
            return Answer(error.body())
        params: dict[str, Any] = given
        fault = None
        try:
            params = read_parameters(method, given)
            fault = self._world.faults.call(method, params.get("chat_id"))
            if fault is not None and not fault.after:
                if refusal := fault.error():
                    raise refusal
                return Answer({"ok": True}, fault)
            body = {"ok": True, "result": await self._perform(method, params)}
        except ApiError as error:
            body = error.body()
        self._world.calls.add(self._world.clock.now().isoformat(), method, described(params), body)
        return Answer(body, fault)

    async def _perform(self, method: str, params: dict[str, Any]) -> Any:
        if method == "getUpdates":
            return await self._poller.get_updates(params)
        try:
            with self._world.together():
                return HANDLERS[method](self._world, params)
        except UnicodeEncodeError as error:
            raise bad_request("strings must be encoded in UTF-8") from error
