"""Table of contents, flows as a whole: walked through, sent in and taken out, published. Each story asks for the right
itself."""

from bot.handlers import (
    flow_files,
    flow_history,
    flow_publishing,
    flow_sheets,
    flow_translating,
    flow_trials,
    previewing,
)
from bot.turns import Story
from texts.verbs import ChatVerb

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
    ChatVerb.FLOW_SHEET: flow_sheets.spreadsheet,
    ChatVerb.FLOW_PICTURE: flow_sheets.picture,
    ChatVerb.FLOW_TRANSLATE: flow_translating.languages,
    ChatVerb.FLOW_TRANSLATE_AS: flow_translating.handed_off,
    ChatVerb.FLOW_DRY_RUN: flow_trials.try_out,
    ChatVerb.FLOW_HEALTH: flow_trials.health,
    ChatVerb.FLOW_PUBLISH: flow_publishing.publish,
    ChatVerb.FLOW_PUBLISH_SURE: flow_publishing.publish_surely,
    ChatVerb.FLOW_NOTE: flow_publishing.ask_note,
    ChatVerb.FLOW_DISCARD: flow_publishing.discard,
    ChatVerb.FLOW_DISCARD_SURE: flow_publishing.discard_surely,
    ChatVerb.FLOW_HISTORY: flow_history.history,
    ChatVerb.FLOW_REVISION: flow_history.revision,
    ChatVerb.FLOW_COMPARE: flow_history.compare,
    ChatVerb.FLOW_ROLL_BACK: flow_history.roll_back_to,
    ChatVerb.FLOW_ROLL_BACK_SURE: flow_history.roll_back_surely,
}
