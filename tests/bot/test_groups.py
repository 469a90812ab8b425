"""In groups only commands and our own buttons are answered, and nothing private is shown."""

from tests.support.chat import JPEG, Respondent, Town, buttons

GROUP = -100_200_300


async def member_in_group(town: Town) -> Respondent:
    amina = await town.member()
    town.world.add_group(GROUP, "Berlin group", [amina.id])
    return amina


def in_group(town: Town) -> list[dict[str, object]]:
    return [message for message in town.world.history(GROUP) if message["from"]["is_bot"]]


async def test_a_command_is_answered_by_the_way_to_the_private_chat(town: Town) -> None:
    amina = await member_in_group(town)
    for command in ("/report", "/myreports", "/forget", f"/help@{town.world.bot['username']}"):
        town.world.say(amina.id, command, GROUP)
    await town.pump()
    answers = in_group(town)
    assert len(answers) == 4
    for answer in answers:
        (button,) = buttons(answer)
        assert button["url"] == f"https://t.me/{town.world.bot['username']}?start=menu"
    assert amina.history == []


async def test_everything_else_is_met_with_silence(town: Town) -> None:
    town.world.reads_groups = True
    amina = await member_in_group(town)
    town.world.say(amina.id, "37,181 signatures", GROUP)
    town.world.say(amina.id, "/weather", GROUP)
    town.world.say(amina.id, "/report@another_bot", GROUP)
    town.world.send_photos(amina.id, [JPEG], chat_id=GROUP)
    await town.pump()
    assert in_group(town) == []


async def test_a_button_in_a_group_opens_the_private_chat(town: Town) -> None:
    amina = await member_in_group(town)
    await amina.says("/report")
    _, button = amina.button("Petition delivery")
    before = amina.screen()
    for data in (button["callback_data"], "ja:AAAABBBBCCCC:1:0", "forged"):
        town.world.press(amina.id, 1, data, GROUP)
        await town.pump()
        assert town.world.toasts(amina.id)[-1]["url"].endswith("?start=menu")
    assert in_group(town) == []
    assert amina.screen() == before


async def test_a_stranger_in_a_group_leaves_no_trace(town: Town) -> None:
    town.world.add_person(502, "Bruno")
    town.world.add_group(GROUP, "Berlin group", [502])
    town.world.say(502, "/start", GROUP)
    await town.pump()
    assert len(in_group(town)) == 1
    found = await town.service.database.read(lambda stores: stores.people.find(stores.keyring.lookups(502)))
    assert found is None


