"""What is said in the transcripts: acts that are the same in every language, but for the words typed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.invites import read_code
from flows.inputs import Verb
from flows.reading import catalog
from storage.stores import Stores
from tests.support.chat import Town
from texts.locale import LANGUAGES
from texts.verbs import ChatVerb


@dataclass(frozen=True)
class Say:
    """A message; by language where the words differ."""

    said: str | dict[str, str]


#: The place of the language of the conversation among the languages.
OWN = -1


@dataclass(frozen=True)
class Tap:
    """A tap on the newest button that carries this verb, this index and this code (None: any)."""

    verb: str
    index: int | None = None
    code: str | None = None


@dataclass(frozen=True)
class Photo:
    """A photo, or an album."""

    count: int = 1


Act = Say | Tap | Photo


@dataclass(frozen=True)
class Script:
    """A conversation. `joins`: it begins before joining; `before`: what must be there first."""

    acts: tuple[Act, ...]
    role: str = "activist"
    joins: bool = False
    before: Callable[[Town, str], Awaitable[None]] | None = None


def say(en: str, fr: str, ar: str, es: str) -> Say:
    return Say(dict(zip(LANGUAGES, (en, fr, ar, es), strict=True)))


def begin(flow: str) -> tuple[Act, ...]:
    """/report, and the flow."""
    return say("/report", "/rapport", "/taqrir", "/informe"), Tap(ChatVerb.BEGIN, code=flow)


def line(flow: str, question: str) -> Tap:
    """A line of the review card."""
    return Tap(Verb.LINE, next(at for at, each in enumerate(catalog()[flow].questions()) if each.name == question))


CODE = "ABCD-EFGH-JKMN"
NUMBER = say("almost 37,200 petitions", "près de 37 200 pétitions", "ما يقارب ٣٧٢٠٠ عريضة", "casi 37 200 peticiones")
EMBASSY = say(
    "embassy uzbek berlin", "ambassade ouzbékistan berlin", "سفارة أوزبكستان برلين", "embajada uzbekistán berlín"
)
LAST_TUESDAY = say("last Tuesday", "mardi dernier", "الثلاثاء الماضي", "el martes pasado")
VIGIL = say("vigil", "veillée", "وقفة", "vigilia")
PEOPLE = say("about 120 people", "environ 120 personnes", "حوالي ١٢٠ شخصًا", "unas 120 personas")
EVENT = say(
    "Signatures for Uzbekistan", "Signatures pour l’Ouzbékistan", "توقيعات من أجل أوزبكستان", "Firmas por Uzbekistán"
)
TOMORROW = say("tomorrow", "demain", "غدًا", "mañana")
ASTRAY = say("a great many!", "vraiment beaucoup !", "عدد كبير جدًا!", "¡muchísimas!")
NONSENSE = say("some time ago", "il y a longtemps", "منذ زمن", "hace tiempo")
STORY = say(
    "They took every sheet and thanked us.",
    "Ils ont pris toutes les feuilles et nous ont remerciés.",
    "أخذوا كل الأوراق وشكرونا.",
    "Recogieron todas las hojas y nos dieron las gracias.",
)


async def invited(town: Town, section: str) -> None:
    """An invitation of the section, by the code that the script types."""

    def invite(stores: Stores) -> None:
        until = stores.now + timedelta(days=7)
        hashed = stores.keyring.hash_code(read_code(CODE) or "")
        stores.invites.add(hashed, "activist", "section", section, 1, until, None, stores.now)

    await town.service.database.run(invite)


SCRIPTS = {
    "joining": Script(
        joins=True,
        before=invited,
        acts=(
            say("Hello, who are you?", "Bonjour, qui êtes-vous ?", "مرحبًا، مَن هناك؟", "Hola, ¿quién eres?"),
            Say("AAAA-AAAA-AAAA"),
            Say(CODE),
            Tap(ChatVerb.JOIN_LANGUAGE, OWN),
            Tap(ChatVerb.JOIN_AGREE),
            say("/help", "/aide", "/musaada", "/ayuda"),
        ),
    ),
    "action": Script(
        acts=(
            *begin("action"),
            VIGIL,
            PEOPLE,
            Photo(),
            Tap(Verb.CHOOSE, 1),
            line("action", "occurred_on"),
            LAST_TUESDAY,
            Tap(Verb.FILE),
        ),
    ),
    "outcome": Script(
        role="staff",
        acts=(
            *begin("action"),
            VIGIL,
            PEOPLE,
            Tap(Verb.SKIP),
            Tap(Verb.FILE),
            *begin("outcome"),
            Tap(Verb.CHOOSE, 0),
            say("the teacher", "l’enseignante", "معلّمة", "la maestra"),
            Tap(Verb.DATE),
            Tap(Verb.CHOOSE, 1),
            Tap(Verb.TOGGLE),
            Tap(Verb.DONE),
            Tap(Verb.CHOOSE, 1),
            Tap(Verb.FILE),
        ),
    ),
    "section_update": Script(
        role="staff",
        acts=(
            *begin("action"),
            VIGIL,
            PEOPLE,
            Tap(Verb.SKIP),
            Tap(Verb.FILE),
            *begin("section_update"),
            Tap(Verb.CHOOSE, 0),
            Say("480"),
            Tap(Verb.FILE),
            *begin("section_update"),
            Tap(Verb.CHOOSE, 3),
            Tap(Verb.FILE),
        ),
    ),
    "event": Script(
        role="staff",
        acts=(
            say("/event", "/evenement", "/faaliya", "/evento"),
            Tap(ChatVerb.BEGIN),
            EVENT,
            say("Petition delivery", "Remise de pétition", "تسليم عريضة", "Entrega de firmas"),
            say("next Friday", "vendredi prochain", "الجمعة القادمة", "el viernes que viene"),
            say("Stop Torture", "Stop Torture", "أوقفوا التعذيب", "Alto a la tortura"),
            EMBASSY,
            Say("Berlin"),
            Tap(Verb.FILE),
        ),
    ),
    "account": Script(
        acts=(
            *begin("petition_delivery"),
            Say("37181"),
            Tap(ChatVerb.MORE),
            Tap(ChatVerb.PAUSE),
            say("/report", "/rapport", "/taqrir", "/informe"),
            Tap(ChatVerb.RESUME),
            Tap(ChatVerb.MORE),
            Tap(ChatVerb.DELETE),
            Tap(ChatVerb.UNDELETE),
            EMBASSY,
            Tap(Verb.DATE),
            Tap(Verb.SKIP),
            Tap(Verb.FILE),
            say("/myreports", "/mesrapports", "/taqariri", "/misinformes"),
            Tap(ChatVerb.OPEN),
            Tap(ChatVerb.WITHDRAW),
            Tap(ChatVerb.WITHDRAW_SURE),
            Tap(ChatVerb.RESTORE),
            Tap(ChatVerb.FORGET),
            Tap(ChatVerb.FORGET_SURE),
            Say("/weather"),
            say("/language", "/langue", "/lugha", "/idioma"),
            Tap(ChatVerb.SPEAK, OWN),
            say("/forget", "/effacer", "/mahw", "/borrar"),
            Tap(ChatVerb.FORGET_ALL),
            Tap(ChatVerb.FORGET_ALL_SURE),
        ),
    ),
    "petition_delivery": Script(
        acts=(
            *begin("petition_delivery"),
            ASTRAY,
            Say("37200"),
            Tap(Verb.BACK),
            NUMBER,
            EMBASSY,
            NONSENSE,
            TOMORROW,
            LAST_TUESDAY,
            STORY,
            Photo(2),
            Tap(Verb.CHOOSE, 0),
            Tap(ChatVerb.REVIEW_PAGE, 1),
            line("petition_delivery", "story"),
            STORY,
            Tap(Verb.FILE),
        ),
    ),
}
