"""Everything that a digest tells, looked up in one consistent look at the database."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select

from flows.countries import countries
from reports.digest.content import By, Cell, Digest, Names
from reports.digest.decisions import decisions
from reports.digest.figures import counts, late
from reports.digest.joint import jointly
from reports.digest.labels import Labels, labels
from reports.digest.looking import Looking
from reports.digest.missing import awaited_cell, awaited_on
from reports.digest.outcomes import changes, outcomes, withheld
from reports.digest.stories import story
from reports.digest.withdrawals import withdrawals, withdrawn_after
from reports.periods import Covered, like
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import campaign, section

Told = tuple[tuple[Cell, Names], ...]

NAMED = {
    "section": select(section.c.name).where(section.c.key == bindparam("of_key")),
    "campaign": select(campaign.c.name).where(campaign.c.key == bindparam("of_key")),
}


def gather(
    stores: Stores,
    scope: Within,
    covered: Covered,
    as_of: datetime,
    today: date,
    by: By = "filed",
    told_until: datetime | None = None,
) -> Digest:
    """The digest of a period as of an instant, read on `today`. Only coded fields are looked at, but for one story.
    `told_until`: when the digest of the period before told; None: nothing came in after that."""
    looking = Looking.at(stores, scope, covered, as_of, by)
    told, words = outcomes(stores, looking), labels(stores)
    counted = counts(stores, looking, words)
    after, changed_after = _after(stores, looking, words, told_until)
    on = min(today, covered.until + timedelta(days=1))
    missing = awaited_on(stores, scope, on, as_of) if by == "filed" else ()
    return Digest(
        scope=scope,
        scope_names=scope_names(stores, scope),
        covered=covered,
        as_of=as_of,
        today=today,
        by=by,
        so_far=today <= covered.until,
        reports=counted.kinds,
        figures=counted.figures,
        joint=tuple((each, words.of(each)) for each in jointly(stores, looking)),
        changes=changes(told, words, _cases(stores) if any(each.case for each in told) else {}),
        withheld=withheld(told),
        withdrawn=tuple(withdrawals(stores, looking)) if by == "filed" else (),  # else only what stands is counted
        late=after,
        changed_late=changed_after,
        awaited=missing,
        awaited_cell=awaited_cell(missing),
        decisions=decisions(stores, looking),
        story=story(stores, looking),
    )


def _after(stores: Stores, looking: Looking, words: Labels, told_until: datetime | None) -> tuple[Told, Told]:
    """What came in, and what was changed, after the digest of the period before had been told."""
    if told_until is None or looking.by != "filed":
        return (), ()
    found = late(stores, looking, words, told_until)
    nameless: Names = {}
    withdrawn = [(cell, nameless) for cell in withdrawn_after(stores, looking, told_until)]
    return found.filed, (*withdrawn, *found.changed)


def later(covered: Covered) -> Covered:
    """The period after."""
    return like(covered, covered.until + timedelta(days=1))


def scope_names(stores: Stores, scope: Within) -> Names:
    """What a scope is called, by language."""
    if scope.scope == "country":
        row = countries().rows.get(scope.key)
        return dict(row.labels) if row else {}
    statement = NAMED.get(scope.scope)
    if statement is None:
        return {}
    return dict(stores.connection.execute(statement, {"of_key": scope.key}).scalar_one_or_none() or {})


def _cases(stores: Stores) -> Mapping[str, Names]:
    return {entry.key: dict(entry.name) for entry in stores.organisation.snapshot().tables["cases"]}
