"""People who look after flows, and what their drafts hold."""

from collections.abc import Callable
from typing import Any

from flows.definition import Flow
from flows.reading import read_flow
from tests.support.chat import Respondent, Town

TRAINING = """
key: training
title: {en: Training, fr: Formation, de: Schulung}
default_language: en
files: action
audience: [activist, staff, coordinator, admin]
items:
  - {type: integer, name: people, label: {en: How many came?, fr: Combien de personnes ?, de: Wie viele kamen?},
     line: {en: People, fr: Personnes, de: Menschen}, required: yes, figure: people_trained, basis: people,
     measure: in_period}
  - {type: image, name: pictures, label: {en: Have you got a picture?, fr: Une photo ?, de: Ein Bild?}}
  - {type: text, name: story, label: {en: How was it?, fr: Comment était-ce ?, de: Wie war es?},
     relevant: "${people} > 3"}
"""


def training(**changed: Any) -> Flow:
    """A small flow of our own."""
    return read_flow(TRAINING).model_copy(update=changed)


async def admin(town: Town, user_id: int = 601, language: str = "en", name: str = "Ada") -> Respondent:
    """Somebody who may do anything with flows."""
    ada = await town.member(user_id, language, role="activist", name=name)

    def grant(stores: Any) -> None:
        person = stores.people.find(stores.keyring.lookups(user_id))
        stores.roles.grant(person.id, "admin", "everything", "", stores.now)

    await town.service.database.run(grant)
    return ada


async def drafted(town: Town, flow: Flow) -> None:
    """The flow has a draft that says this; it is not published."""
    content = flow.model_dump_json(exclude_defaults=True)
    await run(town, lambda stores: stores.flow_drafts.begin(flow.key, None, stores.now, content))


async def run(town: Town, work: Callable[[Any], Any]) -> Any:
    """In a transaction."""
    return await town.service.database.run(work)
