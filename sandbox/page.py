"""The chat page: pick a person and talk to the bot in a browser, on the same origin and port as the Bot API."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from sandbox.methods.menus import menu
from sandbox.page_feed import Feed
from sandbox.page_people import everyone
from sandbox.table import Upload
from sandbox.ticking import TickingClockFile
from sandbox.watching import Event
from sandbox.world import World

STATIC = Path(__file__).with_name("page")

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-src 'self'; frame-ancestors 'self'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
"""The page loads nothing from elsewhere, and no page but itself (side by side) may show it or any file of a chat."""

SHOWN = {
    *("image/jpeg", "image/png", "image/webp", "image/gif"),
    *("audio/ogg", "audio/webm", "audio/mpeg", "video/mp4", "video/webm", "video/quicktime"),
}
"""Types a browser may show in the page; any other file is only ever downloaded, so it can never run as a page."""

FORWARD = {"1 hour": timedelta(hours=1), "1 day": timedelta(days=1), "1 week": timedelta(weeks=1)}

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(world: World, ticking: TickingClockFile | None = None) -> list[Route]:
    """The page's routes over a world; with a ticking clock file the page can move the clock forward."""
    page = ChatPage(world, ticking)
    own = "/chat/{person:int}"
    return [
        Route("/", guarded(page.index)),
        Route("/page/{name}", guarded(page.part)),
        Route("/chat/people", guarded(page.people)),
        Route("/chat/clock", guarded(page.clock)),
        Route("/chat/clock", guarded(page.forward), methods=["POST"]),
        Route("/chat/file/{file_id}", guarded(page.file)),
        Route(own + "/messages", guarded(page.messages)),
        Route(own + "/commands", guarded(page.commands)),
        Route(own + "/events", guarded(page.events)),
        Route(own + "/say", guarded(page.say), methods=["POST"]),
        Route(own + "/edit", guarded(page.edit), methods=["POST"]),
        Route(own + "/press", guarded(page.press), methods=["POST"]),
        Route(own + "/photos", guarded(page.photos), methods=["POST"]),
        Route(own + "/document", guarded(page.document), methods=["POST"]),
        Route(own + "/voice", guarded(page.voice), methods=["POST"]),
        Route(own + "/video", guarded(page.video), methods=["POST"]),
        Route(own + "/location", guarded(page.location), methods=["POST"]),
    ]


def guarded(endpoint: Endpoint) -> Endpoint:
    """Answer with the page's headers, and act only for the page itself.

    A browser names the page a POST comes from in `Origin`; another page, even on this machine, has another origin.
    What the world refuses (ValueError) is answered with 400.
    """

    async def answer(request: Request) -> Response:
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        if request.method == "POST" and request.headers.get("origin") != own:
            return JSONResponse({"error": "only the chat page itself may do this"}, 403, HEADERS)
        try:
            response = await endpoint(request)
        except ValueError as error:
            response = JSONResponse({"error": str(error)}, 400)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


