"""The last reports put through a draft."""

from bot.desk import Desk
from bot.flow_life.dry_run import Replayed, dry_run
from bot.flow_life.publishing import publish_flow
from bot.settings import Settings
from flows.replaying import Refusal, Why
from storage.database import Database
from storage.erasure import erase_reports
from storage.stores import Stores
from tests.bot.flow_life.examples import ADDON, STREET, changed
from tests.reports.test_export import file, join


async def test_it_says_which_reports_a_draft_would_refuse_and_of_none_what_they_said(database: Database) -> None:
    def act(stores: Stores) -> None:
        desk = Desk(Settings(_env_file=None))
        first = publish_flow(stores, STREET, None).row
        person = join(stores)
        for reference, people in (("AR-1", 5), ("AR-2", 50), ("AR-3", 5)):
            file(stores, first.id, person, reference, what="A march", people=people, colour="green")
        erase_reports(stores, [file(stores, first.id, person, "AR-4", people=5)])
        draft = changed(STREET, people={"name": "marchers", "was": "people", "constraint": ". > 10"})
        found = dry_run(stores, desk, draft)
        refusal = (Refusal("marchers", Why.CONSTRAINT),)
        assert found.reports == 3
        assert found.refused == (Replayed("AR-3", refusal), Replayed("AR-1", refusal))
        assert dry_run(stores, desk, STREET).refused == ()
        assert dry_run(stores, desk, draft, last=1).reports == 1
        assert dry_run(stores, desk, ADDON).reports == 0  # nobody answered its revisions yet

    await database.run(act)
