"""Around a flow: translators' files out and in, its draft tried on old reports, how its questions fare."""

import re

import pytest

from flows.translations.po import to_po
from tests.support.chat import Town
from tests.support.flows import admin, drafted, run, training
from tests.support.sheets import changed, document, read_here, sends


@pytest.fixture(autouse=True)
def read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.flow_reading.read_apart", read_here)


async def test_a_translators_file_goes_out_and_comes_back_into_the_draft(town: Town) -> None:
    ada = await admin(town)
    await drafted(town, training())
    await ada.says("/flows")
    await ada.taps("Training")
    await ada.taps("For translators")
    ada.sees("into which language", "French 100%", "German 100%")
    await ada.taps("German")
    await ada.taps("PO file")
    po = document(ada).decode()
    assert "Wie viele kamen?" in po
    await sends(ada, po.replace("Wie viele kamen?", "Wie viele waren da?").encode(), "training-de.po", "text/plain")
    ada.sees("Training", "1 wording of your file stand", r"\[Preview\]")
    (draft,) = await run(town, lambda stores: stores.flow_drafts.all())
    assert "Wie viele waren da?" in draft.content
    assert "How many came?" in draft.content


async def test_a_spreadsheet_of_translations_is_known_by_what_is_in_it(town: Town) -> None:
    ada = await admin(town)
    await drafted(town, training())
    await ada.says("/flows")
    await ada.taps("Training")
    await ada.taps("For translators")
    await ada.taps("French")
    await ada.taps("Spreadsheet")
    out = document(ada)

    def fill_in(book: object) -> None:
        for sheet in book.worksheets:  # type: ignore[attr-defined]
            for row in sheet.iter_rows():
                for cell in row:
                    cell.value = "Combien étiez-vous ?" if cell.value == "Combien de personnes ?" else cell.value

    await sends(ada, changed(out, fill_in), "whatever.xlsx")
    ada.sees("1 wording of your file")
    (draft,) = await run(town, lambda stores: stores.flow_drafts.all())
    assert "Combien étiez-vous ?" in draft.content


async def test_another_flows_translation_is_not_taken(town: Town) -> None:
    ada = await admin(town)
    await drafted(town, training())
    po = to_po(training(key="gone"), "de")
    await sends(ada, po, "gone-de.po", "text/plain")
    ada.sees("I do not know which flow")


async def test_the_draft_is_tried_on_old_reports_before_it_is_published(town: Town) -> None:
    ada, amina = await admin(town), await town.member()
    await amina.says("/report")
    await amina.taps("Action")
    await amina.says("vigil")
    await amina.says("40")
    for _ in range(20):
        if re.search(r"\[File the report\]", str(amina.screen())):
            break
        await amina.taps("Skip")
    await amina.taps("File the report")
    await ada.says("/flows")
    await ada.taps("Action")
    code = ada.button("Preview")[1]["callback_data"].split(":")[1]
    await ada.taps_data(ada.card["message_id"], f"fdr:{code}:0:0")
    ada.sees("Dry run of Action", "The last report goes through it")

    def stricter(stores: object) -> None:
        draft = stores.flow_drafts.begin("action", None, stores.now)  # type: ignore[attr-defined]
        content = draft.content.replace('". > 0"', '". > 100"').replace('". \\u003e 0"', '". > 100"')
        assert content != draft.content
        stores.flow_drafts.save(draft, content, '{"edit": {"acts": []}}', None, stores.now)  # type: ignore[attr-defined]

    await run(town, stricter)
    await ada.taps("To the flow")
    await ada.taps("Publish")
    await ada.taps("Dry run")
    ada.sees("Of the last 1 reports, 1 would be refused", "People reached.*not allowed any more.*1 report")
    assert "40" not in ada.card["text"]  # it tells no answer
    await ada.taps("To the flow")
    await ada.taps("Question health")
    assert "photo" in ada.card
    assert "How the questions of Action fare" in ada.card["caption"]
