"""Table of contents, flows as a whole: walked through, sent in and taken out, published. Each story asks for the right
itself."""

from bot.handlers import flow_files, previewing
from bot.turns import Story
from bot.verbs import ChatVerb

BUTTONS: dict[str, Story] = {
    ChatVerb.PREVIEW: previewing.preview,
    ChatVerb.PREVIEW_LANGUAGES: previewing.languages,
    ChatVerb.PREVIEW_LANGUAGE: previewing.language,
    ChatVerb.PREVIEW_END: previewing.end,
    ChatVerb.HANDED_PROBLEMS: flow_files.problems,
    ChatVerb.HANDED_WITHOUT: flow_files.without,
    ChatVerb.HANDED_DISCARD: flow_files.discard,
    ChatVerb.UPLOAD_SIDE: flow_files.choose_side,
    ChatVerb.UPLOAD_DISCARD: flow_files.discard_upload,
}
