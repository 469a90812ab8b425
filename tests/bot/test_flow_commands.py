"""`afteraction flows`: from a file to a published revision and back, as an operator does it."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.bot.test_commands import FLOW, Command, bare, command, done, refused

__all__ = ["bare", "command"]


@pytest.fixture
def vigil(command: Command) -> Command:
    """With one small flow published, as YAML and as a spreadsheet made of its first revision."""
    Path("vigil.yaml").write_text(FLOW)
    done(command("flows", "publish", "vigil.yaml"))
    done(command("flows", "export", "vigil", "vigil.xlsx"))
    return command


def edited(file: str, column: str, text: str, row: int = 2) -> None:
    """As in a spreadsheet program."""
    book = load_workbook(file)
    sheet = book["survey"]
    place = next(cell.column for cell in sheet[1] if str(cell.value).startswith(column))
    sheet.cell(row, place, text)
    book.save(file)


def test_a_spreadsheet_goes_out_is_changed_and_comes_back(vigil: Command) -> None:
    edited("vigil.xlsx", "label", "How many came?")
    assert "Nothing to mend" in done(vigil("flows", "check", "vigil.xlsx"))
    assert "flows publish vigil" in done(vigil("flows", "import", "vigil.xlsx"))
    assert "vigil  revision 1" in (told := done(vigil("flows", "list")))
    assert "(a draft is open)" in told
    assert "How many came?" in done(vigil("flows", "show", "vigil", "--draft"))
    assert done(vigil("flows", "compare", "vigil")).count("\n") == 1
    assert "vigil: revision 2 is published" in done(vigil("flows", "publish", "vigil", "--note", "shorter"))
    assert "shorter" in done(vigil("flows", "show", "vigil"))
    assert "vigil: revision 3 is published" in done(vigil("flows", "rollback", "vigil", 1))
    assert done(vigil("flows", "compare", "vigil", 1, 3)) == "They say the same.\n"
    refused(vigil("flows", "rollback", "vigil", 9), "no revision 9")


def test_what_both_sides_changed_is_to_be_decided(vigil: Command) -> None:
    edited("vigil.xlsx", "label", "How many came?")
    Path("vigil.yaml").write_text(FLOW.replace("How many people?", "How many of you?"))
    done(vigil("flows", "publish", "vigil.yaml"))
    for act in ("import", "publish"):
        result = vigil("flows", act, "vigil.xlsx")
        refused(result, "1 to decide")
        assert "people.label.en" in result.stderr
    assert "draft" not in done(vigil("flows", "list"))
    done(vigil("flows", "import", "vigil.xlsx", "--take", "theirs"))
    done(vigil("flows", "publish", "vigil"))
    assert "How many came?" in done(vigil("flows", "show", "vigil"))


def test_csv_files_come_with_it_once(vigil: Command) -> None:
    Path("with").mkdir()
    Path("with/towns.csv").write_text("name,label\nfes,Fès\n")
    edited("vigil.xlsx", "type", "select_one_from_file towns.csv")
    result = vigil("flows", "import", "vigil.xlsx")
    refused(result, "to mend")
    assert "towns.csv is named and not here" in result.stderr
    done(vigil("flows", "import", "vigil.xlsx", "--media", "with"))
    done(vigil("flows", "import", "vigil.xlsx"))
    done(vigil("flows", "export", "vigil", "again.xlsx", "--draft"))
    assert Path("towns.csv").read_text("utf-8-sig").splitlines() == ["name,label", "fes,Fès"]


def test_yaml_comes_back_as_it_went(vigil: Command) -> None:
    done(vigil("flows", "export", "action", "action.yaml"))
    done(vigil("flows", "import", "action.yaml"))
    assert done(vigil("flows", "compare", "action")) == "They say the same.\n"


def test_a_respondent_walks_through_a_file_or_a_flow(vigil: Command) -> None:
    for what in ("vigil.xlsx", "vigil.yaml", "vigil"):
        assert "Filed after" in (told := done(vigil("flows", "walk", what, "--seed", 4)))
        assert told == done(vigil("flows", "walk", what, "--seed", 4))


def test_translators_get_their_file_and_bring_it_back(vigil: Command) -> None:
    done(vigil("flows", "translations", "action", "fr", "out", "fr.po"))
    po = Path("fr.po").read_text()
    Path("fr.po").write_text(po.replace("Qu’avez-vous fait", "Qu’avez-vous donc fait"))
    assert "1 wordings in fr are in the draft" in done(vigil("flows", "translations", "action", "fr", "in", "fr.po"))
    refused(vigil("flows", "translations", "action", "es", "in", "fr.po"), "to mend")


def test_what_there_is_not_is_named(vigil: Command) -> None:
    refused(vigil("flows", "publish", "nowhere"), "nowhere has no draft")
    refused(vigil("flows", "publish", "nowhere.xlsx"), "nowhere.xlsx")
    refused(vigil("flows", "export", "nowhere", "x.xlsx"), "no flow nowhere")
    refused(vigil("flows", "export", "vigil", "x.txt"), "neither .xlsx nor .yaml")
    refused(vigil("flows", "translations", "vigil", "xx", "out", "x.po"), "no language of this code")
    refused(vigil("flows", "compare", "vigil"), "no draft")
    assert vigil("flows", "show", "vigil", "--language", "xx").exit_code == 2
    assert "Nobody has been through it" in done(vigil("flows", "show", "vigil", "--health"))
