"""`afteraction demo`: told in three languages at the page, through kills and Ctrl-C, and out to the spreadsheet."""

import re
import signal
import socket
from pathlib import Path

from openpyxl import load_workbook

from tests.acceptance.processes import Demo, Installation, asked, until
from tests.acceptance.visitor import Visitor
from tests.support.chat import JPEG

REFERENCE = re.compile(r"AR-[0-9A-Z]{6}-[0-9A-Z]")


def people(demo: Demo) -> dict[str, dict[str, object]]:
    found = asked("GET", f"{demo.url}/chat/people").json()["people"]
    return {each["first_name"]: each for each in found}


def talking(demo: Demo) -> tuple[Visitor, Visitor, Visitor]:
    """Lena, Camille and Amina; a newcomer with an invitation is offered too."""
    known = people(demo)
    assert known["Amina"]["dir"] == "rtl"
    assert "DEM0-DEM0-DEM0" in str(known["Sofia"]["note"])
    lena, camille, amina = (Visitor(demo.url, int(str(known[name]["id"]))) for name in ("Lena", "Camille", "Amina"))
    return lena, camille, amina


def row_of(path: Path, reference: str) -> dict[str, object]:
    names, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    found = [dict(zip(map(str, names), row, strict=True)) for row in rows]
    return next(row for row in found if row["reference"] == reference)


def reference_in(message: str) -> str:
    found = REFERENCE.search(message)
    assert found is not None, message
    return found[0]


def file(person: Visitor, label: str, another: str = "") -> str:
    """The last of at most eight acts; the reference. `another`: who tells of what was told already is asked whether it
    is the same, and says that it is not.
    """
    person.taps(label)
    assert person.acts <= 8
    if another:
        person.taps(another)
    return reference_in(person.sees(REFERENCE.pattern))


def test_a_delivery_told_in_three_languages_outlives_kill_and_ctrl_c_and_comes_out_of_the_spreadsheet(
    tmp_path: Path,
) -> None:
    with Demo(tmp_path) as demo:
        lena, camille, amina = talking(demo)
        for each, flow in ((lena, "Petition delivery"), (camille, "Remise de pétition"), (amina, "تسليم عريضة")):
            each.says("/report")
            each.taps(flow)
        lena.sees("How many signatures")
        camille.sees("Combien de signatures")
        amina.sees("كم عدد التوقيعات")

        lena.says("37,181 petitions")  # and before anything can be answered:
        demo.kill_all()
        demo.start()

        lena.sees("Signatures: 37.181", "To whom")
        lena.says("embassy of Uzbekistan in Berlin")
        camille.says("37 181 pétitions")
        amina.says("٣٧١٨١ عريضة")
        camille.sees("À qui")
        camille.says("ambassade ouzbékistan berlin")
        amina.sees("إلى أي جهة")
        amina.says("سفارة أوزبكستان في برلين")
        lena.sees("When was that")
        lena.says("21 October 2014")
        camille.sees("Quand")
        amina.sees("متى")

        assert demo.running.end(signal.SIGINT) in (0, 130)
        assert demo.running.out.splitlines()[-1] == "Stopped. Start again to go on in mid-sentence."
        assert "Traceback" not in demo.running.err
        demo.start()

        camille.says("21 octobre 2014")
        amina.says("21 أكتوبر 2014")
        for each, picture, yes in (
            (lena, "picture", "Yes, credit me"),
            (camille, "photo", "Oui, avec mon nom"),
            (amina, "صورة", "نعم، مع ذكر اسمي"),
        ):
            each.sees(picture)
            each.sends_photo()
            each.taps(yes)
        references = [
            file(lena, "File the report"),
            file(camille, "Déposer le", "Non, c’est un autre"),
            file(amina, "تقديم", "لا، هذا غيره"),
        ]
        until(lambda: len(stored(demo)) >= 3)
        assert not [path for path in stored(demo) if JPEG[:64] in path.read_bytes() or b"JFIF" in path.read_bytes()]

        check_export(demo, references)
        check_event(demo)

        demo.kill_first()
        demo.start()
        lena.says("/myreports")
        lena.sees(references[0])


def check_event(demo: Demo) -> None:
    """A newcomer comes by the link of the planned event, and reports in five acts, joining left out."""
    known = people(demo)["Yasmin"]
    yasmin = Visitor(demo.url, int(str(known["id"])))
    yasmin.says(f"/start {str(known['note']).split()[-1]}")
    yasmin.taps("العربية")
    yasmin.taps("أوافق")
    yasmin.sees("كم عدد التوقيعات")
    yasmin.acts -= 2
    yasmin.says("412")
    yasmin.sees("صورة")
    yasmin.sends_photo()
    yasmin.taps("نعم، مع ذكر اسمي")
    file(yasmin, "تقديم")
    assert yasmin.acts == 5


def check_export(demo: Demo, references: list[str]) -> None:
    """Export as the demo has told, and look the reports up."""
    export = demo.running.out.partition("spreadsheet, also while it runs: cd ")[2].splitlines()[0]
    folder, _, command = export.partition(" && ")
    exported(Path(folder), command)
    for reference in references:
        row = row_of(Path(folder) / "reports.xlsx", reference)
        assert row["signatures"] == 37181
        assert isinstance(row["signatures"], int)
        assert row["signatures_qualifier"] == "exactly"
        assert row["signatures_basis"] == "signatures"
        assert row["target"] == "embassy_uz_berlin"
        assert str(row["occurred_on"]).startswith("2014-10-21")
        assert row["pictures"]


def stored(demo: Demo) -> list[Path]:
    return [path for path in (demo.data / "files").rglob("*") if path.is_file()]


def exported(folder: Path, command: str) -> None:
    """Give the command that the demo has told, in the folder it has told."""
    program, *arguments = command.split()
    assert program.endswith("afteraction")
    assert "reports written to reports.xlsx" in Installation.at(folder).does(*arguments)


def test_a_port_that_is_taken_and_a_folder_that_is_none_are_told_in_one_line(tmp_path: Path) -> None:
    somewhere = Installation(tmp_path / "somewhere")
    (somewhere.folder / "file").write_text("")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        somewhere.refuses("demo", "--port", port, "--data", "demo", naming=f"--port: port {port} is not free")
    somewhere.refuses("demo", "--port", port, "--data", "file/demo", naming="--data: can not write in .*file/demo")
