"""The month before: a draft that nobody finishes, and a section update that is late. The week: staff hear what came of
deliveries, an event passes, nobody is told more than three things, and Monday brings the digest.

The same in every language but for what is typed; the clocks go back on the week's Sunday.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.inputs import Verb
from tests.demo_week.telling import Week
from tests.support.chat import Town
from tests.support.events import all_events, token
from tests.support.transcript_scripts import EMBASSY, EVENT, PEOPLE, STORY, VIGIL, Photo, Say, Tap, begin, line, say
from texts.verbs import ChatVerb

#: Names of the activist, the staff member and the coordinator; the section and its clocks.
CAST = {
    "en": ("Lena", "Jonas", "Ruth", "germany", "Europe/Berlin"),
    "fr": ("Camille", "Hugo", "Agnès", "france", "Europe/Paris"),
    "ar": ("أمينة", "ياسين", "سلمى", "morocco", "Africa/Casablanca"),
    "es": ("Lucía", "Mateo", "Carmen", "mexico", "America/Mexico_City"),
}
ROLES = ("activist", "staff", "coordinator")

MONTH_BEFORE = datetime(2014, 9, 22, 17, 0, tzinfo=UTC)
EARLIER = say("over 2,400 signatures", "plus de 2 400 signatures", "أكثر من ٢٤٠٠ توقيع", "más de 2 400 firmas")
PETITIONS = say("37,181 petitions", "37 181 pétitions", "٣٧١٨١ عريضة", "37.181 firmas")
FRIDAY = say("24 October", "24 octobre", "24 أكتوبر", "24 de octubre")
PETITION = say("Petition delivery", "Remise de pétition", "تسليم عريضة", "Entrega de firmas")
CAMPAIGN = say("Stop Torture", "Stop Torture", "أوقفوا التعذيب", "Alto a la tortura")
WHOM = say("the teacher", "l’enseignante", "معلّمة", "la maestra")
NIGERIA = say("embassy nigeria berlin", "ambassade nigeria berlin", "سفارة نيجيريا برلين", "embajada nigeria berlín")
MOROCCO = say("embassy morocco berlin", "ambassade maroc berlin", "سفارة المغرب برلين", "embajada marruecos berlín")
CITY = say("Berlin", "Paris", "الدار البيضاء", "Ciudad de México")
SECTION = say("/section", "/section", "/fara", "/seccion")
EXAMS = say("Exams", "Examens", "امتحانات", "Exámenes")
SINCE = say("29 September", "29 septembre", "29 شتنبر", "29 de septiembre")
UNTIL = say("5 October", "5 octobre", "5 أكتوبر", "5 de octubre")
DIGEST = say("/digest", "/synthese", "/mulakhas", "/resumen")


async def play(language: str, folder: Path, tell: Callable[[str], None]) -> None:
    """The whole week in a language, in a town of its own."""
    *names, section, zone = CAST[language]
    async with Town(folder, begins=MONTH_BEFORE) as town:
        week = Week(town, ZoneInfo(zone), tell)
        for number, (name, role) in enumerate(zip(names, ROLES, strict=True)):
            person = await town.member(501 + number, language, section, role, name)
            await person.says("/help")  # only who has talked to a bot is talked to by it
            week.knows(f"{name} ({role})", person)
        lena, jonas, ruth = week.people
        await _deliveries(week, lena)
        await _exams(week, jonas)
        await _forgotten(week, lena)
        await week.until("2014-10-20", 17, hours=[8, 10])
        await _monday(week, lena, jonas, ruth)
        await _until_friday(week, lena, jonas)
        await _event_passes(week, lena)
        await _digest(week, jonas, ruth)
        await week.until("2014-10-28", 18)


async def _deliveries(week: Week, lena: str) -> None:
    """Three, of which something will have come."""
    for number, whom in enumerate((EMBASSY, NIGERIA, MOROCCO)):
        told = number == 0
        await week.does(
            lena, *begin("petition_delivery"), EARLIER, whom, Tap(Verb.DATE), Tap(Verb.SKIP), Tap(Verb.FILE), told=told
        )
    week.note("Two more deliveries are reported in the same way.")


async def _exams(week: Week, jonas: str) -> None:
    """Days on which nobody of the section is reminded: the first of three reminders falls into them."""
    await week.does(
        jonas, SECTION, Tap(ChatVerb.SECTION_CALENDAR), Tap(ChatVerb.TASK), EXAMS, SINCE, UNTIL,
    )  # fmt: skip


async def _forgotten(week: Week, lena: str) -> None:
    """A draft begun late in the evening: a day later it would be night; it is put off, and left."""
    await week.until("2014-09-22", 22)
    week.note("Later in the evening.")
    await week.does(lena, *begin("action"), VIGIL)
    await week.until("2014-09-24", 12)
    await week.does(lena, Tap(ChatVerb.REMIND_TOMORROW), Tap(ChatVerb.ZONE), Tap(ChatVerb.ZONE_ASK), CITY)


async def _monday(week: Week, lena: str, jonas: str, ruth: str) -> None:
    """The coordinator has the digest sent, staff plan an event, and the activist begins a report and has to go."""
    await week.does(ruth, DIGEST, Tap(ChatVerb.DIGEST), Tap(ChatVerb.SUBSCRIPTIONS), Tap(ChatVerb.SUBSCRIBE))
    link = await week.asks_in_group(ruth, DIGEST)
    await week.does(ruth, link, Tap(ChatVerb.SUBSCRIPTION_SURE))
    plan = say("/event", "/evenement", "/faaliya", "/evento")
    await week.does(
        jonas, plan, Tap(ChatVerb.BEGIN), EVENT, PETITION, FRIDAY, CAMPAIGN, EMBASSY, Say("Berlin"), Tap(Verb.FILE)
    )
    await week.does(lena, *begin("action"), VIGIL)


async def _until_friday(week: Week, lena: str, jonas: str) -> None:
    """The new draft is reminded of and filed; what came of the deliveries is asked, and told of one; the old draft is
    about to expire, and is let go; the event is joined.
    """
    await week.until("2014-10-21", 19)
    await week.does(lena, Tap(ChatVerb.REMIND_REPORT), PEOPLE, Tap(Verb.SKIP), Tap(Verb.FILE))
    await week.until("2014-10-22", 11)
    await week.does(
        jonas, Tap(ChatVerb.FOLLOW_YES), Tap(ChatVerb.FOLLOW_THIS), Tap(Verb.CHOOSE, 0), Tap(Verb.DATE),
        Tap(Verb.CHOOSE, 1), Tap(Verb.CHOOSE, 1), Tap(Verb.FILE),
    )  # fmt: skip
    await week.until("2014-10-22", 13)
    await week.does(lena, Tap(ChatVerb.REMIND_STOP))
    await week.until("2014-10-23", 12)
    [event] = await all_events(week.town)
    await week.does(lena, Say(f"/start {await token(week.town, event)}"))


async def _event_passes(week: Week, lena: str) -> None:
    """The day after, whoever joined is asked, and answers; then another draft is left."""
    await week.until("2014-10-25", 12)
    await week.does(
        lena, Tap(ChatVerb.REMIND_REPORT), PETITIONS, Photo(), Tap(Verb.CHOOSE, 0), Tap(ChatVerb.REVIEW_PAGE, 1),
        line("petition_delivery", "story"), STORY, Tap(Verb.FILE),
    )  # fmt: skip
    await week.does(lena, *begin("action"), VIGIL, told=False)
    week.note("Another draft is begun. Three reminders came in these seven days, so its own waits until Tuesday.")


async def _digest(week: Week, jonas: str, ruth: str) -> None:
    """Monday at nine; the story is read, the first number is opened, and the report behind it. Staff say that there is
    nothing to tell of September.
    """
    await week.until("2014-10-27", 10)
    await week.does(ruth, Tap(ChatVerb.DIGEST_STORY), Tap(ChatVerb.DIGEST_CELL), Tap(ChatVerb.DIGEST_REPORT))
    await week.does(jonas, Tap(ChatVerb.REMIND_NOTHING))
