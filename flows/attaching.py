"""Pictures and files: whose answer they belong to, also when they come late (albums) or out of turn."""

from dataclasses import replace

from flows.acts import settle
from flows.answers import WANTED
from flows.definition import QuestionType
from flows.effects import AlbumGrown, RejectionCode
from flows.inputs import Attached
from flows.limits import ALBUMS_MAX, CAPTION_MAX, FILES_MAX, TEXT_MAX
from flows.outcomes import Refusal, Taken
from flows.revision import Compiled
from flows.session import Response, State
from flows.turns import Turn
from texts.cleaning import clean

#: What a question takes while it stands, and what it takes while another one does. A voice message is someone
#: answering the standing question, so it never counts as evidence on the side.
_STANDING = {
    QuestionType.IMAGE: frozenset({"photo"}),
    QuestionType.AUDIO: frozenset({"voice", "audio"}),
    QuestionType.VIDEO: frozenset({"video", "video_note"}),
    QuestionType.FILE: frozenset({"photo", "document", "video", "animation", "audio", "voice", "video_note"}),
    QuestionType.BARCODE: frozenset({"photo"}),
}
_ASIDE = {
    QuestionType.IMAGE: frozenset({"photo"}),
    QuestionType.VIDEO: frozenset({"video", "video_note"}),
    QuestionType.AUDIO: frozenset({"audio"}),
    QuestionType.FILE: frozenset({"document", "video", "animation"}),
}


def attach(turn: Turn, given: Attached) -> None:
    """Add an attachment to the answer it belongs to; if that question stands, it is answered and the turn goes on."""
    compiled = _taker(turn, given)
    if compiled is None:
        return _refuse(turn, given)
    if compiled.type is QuestionType.BARCODE:
        return _shows_code(turn, compiled, given)
    response = _grown(turn, compiled, given)
    if isinstance(response, Refusal):
        return turn.reject(response.code, **response.params)
    if response is None:
        return turn.nothing_new(compiled.name)
    if given.group and (given.group, compiled.name) not in turn.albums:
        turn.remember_album(given.group, compiled.name, ALBUMS_MAX)
    if turn.is_current(compiled):
        return turn.answer(compiled, response)
    turn.put(compiled, response)
    turn.effects.append(AlbumGrown(compiled.name, len(response.value)))
    # A picture on the review card may make a question apply (may it be published?): then that is asked.
    if turn.state is State.REVIEW:
        turn.go_on()
    return None


def _shows_code(turn: Turn, compiled: Compiled, given: Attached) -> None:
    """A picture of a barcode is evidence; what it says is the answer, typed by the person if it could not be read."""
    before = turn.responses.get(compiled.name)
    standing = turn.is_current(compiled)
    held = turn.asking.evidence if standing else before.evidence if before else ()
    if given.attachment in held or (not standing and before is None):
        return turn.nothing_new(compiled.name)
    if len(held) >= FILES_MAX:
        return turn.reject(RejectionCode.TOO_MANY_FILES, limit=FILES_MAX)
    held = (*held, given.attachment)
    if given.group and (given.group, compiled.name) not in turn.albums:
        turn.remember_album(given.group, compiled.name, ALBUMS_MAX)
    turn.effects.append(AlbumGrown(compiled.name, len(held)))
    if not standing and before is not None:
        return turn.put(compiled, replace(before, evidence=held))
    turn.detail(evidence=held)
    read = clean(given.read or "").strip()[:TEXT_MAX]
    return settle(turn, compiled, Taken(read)) if read else turn.reject(RejectionCode.CODE_UNREAD)


def _taker(turn: Turn, given: Attached) -> Compiled | None:
    """The question of its album, else the standing one, else one that takes such things: answered ones first."""
    if given.group and (question := dict(turn.albums).get(given.group)):
        return turn.revision.by_name.get(question)
    current = turn.current
    if current is not None and (given.kind in _STANDING.get(current.type, ()) or _speaks(turn, current, given)):
        return current
    takers = [
        compiled
        for compiled in turn.facts.layout.answerable
        if given.kind in _ASIDE.get(compiled.type, ()) and turn.facts.relevant(compiled)
    ]
    # A question for just such things before one for files of any kind.
    return min(takers, key=lambda each: (each.type is QuestionType.FILE, each.name not in turn.responses), default=None)


def _speaks(turn: Turn, current: Compiled, given: Attached) -> bool:
    """A voice message answers a question for text, unless the text is needed: then it must be written."""
    return current.type is QuestionType.TEXT and given.kind == "voice" and not turn.facts.must_answer(current)


def _grown(turn: Turn, compiled: Compiled, given: Attached) -> Response | Refusal | None:
    """The answer with the attachment added; None if it holds it already."""
    before = turn.responses.get(compiled.name)
    held = before.value if before and isinstance(before.value, list) else []
    if given.attachment in held:
        return None
    if len(held) >= FILES_MAX:
        return Refusal(RejectionCode.TOO_MANY_FILES, {"limit": FILES_MAX})
    caption = clean((given.caption or "")[:CAPTION_MAX]).strip()
    words = "\n".join(part for part in (before.words if before else None, caption) if part) or None
    return replace(turn.response([*held, given.attachment]), words=words)


def _refuse(turn: Turn, given: Attached) -> None:
    if turn.current is None:
        return turn.reject(RejectionCode.USE_REVIEW, kind=given.kind)
    return turn.reject(WANTED[turn.current.type], kind=given.kind)
