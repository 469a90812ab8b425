"""One form made by chance: what the checks say of it must be so, and who walks through it must come to its end."""

from collections import Counter
from dataclasses import dataclass, field

from flows.checks import check
from flows.effects import Accepted, Asked
from flows.inputs import Tapped, Verb
from flows.revision import Revision
from flows.walking import Walk, walk_through
from tests.fuzz.forms import Form


@dataclass
class Counts:
    """What came of so many forms. `stuck`, `wrong`: each with the seeds that lead there again."""

    forms: int = 0
    refused: int = 0
    warned: int = 0
    walks: int = 0
    turns: int = 0
    filed: int = 0
    stuck: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


def tried(seed: int, walks: int, counts: Counts) -> None:
    """Make the form of this seed, check it, and walk through it so many times if nothing must be mended."""
    flow = Form(seed).flow()
    problems = check(flow)
    errors = [problem for problem in problems if not problem.warning]
    counts.forms += 1
    counts.refused += bool(errors)
    counts.warned += bool(problems) and not errors
    counts.reasons.update(problem.wrong.split(":")[0].split("`")[0] for problem in errors)
    never = {problem.place for problem in problems if "is never asked" in problem.wrong}
    refusing = {problem.place for problem in problems if "refuses every answer" in problem.wrong}
    doubted = {problem.place for problem in problems if "no answer was found" in problem.wrong}
    revision = Revision.of(flow)
    for number in range(walks):
        language = flow.languages[number % len(flow.languages)]
        walk = walk_through(revision, number, language=language, reloading=True)
        counts.walks += 1
        counts.turns += len(walk.acts)
        counts.filed += walk.filed is not None
        if walk.stuck and not errors and walk.stuck.split(":")[0].rpartition("/")[2] not in doubted:
            counts.stuck.append(f"form {seed}, walk {number}: {walk.stuck}")
        counts.wrong += [f"form {seed}, walk {number}: {each}" for each in _contradicted(walk, never, refusing)]


def _contradicted(walk: Walk, never: set[str], refusing: set[str]) -> list[str]:
    """What the checks called impossible, and yet happened."""
    found = []
    for act in walk.acts:
        for effect in act.effects:
            name = getattr(effect, "question", None)
            own = str(name).rpartition("/")[2].partition("[")[0]
            if isinstance(effect, Asked) and own in never:
                found.append(f"{name} is asked, which was said to be never")
            skipped = isinstance(act.given, Tapped) and act.given.verb in (Verb.SKIP, Verb.DONE, Verb.FILE)
            if isinstance(effect, Accepted) and own in refusing and not skipped:
                found.append(f"{name} is answered, whose constraint was said to refuse all")
    return found
