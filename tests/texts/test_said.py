"""What is said in one place and spoken in another."""

import orjson

from texts.locale import Html, voice
from texts.said import Said, packed, said, said_plural, unpacked

ROW = said("{sheet}, row {row}", sheet="survey", row="1200")
TWICE = said_plural("the choice {name} stands {n} time", "the choice {name} stands {n} times", 2, name="<vigil>")


def test_it_reads_as_english_until_then() -> None:
    assert ROW == "survey, row 1200"
    assert TWICE == "the choice <vigil> stands 2 times"
    assert said_plural("there is {n} row", "there are {n} rows", 20_001) == "there are 20,001 rows"
    assert said_plural("there is {n} row", "there are {n} rows", 1) == "there is 1 row"


def test_a_voice_speaks_it_in_its_own_language() -> None:
    assert voice("fr").say(ROW) == "survey, ligne 1200"
    assert voice("es").say(TWICE) == "la opción <vigil> figura 2 veces"
    assert voice("ar", "EG").say(said_plural("there is {n} row", "there are {n} rows", 2)) == "يوجد صفان"
    assert voice("fr").say("just so") == "just so"


def test_among_parameters_it_is_spoken_too_and_escaped_as_they_are() -> None:
    around = said("{why}: {text}", why=said("the file is empty"), text="a & b")
    assert voice("fr")("{wrong} (at character {place})", wrong=around, place=3) == (
        "le fichier est vide\u00a0: a & b (au caractère 3)"
    )
    told = voice("es").html("<b>{place}</b>: {wrong}\n→ {mend}", place=ROW, wrong=TWICE, mend=around)
    assert told == Html(
        "<b>survey, fila 1200</b>: la opción &lt;vigil&gt; figura 2 veces\n→ el archivo está vacío: a &amp; b"
    )


def test_it_passes_as_plain_data() -> None:
    around = said("{why}: {text}", why=TWICE, text="a & b")
    for text in (ROW, TWICE, around, "just so"):
        back = unpacked(orjson.loads(orjson.dumps(packed(text))))
        assert back == text
        assert isinstance(back, Said) is isinstance(text, Said)
        assert voice("es").say(back) == voice("es").say(text)
