"""The chat page: pick a person and talk to the bot in a browser, on the same origin and port as the Bot API."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.page_feed import Event, Feed
from sandbox.ticking import TickingClockFile

STATIC = Path(__file__).with_name("page")

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
"""The page loads nothing from elsewhere, and no other page may show it or any file of a chat."""

SHOWN = {"image/jpeg", "image/png", "image/webp", "image/gif", "audio/ogg", "audio/mpeg", "video/mp4"}
"""Types a browser may show in the page; any other file is only ever downloaded, so it can never run as a page."""

FORWARD = {"1 hour": timedelta(hours=1), "1 day": timedelta(days=1), "1 week": timedelta(weeks=1)}

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(world: Any, ticking: TickingClockFile | None = None) -> list[Route | Mount]:
    """The page's routes over a world; with a ticking clock file the page can move the clock forward."""
    page = ChatPage(world, ticking)
    own = "/chat/{person:int}"
    return [
        Route("/", guarded(page.index)),
        Mount("/page", StaticFiles(directory=STATIC)),
        Route("/chat/people", guarded(page.people)),
        Route("/chat/clock", guarded(page.clock)),
        Route("/chat/clock", guarded(page.forward), methods=["POST"]),
        Route("/chat/file/{file_id}", guarded(page.file)),
        Route(own + "/messages", guarded(page.messages)),
        Route(own + "/events", guarded(page.events)),
        Route(own + "/say", guarded(page.say), methods=["POST"]),
        Route(own + "/edit", guarded(page.edit), methods=["POST"]),
        Route(own + "/press", guarded(page.press), methods=["POST"]),
        Route(own + "/photos", guarded(page.photos), methods=["POST"]),
        Route(own + "/document", guarded(page.document), methods=["POST"]),
    ]


def guarded(endpoint: Endpoint) -> Endpoint:
    """Answer with the page's headers, and act only for the page itself.

    A browser names the page a POST comes from in `Origin`; another page, even on this machine, has another origin.
    """

    async def answer(request: Request) -> Response:
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        if request.method == "POST" and request.headers.get("origin") != own:
            return JSONResponse({"error": "only the chat page itself may do this"}, 403, HEADERS)
        response = await endpoint(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


class ChatPage:
    """What the browser asks for, and what its person does."""

    def __init__(self, world: Any, ticking: TickingClockFile | None) -> None:
        self._world = world
        self._ticking = ticking
        self._feed = Feed(world)

    async def index(self, request: Request) -> Response:
        """The page itself."""
        return FileResponse(STATIC / "index.html")

    async def people(self, request: Request) -> Response:
        """The bot, and the people to pick from, in the order in which they were added."""
        return JSONResponse({"bot": self._world.get_me(), "people": self._world.people_list()})

    async def messages(self, request: Request) -> Response:
        """The whole chat, the bot's commands in it, and the position in the feed from which on events are news."""
        person = self._person(request)
        position = self._feed.position()
        return JSONResponse(
            {
                "position": position,
                "messages": self._world.history(person),
                "commands": self._world.commands_for(person),
            }
        )

    async def events(self, request: Request) -> Response:
        """The chat's events after `Last-Event-ID` (set by the browser when it reconnects) or `?after=`."""
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stream = self._feed.stream(self._person(request), after, self._clock)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def say(self, request: Request) -> Response:
        """Say a text: `{"text"}`."""
        body = await self._body(request)
        return self._done(self._world.say(self._person(request), str(body.get("text", ""))))

    async def edit(self, request: Request) -> Response:
        """Edit an own message: `{"message_id", "text"}`."""
        body = await self._body(request)
        return self._done(self._world.edit_text(self._person(request), int(body["message_id"]), str(body["text"])))

    async def press(self, request: Request) -> Response:
        """Press a button: `{"message_id", "data"}`; the answer names the callback query."""
        body = await self._body(request)
        return self._done(self._world.press(self._person(request), int(body["message_id"]), str(body["data"])))

    async def photos(self, request: Request) -> Response:
        """Send one photo or an album: multipart, one or more `file`, perhaps a `caption`."""
        files, caption = await self._files(request)
        pictures = [await file.read() for file in files]
        return self._done(self._world.send_photos(self._person(request), pictures, caption))

    async def document(self, request: Request) -> Response:
        """Send one file as it is: multipart, one `file`, perhaps a `caption`."""
        (file, *_), caption = await self._files(request)
        kind = file.content_type or "application/octet-stream"
        data = await file.read()
        return self._done(self._world.send_document(self._person(request), data, file.filename, kind, caption))

    async def file(self, request: Request) -> Response:
        """A file of any chat: shown if it is a picture, sound or film, else downloaded."""
        data, kind, name = self._world.file(request.path_params["file_id"])
        return Response(data, media_type=kind)

    async def clock(self, request: Request) -> Response:
        """The present instant, and whether it can be moved."""
        return JSONResponse(self._clock())

    async def forward(self, request: Request) -> Response:
        """Move the clock forward: `{"forward": "1 hour" | "1 day" | "1 week"}`."""
        delta = FORWARD.get(str((await self._body(request)).get("forward")))
        if delta is None:
            raise HTTPException(400, "forward is one of: " + ", ".join(FORWARD))
        if self._ticking is None:
            raise HTTPException(409, "this clock cannot be moved")
        self._ticking.forward(delta)
        return JSONResponse(self._clock())

    def _clock(self) -> Event:
        now = self._ticking.now() if self._ticking else datetime.now(UTC)
        return {"now": now.isoformat(), "movable": self._ticking is not None}

    def _person(self, request: Request) -> int:
        person = int(request.path_params["person"])
        if person not in self._world.people:
            raise HTTPException(404, "no such person")
        return person

    async def _body(self, request: Request) -> dict[str, Any]:
        body = await request.json()
        if not isinstance(body, dict):
            raise HTTPException(400, "an object is needed")
        return body

    async def _files(self, request: Request) -> tuple[list[UploadFile], str | None]:
        form = await request.form()
        files = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
        if not files:
            raise HTTPException(400, "a file is needed")
        return files, str(form.get("caption") or "") or None

    def _done(self, result: Any) -> Response:
        return JSONResponse({"ok": True, "result": result})
