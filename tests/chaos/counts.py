"""What a run of kills is judged by."""

from collections import Counter
from dataclasses import asdict, dataclass, field


@dataclass
class Counts:
    """`lost`: an update taken, never acted on. `asked_twice`: a question asked again although its answer was committed.
    `doubled`: two reports of one session. `wrong`: a report that is not what was told, or a question out of turn.
    `repeated`: messages sent twice because a process died between Telegram's acceptance and our commit (allowed)."""

    kills: int = 0
    turns: int = 0
    conversations: int = 0
    lost: int = 0
    asked_twice: int = 0
    doubled: int = 0
    wrong: int = 0
    repeated: int = 0
    repeats_answered: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    """How many conversations told of each kind of report."""
    incidents: list[str] = field(default_factory=list)
    """Of each harm, what the person had seen and done before."""

    def harm(self) -> dict[str, int]:
        """Everything that must be zero and is not."""
        must_be_zero = ("lost", "asked_twice", "doubled", "wrong")
        return {name: count for name, count in asdict(self).items() if name in must_be_zero and count}

    def __str__(self) -> str:
        counted = {name: count for name, count in asdict(self).items() if isinstance(count, int)}
        return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counted.items())
