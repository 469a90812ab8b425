"""A few of the forms that `make fuzz` tries by the thousand."""

from tests.fuzz.run import Counts, tried


def test_forms_made_by_chance_are_walked_to_their_end() -> None:
    counts = Counts()
    for seed in range(40):
        tried(seed, 2, counts)
    assert counts.wrong == []
    assert counts.stuck == []
    assert counts.filed > 40
