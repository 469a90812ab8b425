"""Flows as spreadsheets: taken out, changed, sent back, walked through, published, rolled back."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from storage.tables import session
from tests.support.chat import Respondent, Town
from tests.support.flows import admin, run
from tests.support.sheets import XLSX, changed, document, form, put, read_here, row_of, sends

pytestmark = pytest.mark.usefixtures("read_in_this_process")
SURVEY = [["type", "name", "label", "relevant"], ["text", "what", "What happened?", ""]]


@pytest.fixture
def read_in_this_process(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "apart" not in request.node.name:
        monkeypatch.setattr("bot.flow_reading.read_apart", read_here)


async def takes_out(ada: Respondent, title: str = "Action") -> bytes:
    await ada.says("/flows")
    await ada.taps(title)
    await ada.taps("As spreadsheet")
    return document(ada)


def a_choice_and_a_question(book: Workbook) -> None:
    """What the admin does in a spreadsheet program."""
    choices, survey = book["choices"], book["survey"]
    vigil = row_of(choices, "other")
    choices.insert_rows(vigil)
    put(choices, vigil, list_name="kinds_of_action", name="night_march", label__en="Night march",
        label__fr="Marche de nuit", label__ar="مسيرة ليلية", label__es="Marcha nocturna")  # fmt: skip
    after = row_of(survey, "trained") + 1
    survey.insert_rows(after)
    put(survey, after, type="text", name="topic", relevant="${activity} = 'training'",
        label__en="What was the training about?", label__fr="Sur quoi portait la formation ?",
        label__ar="ما موضوع التدريب؟", label__es="¿De qué trataba la formación?")  # fmt: skip


async def test_out_changed_back_previewed_published_and_rolled_back(tmp_path: Path) -> None:
    async with Town(tmp_path, restarting=True) as town:
        ada, amina, bea = await admin(town), await town.member(501), await town.member(502, name="Bea")
        await bea.says("/report")
        await bea.taps("Action")  # she begins before
        await sends(ada, changed(await takes_out(ada), a_choice_and_a_question), "action changed.xlsx")
        ada.sees("Action", "your file stands in the draft", "topic|training about", r"\[Preview\]", r"\[Publish\]")
        await ada.taps("Preview")
        ada.language = "fr"  # what the bot is to speak to her
        await ada.taps("Français")
        await ada.says("formation")
        ada.sees("Combien de personnes ont été formées")
        await ada.says("12")
        ada.sees("Sur quoi portait la formation")
        ada.language = "en"
        await ada.says("/flows")
        await ada.taps("Action")
        await ada.taps("Publish")
        ada.sees("Publish Action", "Against revision 1")
        await ada.taps("Publish now")
        ada.sees("revision 2 is published")
        await amina.says("/report")
        await amina.taps("Action")
        await amina.says("night march")
        amina.sees("How many people took part")
        await amina.taps("Back")
        await amina.says("training")
        await amina.says("12")
        amina.sees("What was the training about")
        await bea.says("training")
        await bea.says("14")
        assert "What was the training about" not in bea.screen()  # she finishes on what she began with
        await ada.taps("To the flow")
        await ada.taps("Revisions")
        await ada.taps("revision 1")
        await ada.taps("Back to this revision")
        await ada.taps("Yes, back to it")
        ada.sees("revision 3 is published", "what revision 1 said")
        await bea.says("/report")
        await bea.taps("Action")
        await bea.says("night march")
        assert "How many people took part" not in bea.card["text"]
        left = await run(town, lambda stores: stores.connection.execute(session.select()).all())
        assert not [row for row in left if row.status == "handed"]


async def test_what_is_wrong_is_told_all_at_once_and_nothing_is_changed(town: Town) -> None:
    ada = await admin(town)
    rows = [["text", f"q{n}", "A question", "${nowhere} = 1"] for n in range(9)]
    await sends(ada, form([SURVEY[0], *rows], settings=[["form_id"], ["broken"]]), "broken.xlsx")
    ada.sees("broken.xlsx", "problems to mend", "nowhere", "q0", r"\[Next ›\]")
    await ada.taps("Next ›")
    ada.sees("q7", r"\[‹ Before\]")
    assert await run(town, lambda stores: stores.flow_drafts.all()) == []


async def test_what_is_wrong_is_told_in_the_persons_language(town: Town) -> None:
    """Rows and reasons, also those found in the process that reads the file; names stay as they are."""
    ada = await admin(town, language="fr")
    await sends(ada, form([SURVEY[0], ["text", "q", "A question", "${nowhere} = 1"]]), "broken.xlsx")
    ada.sees(r"survey, ligne 2 \(q\)", r"nomme \$\{nowhere\}, qui n’est pas une question", "corrigez le nom")
    fatima = await admin(town, 602, "ar", "Fatima")
    await sends(fatima, b"", "empty.csv", "text/csv")
    fatima.sees("الملف فارغ", "إرسال الجدول من جديد")


async def test_a_new_form_is_read_apart_and_becomes_a_new_flow(town: Town) -> None:
    ada = await admin(town)
    settings = [["form_id", "form_title"], ["street_talks", "Street talks"]]
    await sends(ada, form(SURVEY, settings=settings), "form.xlsx")
    ada.sees("Street talks", "is a new flow", "street_talks", r"\[Dry run\]", r"\[Discard\]")
    await ada.taps("Discard")
    await ada.taps("Yes, give it up")
    assert await run(town, lambda stores: stores.flow_drafts.all()) == []


async def test_what_is_no_form_at_all_is_told_kindly(town: Town) -> None:
    ada = await admin(town)
    await sends(ada, b"\x00\x01 nothing of the sort", "photo of a cat.xlsx")
    ada.sees("photo of a cat.xlsx", "to mend")
    await sends(ada, b"", "empty.csv", "text/csv")
    ada.sees("empty.csv", "to mend")


async def test_an_activist_who_sends_a_spreadsheet_opens_a_report_with_it(town: Town) -> None:
    amina = await town.member()
    await amina.does(amina.world.send_document, form(SURVEY), "form.xlsx", XLSX)
    amina.sees("Is this for a report")


async def test_what_was_changed_in_the_chat_meanwhile_is_asked_one_by_one(tmp_path: Path) -> None:
    async with Town(tmp_path, restarting=True) as town:
        ada = await admin(town)
        out = await takes_out(ada)

        def in_the_chat(stores: Any) -> None:
            draft = stores.flow_drafts.begin("action", None, stores.now)
            content = draft.content.replace("How many people were trained?", "How many learned something?")
            content = content.replace("All sessions together.", "All days together.")
            stores.flow_drafts.save(draft, content, '{"edit": {"acts": []}}', None, stores.now)

        def in_the_file(book: Workbook) -> None:
            at = row_of(book["survey"], "trained")
            put(book["survey"], at, label__en="How many people did you train?", hint__en="All evenings together.")
            a_choice_and_a_question(book)

        await run(town, in_the_chat)
        await sends(ada, changed(out, in_the_file), "action.xlsx")
        ada.sees("changed in the chat and in your file", "2 to decide", "In the chat: How many learned something",
                 "In your file: How many people did you train", "Before: How many people were trained")  # fmt: skip
        stale = ada.button("Keep the chat’s")
        await ada.taps("Keep the chat’s")
        ada.sees("1 to decide", "In your file: All evenings together")
        await ada.taps_data(stale[0]["message_id"], stale[1]["callback_data"])
        ada.sees("1 to decide", "In your file: All evenings together")  # an old button decides nothing further
        await ada.taps("Take the file’s")
        ada.sees("your file stands in the draft")
        (draft,) = await run(town, lambda stores: stores.flow_drafts.all())
        for said in ("How many learned something?", "All evenings together.", "night_march"):
            assert said in draft.content


async def test_files_that_it_names_are_asked_for_and_complete_it(town: Town) -> None:
    ada = await admin(town)
    survey = [["type", "name", "label"], ["select_one_from_file towns.csv", "town", "Which town?"]]
    await sends(ada, form(survey, settings=[["form_id"], ["towns"]]), "towns.xlsx")
    ada.sees("files that are not here yet: towns.csv", r"\[Go on without them\]", r"\[Discard\]")
    await sends(ada, b"name,label\nbonn,Bonn\nkiel,Kiel\n", "towns.csv", "text/csv")
    ada.sees("is a new flow")
    await ada.taps("Preview")
    ada.sees("Which town", "Bonn", "Kiel")


async def test_what_nobody_asks_for_any_more_is_gone_after_a_day(town: Town) -> None:
    ada = await admin(town)
    survey = [["type", "name", "label"], ["select_one_from_file towns.csv", "town", "Which town?"]]
    await sends(ada, form(survey), "towns.xlsx")
    town.pass_time(days=1, minutes=1)
    await town.service.housekeeping.tick()
    (left,) = await run(town, lambda stores: stores.connection.execute(session.select()).all())
    assert (left.status, left.state) == ("expired", None)
    await ada.taps("Discard")
    ada.sees("not kept any more")


async def test_two_revisions_are_compared_in_words(town: Town) -> None:
    ada = await admin(town)
    await sends(ada, changed(await takes_out(ada), a_choice_and_a_question), "action.xlsx")
    await ada.taps("Publish")
    await ada.taps("Publish with a note")
    await ada.says("Night marches, and what trainings are about")
    ada.sees("revision 2 is published")
    await ada.taps("To the flow")
    await ada.taps("Revisions")
    ada.sees(r"\[revision 2 · .* · Night marches.*\]")
    await ada.taps("revision 2")
    ada.sees("By Ada", "Note: Night marches", "From revision 1 to revision 2", "night_march|Night march")
    await ada.taps("Compare with another")
    await ada.taps("revision 1")
    ada.sees("From revision 1 to revision 2", "topic|training about")


async def test_a_picture_of_it_comes_below_the_page(town: Town) -> None:
    ada = await admin(town)
    await ada.says("/flows")
    await ada.taps("Petition delivery")
    await ada.taps("As a picture")
    assert "photo" in ada.card
    assert "Petition delivery as a picture" in ada.card["caption"]


async def test_a_form_sent_again_in_the_middle_of_its_preview_is_read_anew(town: Town) -> None:
    ada = await admin(town)
    settings = [["form_id", "form_title"], ["talks", "Talks"]]
    await sends(ada, form(SURVEY, settings=settings), "form.xlsx")
    await ada.taps("Preview")
    ada.sees("Preview: Talks", "What happened")
    mended = [SURVEY[0], ["text", "what", "What was it about?", ""]]
    await sends(ada, form(mended, settings=settings), "form.xlsx")
    ada.sees("Talks", r"\[Publish\]")
    await ada.taps("Preview")
    ada.sees("Preview: Talks", "What was it about")


async def test_a_coordinator_sends_their_sections_questions_and_nothing_else(town: Town) -> None:
    cora = await town.member(602, role="coordinator", name="Cora")
    heads = ["form_id", "form_title", "section", "extends"]
    await sends(cora, form(SURVEY, settings=[heads, ["action", "Action", "germany", ""]]), "everybodys.xlsx")
    cora.sees("You may not change that flow")
    assert await run(town, lambda stores: stores.flow_drafts.all()) == []
    after = [SURVEY[0], ["text", "what", "What happened?", "${activity} = 'training'"]]
    await sends(cora, form(after, settings=[heads, ["", "Action", "germany", "action"]]), "ours.xlsx")
    cora.sees(r"\(action\+germany\)", r"\[Publish\]")
    await cora.taps("Publish")
    cora.sees(r"\[Publish now\]")


def protects_no_more(book: Workbook) -> None:
    """The answers to a question are open to all."""
    put(book["survey"], row_of(book["survey"], "credit"), sensitive="no")


async def test_whoever_sent_a_file_does_not_agree_to_what_it_opens(town: Town) -> None:
    """Though another was the first to look at it."""
    ada, ben = await admin(town), await admin(town, 602)
    await sends(ada, changed(await takes_out(ada), protects_no_more), "action.xlsx")
    await ben.says("/flows")
    await ben.taps("Action")
    await ben.taps("Publish")
    ben.sees("A second administrator has to agree")
    await ada.says("/flows")
    await ada.taps("Action")
    assert "[Agree]" not in ada.screen()
    await ben.says("/flows")
    await ben.taps("Action")
    await ben.taps("Agree")
    ben.sees("You have agreed")
