"""Rights asked again at the end: they may have been lost while somebody was answering."""

from bot.draft import Draft
from bot.rights import Act, Subject
from flows.session import Session


def is_refused(draft: Draft, standing: Session) -> bool:
    """Whether the person may no longer file the report, or change it. They are told on the card that was `standing`,
    and nothing of what they told is lost."""
    changes = draft.row.amends is not None
    act = Act.AMEND_REPORT if changes else Act.FILE_REPORT
    if draft.turn.may(act, Subject(person_id=draft.turn.active.id)):
        return False
    voice = draft.context.voice
    draft.session = standing
    draft.show(
        voice("You belong to no section at the moment, so the changes can not be saved. They are kept here.")
        if changes
        else voice("You belong to no section at the moment, so this can not be filed. It is kept.")
    )
    return True
