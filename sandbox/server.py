"""The local Telegram over HTTP, on loopback only."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from sandbox.api import Answer, BotApi
from sandbox.delivery import WebhookDelivery
from sandbox.errors import ApiError, bad_request, not_found, unauthorized
from sandbox.page import routes as page_routes
from sandbox.table import Upload
from sandbox.ticking import TickingClockFile
from sandbox.world import World

HOST = "127.0.0.1"
KEEP_ALIVE = 75
"""Seconds an idle connection stays open, so that a bot at rest does not run into one that is just being closed."""
HOSTS = ("127.0.0.1", "localhost", "[::1]")


class FrontDoor:
    """Refuses requests that name another host or come from another page, so that no web page can reach the sandbox.

    Requests still waiting when the server ends (long polls, the page's events) end without a word.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not own(scope):
            refusal = PlainTextResponse("this server answers only to its own address", 403)
            await refusal(scope, receive, send)
            return
        with suppress(asyncio.CancelledError):
            await self._app(scope, receive, send)


def own(scope: Scope) -> bool:
    """Whether the Host header is the server's own address, and a browser says that its own page is asking.

    A page elsewhere can ask for a picture or follow a form without naming its origin, but Sec-Fetch-Site tells. It may
    only link to the chat page.
    """
    headers = dict(scope["headers"])
    if headers.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin") and scope["path"] != "/":
        return False
    hosts = {f"{name}:{scope['server'][1]}" for name in HOSTS}
    host = headers.get(b"host", b"").decode("latin-1")
    origin = headers.get(b"origin", b"").decode("latin-1")
    return host in hosts and origin in ("", f"http://{host}")


class BotServer:
    """The Bot API's own addresses."""

    def __init__(self, world: World, api: BotApi) -> None:
        self._world = world
        self._api = api

    async def call(self, request: Request) -> Response:
        """`/bot<token>/<method>`: parameters from the query, a form, multipart or JSON."""
        try:
            self._check_token(request.path_params["token"])
            given = await parameters(request)
        except ApiError as error:
            return json_response(error.body(), error.code)
        answer = await self._api.call(request.path_params["method"], given)
        if answer.fault is not None and answer.fault.error() is None:
            await self._fail(request, answer)
        return json_response(answer.body, answer.status)

    async def download(self, request: Request) -> Response:
        """`/file/bot<token>/<file_path>`: a file that getFile has named within the last hour."""
        try:
            self._check_token(request.path_params["token"])
        except ApiError as error:
            return json_response(error.body(), error.code)
        granted = self._world.downloads.get(request.path_params["path"])
        if granted is None or datetime.fromisoformat(granted["until"]) < self._world.clock.now():
            return json_response(not_found().body(), 404)
        file = self._world.file(granted["file_id"])
        return Response(file.data, media_type="application/octet-stream")

    async def faults(self, request: Request) -> Response:
        """`/sandbox/faults`: GET lists, POST adds one (JSON object) or several (array), DELETE clears."""
        plan = self._world.faults
        if request.method == "DELETE":
            plan.clear()
        elif request.method == "POST":
            try:
                given = orjson.loads(await request.body())
                for fault in given if isinstance(given, list) else [given]:
                    plan.add(**fault)
            except (TypeError, ValueError) as error:
                return json_response({"error": str(error)}, 400)
        return json_response({"faults": plan.listed(), "struck": plan.struck}, 200)

    def _check_token(self, token: str) -> None:
        if token == self._world.token:
            return
        number, _, secret = token.partition(":")
        raise unauthorized() if number.isdigit() and secret else not_found()

    async def _fail(self, request: Request, answer: Answer) -> None:
        """Cut the connection, or hold the answer back until the caller has gone."""
        if answer.fault is not None and answer.fault.kind == "drop":
            request.scope["state"]["transport"].abort()
        while (await request.receive())["type"] != "http.disconnect":
            pass


def json_response(body: dict[str, Any], status: int) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(body), status, media_type="application/json")


async def parameters(request: Request) -> dict[str, Any]:
    """The parameters of a call, from wherever they stand; ApiError 400 if they can't be read."""
    given: dict[str, Any] = {}
    try:
        given.update(parse_qsl(request.scope["query_string"].decode("ascii"), keep_blank_values=True, errors="strict"))
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data":
            given.update(await multipart(request))
        elif kind == "application/json":
            given.update(json_object(await request.body()))
        elif body := await request.body():
            given.update(parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error
    return given


async def multipart(request: Request) -> dict[str, Any]:
    """Texts and files of a multipart form."""
    given: dict[str, Any] = {}
    async with request.form(max_files=100) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                kind = value.content_type or "application/octet-stream"
                given[name] = Upload(await value.read(), value.filename or name, kind)
            else:
                given[name] = value
    return given


def json_object(body: bytes) -> dict[str, Any]:
    """The parameters of a JSON body."""
    try:
        found = orjson.loads(body) if body else {}
    except orjson.JSONDecodeError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(found, dict):
        raise bad_request("can't parse JSON object")
    return found


def create_app(world: World, api: BotApi | None = None, ticking: TickingClockFile | None = None) -> Starlette:
    """The Bot API, the faults and the chat page over one world."""
    server = BotServer(world, api or BotApi(world))
    return Starlette(
        routes=[
            Route("/bot{token}/{method}", server.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", server.download),
            Route("/sandbox/faults", server.faults, methods=["GET", "POST", "DELETE"]),
            *page_routes(world, ticking),
        ],
        middleware=[Middleware(FrontDoor)],
    )


class CuttableProtocol(H11Protocol):
    """Hands each request its connection in `scope["state"]`, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


@dataclass(frozen=True)
class Server:
    """A running sandbox."""

    world: World
    port: int

    @property
    def url(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token


@asynccontextmanager
async def serve(
    world: World | None = None, port: int = 0, ticking: TickingClockFile | None = None
) -> AsyncIterator[Server]:
    """Run the sandbox in this event loop; port 0 takes a free one. OSError if the port is taken."""
    world = world or World()
    api = BotApi(world)
    app = create_app(world, api, ticking)
    config = Config(app, lifespan="off", log_config=None, ws="none", timeout_keep_alive=KEEP_ALIVE)
    state = ServerState()
    background = [WebhookDelivery(world, api).run, *([ticking.run] if ticking else [])]
    try:
        async with listening(config, state, port) as bound, running(background):
            yield Server(world, bound)
    finally:
        world.close()


@asynccontextmanager
async def running(background: Sequence[Callable[[], Coroutine[Any, Any, None]]]) -> AsyncIterator[None]:
    """Run these beside the body, and end them with it."""
    tasks = [asyncio.create_task(each()) for each in background]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def listening(config: Config, state: ServerState, port: int) -> AsyncIterator[int]:
    """Take connections; gives the port. At the end all connections are cut, without waiting for anybody.

    uvicorn's own server looks up only every tenth of a second, which is long beside a test.
    """
    listener = await asyncio.get_running_loop().create_server(
        lambda: CuttableProtocol(config=config, server_state=state, app_state={}),
        HOST,
        port,
        family=socket.AF_INET,
        backlog=1024,
    )
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        for connection in list(state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)
        for task in list(state.tasks):
            task.cancel()
        await asyncio.gather(*state.tasks, return_exceptions=True)
