"""Administrators of a town, and what its flows' drafts hold."""

from typing import Any

from flows.definition import Flow, Question
from tests.support.chat import Respondent, Town


async def an_admin(town: Town, user_id: int = 600, name: str = "Amina", language: str = "en") -> Respondent:
    """Somebody of the sample section who administers everything."""
    admin = await town.member(user_id, language, role="staff", name=name)

    def grant(stores: Any) -> None:
        person = stores.people.meet(stores.keyring.lookups(user_id))
        stores.roles.grant(person.id, "admin", "everything", "", stores.now)

    await town.service.database.run(grant)
    return admin


async def drafted(town: Town, key: str = "action") -> Flow:
    """What the draft of a flow holds."""
    draft = await town.service.database.read(lambda stores: stores.flow_drafts.get(key))
    return Flow.model_validate_json(draft.content)


async def question(town: Town, name: str, key: str = "action") -> Question:
    """A question of it."""
    return next(each for each in (await drafted(town, key)).questions() if each.name == name)
