"""How the questions of a flow fare, in all of its revisions and with what sections add to it."""

from bot.flow_life.stored import revisions_answered
from reports.health import QuestionHealth, health_of
from storage.stores import Stores


def health_of_flow(stores: Stores, flow_key: str) -> list[QuestionHealth]:
    """Those with most trouble first."""
    return health_of(stores.question_health.of(list(revisions_answered(stores, flow_key))))
