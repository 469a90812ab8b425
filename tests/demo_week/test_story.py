"""The week that `make demo-week` prints: each thing comes at its hour and leads to what it promises."""

import re
from pathlib import Path

from tests.demo_week.story import play

LENA, JONAS, RUTH = "Camille (activist)", "Hugo (staff)", "Agnès (coordinator)"
TOLD = {
    # a draft begun at ten in the evening waits for the morning, is put off, and is told of before it expires
    f"Wednesday 24 September 2014, 08:00. {LENA}": "n’est pas encore terminé",
    f"Thursday 25 September 2014, 10:00. {LENA}": "n’est pas encore terminé",
    f"Sunday 28 September 2014, 08:00. {LENA}": "n’est pas encore terminé",
    f"Wednesday 22 October 2014, 12:00. {LENA}": "ensuite je le supprime",
    # a section update: out of the exams, on the day, overdue, and at last the coordinator
    f"Monday 06 October 2014, 08:00. {JONAS}": "attendu pour le mar. 7 oct.*« Examens ».*j’ai donc attendu",
    f"Tuesday 07 October 2014, 10:00. {JONAS}": "attendu aujourd’hui",
    f"Friday 10 October 2014, 10:00. {JONAS}": "Quand vous aurez un moment",
    f"Tuesday 14 October 2014, 10:00. {RUTH}": "Un coup de main",
    # the week
    f"Tuesday 21 October 2014, 17:00. {LENA}": "n’est pas encore terminé",
    f"Wednesday 22 October 2014, 10:00. {JONAS}": "3 remises de pétition en septembre.*des nouvelles",
    f"Thursday 23 October 2014, 10:00. {JONAS}": "2 remises de pétition en septembre.*des nouvelles",
    f"Saturday 25 October 2014, 10:00. {LENA}": "Comment cela s’est-il passé",
    f"Monday 27 October 2014, 09:00. {RUTH}": "🖼.*37.181 signatures remises.*les quatre domaines",
    "Monday 27 October 2014, 09:00. The group": "🖼.*37.181 signatures remises",
    # a fourth thing in seven days, due on Sunday
    f"Tuesday 28 October 2014, 16:00. {LENA}": "n’est pas encore terminé",
}
DONE = {
    f"Wednesday 24 September 2014, 12:00. {LENA}": "jeu. 25 sept. à 10:00.*La nuit, je me tais",
    f"Monday 20 October 2014, 17:00. {RUTH}": "Aucun rapport n’est encore arrivé cette semaine.*Une semaine calme",
    f"Wednesday 22 October 2014, 11:00. {JONAS}": "✓ Fait suite à : Remise de pétition · lun. 22 sept.",
    f"Wednesday 22 October 2014, 13:00. {LENA}": "je ne vous le rappellerai plus",
    f"Monday 27 October 2014, 10:00. {JONAS}": "rien de plus à signaler",
}


async def test_a_week_in_french(tmp_path: Path) -> None:
    told: list[str] = []
    await play("fr", tmp_path, told.append)
    text = "\n".join(told).replace("\u00a0", " ").replace("\u202f", " ")
    scenes: dict[str, str] = {}
    for heading, scene in (each.split(":\n", 1) for each in re.split(r"^=== ", text, flags=re.M)[1:]):
        scenes[heading] = scenes.get(heading, "") + scene
    assert ".." not in text, "a short form of a month ends with a full stop of its own"
    unasked = {f"{at} is told": words for at, words in TOLD.items()}
    assert {each for each in scenes if each.endswith("told") and "20 October" not in each} == set(unasked)
    for heading, words in {**unasked, **DONE}.items():
        assert re.search(words, scenes[heading], re.S), heading
    [filed] = set(re.findall(r"\bAR-\S+", scenes[f"Saturday 25 October 2014, 12:00. {LENA}"]))
    opened = scenes[f"Monday 27 October 2014, 10:00. {RUTH}"].split("→")[-1]
    assert filed in opened, "behind the number stands the delivery"
