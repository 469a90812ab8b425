"""What a year is judged by."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

SHOWN = 40  # harms told one by one
JUDGED = ("missing", "twice", "in quiet hours", "in a block", "after done", "too often", "unasked", "apart")


@dataclass
class Counts:
    """`due`, `sent` by kind; `repeated`: sent again, because the process died or stood still between Telegram's
    acceptance and its commit (allowed); `harms`: everything else that should not have come, or did not, in words.
    """

    people: int = 0
    sections: int = 0
    instants: int = 0
    turns: int = 0
    kills: int = 0
    standstills: int = 0
    outages: int = 0
    skipped: int = 0
    """Digests of periods before the latest one that an outage missed: never sent, by the rule."""
    due: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    """Messages that told of reminders: one may tell of several."""
    did: Counter[str] = field(default_factory=Counter)
    """What people did."""
    late: timedelta = timedelta(0)
    wrong: Counter[str] = field(default_factory=Counter)
    harms: list[str] = field(default_factory=list)
    _untold: list[str] = field(default_factory=list)

    def harm(self, what: str, words: str) -> None:
        """Something that must not be: which kind of it, and what exactly."""
        self.wrong[what] += 1
        self.harms.append(f"{what}: {words}")
        self._untold.append(self.harms[-1])

    def line(self) -> str:
        """The sums so far, and each harm since the last look."""
        sums = (sum(each.values()) for each in (self.due, self.sent, self.repeated, self.wrong))
        named = ", ".join(
            f"{name} {count}" for name, count in zip(("due", "sent", "repeated", "wrong"), sums, strict=True)
        )
        harms, self._untold = self._untold, []
        return "\n  ".join([f"{self.instants} instants, {self.kills} kills, {named}", *harms[:SHOWN]])

    def __str__(self) -> str:
        kinds = sorted(self.due | self.sent)
        others = sorted(set(self.wrong) - set(JUDGED))
        size = f"{self.people} people, {self.sections} sections, {self.instants} instants, {self.turns} turns"
        lines = [
            f"{size}, {self.kills} kills, {self.standstills} standstills, {self.outages} outages",
            *(
                f"  {each}: due {self.due[each]}, sent {self.sent[each]}, repeated {self.repeated[each]}"
                for each in kinds
            ),
            f"  messages of reminders {self.messages}, digests skipped by outages {self.skipped}",
            f"  latest after {self.late.total_seconds():.0f} s",
            "  " + ", ".join(f"{each} {self.wrong[each]}" for each in (*JUDGED, *others)),
            "  people: " + ", ".join(f"{name} {count}" for name, count in sorted(self.did.items())),
        ]
        return "\n".join([*lines, *self.harms[:SHOWN]])