class ChatPage:
    """What the browser asks for, and what its person does."""

    def __init__(self, world: World, ticking: TickingClockFile | None) -> None:
        self._world = world
        self._ticking = ticking
        self._feed = Feed(world)
        self._static = StaticFiles(directory=STATIC)

    async def index(self, request: Request) -> Response:
        """The page itself."""
        return FileResponse(STATIC / "index.html")

    async def part(self, request: Request) -> Response:
        """A script, style sheet or drawing of the page; asked for anew each time, so that an upgrade shows at once."""
        return await self._static.get_response(request.path_params["name"], request.scope)

    async def people(self, request: Request) -> Response:
        """The bot, and the people to pick from."""
        return JSONResponse({"bot": self._world.bot, "people": everyone(self._world)})

    async def messages(self, request: Request) -> Response:
        """The whole chat, and the position in the feed from which on events are news."""
        position = self._feed.position()
        return JSONResponse({"position": position, "messages": self._world.history(self._person(request))})

    async def commands(self, request: Request) -> Response:
        """The commands that the bot offers this person now."""
        return JSONResponse(menu(self._world, self._person(request)))

    async def events(self, request: Request) -> Response:
        """The chat's events after `Last-Event-ID` (set by the browser when it reconnects) or `?after=`."""
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stream = self._feed.stream(self._person(request), after, self._clock)
        return StreamingResponse(stream, media_type="text/event-stream")

    async def say(self, request: Request) -> Response:
        """Write a text: `{"text"}`."""
        (text,) = await _given(request, text=str)
        return _done(update=self._world.say(self._person(request), text))

    async def edit(self, request: Request) -> Response:
        """Change an own message: `{"message_id", "text"}`."""
        message_id, text = await _given(request, message_id=int, text=str)
        return _done(update=self._world.edit_text(self._person(request), message_id, text))

    async def press(self, request: Request) -> Response:
        """Tap a button: `{"message_id", "data"}`. The result names the callback query, which the answer will name."""
        message_id, data = await _given(request, message_id=int, data=str)
        update = self._world.press(self._person(request), message_id, data)
        return _done(update=update, query=next(reversed(self._world.queries.data)))

    async def photos(self, request: Request) -> Response:
        """Send one picture or an album: multipart, one or more `file`, perhaps a `caption`."""
        files, caption = await _files(request)
        pictures = [file.data for file in files]
        return _done(updates=self._world.send_photos(self._person(request), pictures, caption))

    async def document(self, request: Request) -> Response:
        """Send one file as it is: multipart, one `file`, perhaps a `caption`."""
        (file, *_), caption = await _files(request)
        person = self._person(request)
        return _done(update=self._world.send_document(person, file.data, file.name, file.mime_type, caption))

    async def voice(self, request: Request) -> Response:
        """Send a recording: multipart, one `file`."""
        (file, *_), _caption = await _files(request)
        kind = file.mime_type.partition(";")[0]
        return _done(update=self._world.send_voice(self._person(request), file.data, mime_type=kind))

    async def video(self, request: Request) -> Response:
        """Send a film: multipart, one `file`, perhaps a `caption`."""
        (file, *_), caption = await _files(request)
        kind = file.mime_type.partition(";")[0]
        return _done(update=self._world.send_video(self._person(request), file.data, caption, mime_type=kind))

    async def location(self, request: Request) -> Response:
        """Send a place: `{"latitude", "longitude"}` in degrees."""
        latitude, longitude = await _given(request, latitude=float, longitude=float)
        return _done(update=self._world.send_location(self._person(request), latitude, longitude))

    async def file(self, request: Request) -> Response:
        """A file of any chat: shown if it is a picture, sound or film, else only downloaded."""
        try:
            file = self._world.file(request.path_params["file_id"])
        except KeyError:
            raise HTTPException(404, "no such file") from None
        shown = file.mime_type in SHOWN
        return Response(
            file.data,
            media_type=file.mime_type if shown else "application/octet-stream",
            headers={
                "Content-Disposition": "inline" if shown else "attachment",
                "Cache-Control": "private, max-age=86400",
            },
        )

    async def clock(self, request: Request) -> Response:
        """The present instant, and whether it can be moved."""
        return JSONResponse(self._clock())

    async def forward(self, request: Request) -> Response:
        """Move the clock forward: `{"forward": "1 hour" | "1 day" | "1 week"}`."""
        (by,) = await _given(request, forward=str)
        if by not in FORWARD:
            raise ValueError("forward is one of: " + ", ".join(FORWARD))
        if self._ticking is None:
            raise HTTPException(409, "this clock cannot be moved")
        self._ticking.forward(FORWARD[by])
        return JSONResponse(self._clock())

    def _clock(self) -> Event:
        return {"now": self._world.clock.now().isoformat(), "movable": self._ticking is not None}

    def _person(self, request: Request) -> int:
        person: int = request.path_params["person"]
        if str(person) not in self._world.people:
            raise HTTPException(404, "no such person")
        return person


def _done(**result: Any) -> Response:
    return JSONResponse(result)


async def _given(request: Request, **kinds: type) -> tuple[Any, ...]:
    """The named values of a JSON object; ValueError if one is missing or of another kind."""
    body = await request.json()
    for name, kind in kinds.items():
        if not isinstance(body, dict) or not isinstance(body.get(name), (float, int) if kind is float else kind):
            raise ValueError(f"{name} is needed, a {kind.__name__}")
    return tuple(body[name] for name in kinds)


async def _files(request: Request) -> tuple[list[Upload], str | None]:
    """The files of a multipart form, and its caption."""
    async with request.form() as form:
        files = [
            Upload(await part.read(), part.filename or "file", part.content_type or "application/octet-stream")
            for part in form.getlist("file")
            if isinstance(part, UploadFile)
        ]
        caption = str(form.get("caption") or "") or None
    if not files:
        raise ValueError("a file is needed")
    return files, caption
