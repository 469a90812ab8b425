"""What is known of a flow from its reports: what its draft would refuse of them, and how its questions fare."""

from collections import Counter

from bot import health_picture
from bot.desk import Desk
from bot.flow_life.dry_run import DryRun, dry_run
from bot.flow_life.health import health_of_flow
from bot.flow_life.stored import problems_of
from bot.handing_over import PROBLEMS_SHOWN, problem_line, title_of
from bot.handlers.flow_publishing import back_to_flow
from bot.handlers.flow_sheets import send
from bot.handlers.flows.opened import tapped_flow
from bot.handlers.flows.pages import flow_card
from bot.making import Outside
from bot.turn import Turn
from flows.conditions import called
from flows.expressions import ExpressionError
from flows.replaying import Why
from reports.health import health_line
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.clipping import CAPTION_LIMIT
from texts.locale import N_, Html
from texts.verbs import ChatVerb

REFUSED_SHOWN = 12
WORST = 5  # questions told in words
WHY = {
    Why.GONE: N_("“{question}” is not there any more"),
    Why.RETIRED: N_("“{question}” is not asked any more"),
    Why.NOT_ASKED: N_("“{question}” would not be asked with these other answers"),
    Why.REQUIRED: N_("“{question}” was left empty, and has to be answered now"),
    Why.CHOICE: N_("“{question}”: what was chosen is no choice any more"),
    Why.TYPE: N_("“{question}”: the answer is not what is asked for now"),
    Why.CONSTRAINT: N_("“{question}”: the answer is not allowed any more"),
}


def try_out(turn: Turn) -> None:
    """[Dry run]: the last reports put through the draft, and what it would refuse of them; tells no answer."""
    opened = tapped_flow(turn)
    if opened is None:
        return
    voice, flow = turn.voice, opened.flow
    back = back_to_flow(turn, opened.code)
    wrong = [each for each in problems_of(turn.stores, flow) if not each.warning]
    settings = turn.desk.settings

    async def replayed(outside: Outside) -> DryRun | None:
        try:  # with a desk of its own: it is beside the turns
            return await outside.database.read_apart(lambda stores: dry_run(stores, Desk(settings), flow))
        except ExpressionError:
            return None

    found: DryRun | None = turn.beforehand("a dry run", replayed)
    if found is None:
        lines = [problem_line(voice, each) for each in wrong[:PROBLEMS_SHOWN]]
        turn.show(Card("\n\n".join([voice.html("This is to be mended first:"), *lines]), ((back,),)))
        return
    head = voice.html("<b>Dry run of {title}</b>", title=title_of(flow, voice))
    counted = Counter((each.question, each.why) for replayed in found.refused for each in replayed.refusals)
    if not found.reports:
        told = voice.html("There are no reports yet that could be put through it.")
    elif not counted:
        told = Html(
            voice.plural(
                "The last report goes through it as it was filed.",
                "The last {n} reports go through it as they were filed.",
                found.reports,
            )
        )
    else:
        told = voice.html(
            "Of the last {n} reports, {refused} would be refused as they were filed. Nothing of them is changed.",
            n=found.reports,
            refused=len(found.refused),
        )
    lines = []
    for (question, why), times in counted.most_common(REFUSED_SHOWN):
        words = voice.html(WHY[why], question=called(flow, question, voice.language))
        lines.append(Html("• " + voice.html("{what}: {reports}", what=words, reports=_reports(turn, times))))
    publish = Button(voice.button("Publish"), Tap(ChatVerb.FLOW_PUBLISH.value, opened.code))
    rows = ((publish,), (back,)) if opened.draft is not None else ((back,),)
    turn.show(Card("\n\n".join([head, told, *(["\n".join(lines)] if lines else [])]), rows))


def _reports(turn: Turn, times: int) -> Html:
    return Html(turn.voice.plural("{n} report", "{n} reports", times))


def health(turn: Turn) -> None:
    """[Question health]: a plot of where people stop, skip, are refused or correct themselves; the worst in words."""
    opened = tapped_flow(turn)
    if opened is None:
        return
    voice, flow = turn.voice, opened.flow
    found = health_of_flow(turn.stores, flow.key)
    if not found:
        turn.show(flow_card(turn, opened, voice("Nobody has answered it yet, so there is nothing to tell.")))
        return
    made = turn.make(lambda: health_picture.drawn(found, flow, voice, turn.language))
    head = voice.html("How the questions of <b>{title}</b> fare. /flows", title=title_of(flow, voice))
    worst = [voice.html("• {line}", line=health_line(each, flow, voice, turn.language)) for each in found[:WORST]]
    send(turn, made, Html(Card("\n".join([head, *worst])).text(CAPTION_LIMIT)))
