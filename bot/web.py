"""What the program serves by HTTP: Telegram's webhook, /healthz and /metrics."""

import asyncio
import hmac
import ipaddress
import socket
from contextlib import suppress
from urllib.parse import urlsplit

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.app import Afteraction
from bot.errors import OperatorError
from bot.intake import Intake
from bot.metrics import CONTENT_TYPE, folders
from bot.settings import Settings

LARGEST = 1024 * 1024  # bytes of a posted update
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def create_app(settings: Settings, application: Afteraction, intake: Intake | None) -> Starlette:
    """The web application; without `intake` there is no webhook."""

    async def healthz(_: Request) -> Response:
        try:
            waiting = await application.service.database.read(
                lambda stores: stores.updates.count_waiting(application.bot.id)
            )
        except Exception as error:
            return JSONResponse({"status": "database unavailable", "error": type(error).__name__}, 503)
        ticked = application.service.metrics.last_tick
        last_tick = ticked.isoformat() if ticked else None
        return JSONResponse({"status": "ok", "updates_waiting": waiting, "last_tick": last_tick})

    async def metrics(request: Request) -> Response:
        if not _from_inside(request):
            return Response(status_code=404)
        service = application.service
        try:
            page = await service.metrics.page(service.database, service.clock, folders(settings))
        except Exception as error:
            return JSONResponse({"status": "database unavailable", "error": type(error).__name__}, 503)
        return Response(page, media_type=CONTENT_TYPE)

    async def webhook(request: Request) -> Response:
        secret = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(secret.encode(), settings.webhook_secret.get_secret_value().encode()):
            return Response(status_code=403)
        content = await _content(request)
        if content is None:
            return Response(status_code=400)
        assert intake is not None
        return Response(status_code=200 if await intake.take_posted(content) else 503)

    routes = [Route("/healthz", healthz), Route("/metrics", metrics)]
    if intake is not None:
        routes.append(Route(urlsplit(settings.webhook_url).path or "/", webhook, methods=["POST"]))
    return Starlette(routes=routes)


def _from_inside(request: Request) -> bool:
    """Whether it is asked from this machine or its network, and not passed on from outside by a proxy."""
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    with suppress(ValueError):
        return ipaddress.ip_address(request.client.host).is_private
    return False


async def _content(request: Request) -> dict[str, object] | None:
    """The posted update; None for anything that is none."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    with suppress(orjson.JSONDecodeError):
        content = orjson.loads(bytes(body))
        if isinstance(content, dict) and isinstance(content.get("update_id"), int):
            return content
    return None


class WebServer:
    """Uvicorn inside our event loop; signals are handled by whoever runs the loop."""

    def __init__(self, app: Starlette, listen: str) -> None:
        self._listen = listen
        host, _, port = listen.rpartition(":")
        config = uvicorn.Config(
            app, host=host.strip("[]"), port=int(port), log_config=None, access_log=False, lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen; OperatorError if the address can not be had."""
        config = self._server.config
        config.load()
        self._server.lifespan = config.lifespan_class(config)
        try:
            sockets = [await asyncio.to_thread(_bind, config.host, config.port)]
        except OSError as error:
            raise OperatorError(f"LISTEN: can not listen on {self._listen}: {error.strerror}") from None
        await self._server.startup(sockets=sockets)
        self._task = asyncio.create_task(self._server.main_loop())

    async def stop(self) -> None:
        """Finish the requests under way, and close."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
            await self._server.shutdown()


def _bind(host: str, port: int) -> socket.socket:

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(1024)
    return listener
