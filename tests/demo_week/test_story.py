"""The week that `make demo-week` prints: each thing comes at its hour and leads to what it promises."""

import re
from pathlib import Path

from tests.demo_week.story import play

TOLD = {
    "Tuesday 21 October 2014, 17:00. Camille (activist)": "attend d’être terminé",
    "Wednesday 22 October 2014, 10:00. Hugo (staff)": "des nouvelles",
    "Saturday 25 October 2014, 10:00. Camille (activist)": "comment cela s’est-il passé",
    "Monday 27 October 2014, 09:00. Agnès (coordinator)": "🖼.*37.181 signatures remises",
}


async def test_a_week_in_french(tmp_path: Path) -> None:
    told: list[str] = []
    await play("fr", tmp_path, told.append)
    scenes = dict(scene.split(":\n", 1) for scene in re.split(r"^=== ", "\n".join(told), flags=re.M)[1:])
    for heading, words in TOLD.items():
        assert re.search(words, scenes[f"{heading} is told"], re.S), heading
    [filed] = re.findall(r"\bAR-\S+", scenes["Saturday 25 October 2014, 12:00. Camille (activist)"])
    opened = scenes["Monday 27 October 2014, 10:00. Agnès (coordinator)"].split("→")[-1]
    assert filed in opened, "behind the number stands the delivery"
