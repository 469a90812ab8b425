"""Which reports may tell of one event: a table for each kind."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from reports.doubles import NEAR, Told, is_joint, same_event

DAY = date(2014, 10, 21)
NUMBERS = frozenset({("signatures_delivered", Decimal(37181), "signatures", "in_period")})
DELIVERY = Told(
    "petition_delivery", DAY, "amina", "germany", None, "UZ", "stop_torture", None, "embassy_uz_berlin", {}, NUMBERS
)
ACTION = Told(
    "action", DAY, "amina", "germany", "berlin", "UZ", "stop_torture", None, None, {"activity": ["vigil", "stunt"]}
)
OUTCOME = Told("outcome", DAY, "amina", "germany", None, "UZ", None, "teacher", None, {"change": ["released"]})


def by(told: Told, **changed: Any) -> Told:
    """The same told by somebody else, changed."""
    return replace(told, who="bruno", **changed)


SAME = {
    "a delivery": (DELIVERY, by(DELIVERY)),
    "a delivery by another section, at another embassy": (
        DELIVERY, by(DELIVERY, section="france", target="embassy_uz_paris"),
    ),
    "a delivery with another number": (DELIVERY, by(DELIVERY, figures=frozenset())),
    "a delivery on the day before": (DELIVERY, by(DELIVERY, occurred_on=DAY - timedelta(days=1))),
    "a delivery on the day after": (DELIVERY, by(DELIVERY, occurred_on=DAY + timedelta(days=1))),
    "one's own delivery with the same number": (DELIVERY, DELIVERY),
    "an action": (ACTION, by(ACTION)),
    "an action of another group of the section": (ACTION, by(ACTION, group="hamburg")),
    "an action with one activity in common": (ACTION, by(ACTION, fields={"activity": ["stunt"]})),
    "an action for no campaign at the same place": (
        replace(ACTION, campaign=None, target="embassy"), by(ACTION, campaign=None, target="embassy"),
    ),
    "an outcome": (OUTCOME, by(OUTCOME, section="france")),
    "an outcome told a week later": (OUTCOME, by(OUTCOME, occurred_on=DAY + timedelta(days=7))),
}  # fmt: skip
OTHER = {
    "two days later": (DELIVERY, by(DELIVERY, occurred_on=DAY + timedelta(days=2))),
    "to another state": (DELIVERY, by(DELIVERY, country="MX")),
    "for another campaign": (DELIVERY, by(DELIVERY, campaign="my_body_my_rights")),
    "to no state": (replace(DELIVERY, country=None), by(DELIVERY, country=None)),
    "for no campaign": (replace(DELIVERY, campaign=None), by(DELIVERY, campaign=None)),
    "on no day": (replace(DELIVERY, occurred_on=None), by(DELIVERY)),
    "one's own with another number": (DELIVERY, replace(DELIVERY, figures=frozenset())),
    "of another kind": (DELIVERY, by(DELIVERY, kind="action")),
    "an action on another day": (ACTION, by(ACTION, occurred_on=DAY + timedelta(days=1))),
    "an action of another section": (ACTION, by(ACTION, section="france", group="paris")),
    "another activity": (ACTION, by(ACTION, fields={"activity": ["training"]})),
    "no activity": (replace(ACTION, fields={}), by(ACTION, fields={})),
    "an action for another campaign": (ACTION, by(ACTION, campaign="my_body_my_rights")),
    "an outcome of another case": (OUTCOME, by(OUTCOME, case="student")),
    "an outcome of no case": (replace(OUTCOME, case=None), by(OUTCOME, case=None)),
    "another change": (OUTCOME, by(OUTCOME, fields={"change": ["verdict"]})),
    "an outcome eight days later": (OUTCOME, by(OUTCOME, occurred_on=DAY + timedelta(days=8))),
    "a section update": (replace(DELIVERY, kind="section_update"), by(DELIVERY, kind="section_update")),
}


@pytest.mark.parametrize("case", SAME)
def test_may_be_the_same(case: str) -> None:
    mine, theirs = SAME[case]
    assert same_event(mine, theirs)
    assert same_event(theirs, mine)


@pytest.mark.parametrize("case", OTHER)
def test_is_another(case: str) -> None:
    mine, theirs = OTHER[case]
    assert not same_event(mine, theirs)
    assert not same_event(theirs, mine)


def test_only_deliveries_of_several_sections_have_shares() -> None:
    assert is_joint(DELIVERY, by(DELIVERY, section="france"))
    assert not is_joint(DELIVERY, by(DELIVERY))
    assert not is_joint(ACTION, by(ACTION, section="france"))


def test_days_apart_are_told_for_each_kind_asked_about() -> None:
    assert NEAR == {"petition_delivery": 1, "action": 0, "outcome": 7}
