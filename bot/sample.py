"""The demo's people and reports: activists in each language, staff, coordinators, a newcomer and administrators."""

from dataclasses import dataclass
from typing import Any, Literal

TOKEN = "1000001:demo-token-of-the-local-telegram"
INVITATION = "DEM0-DEM0-DEM0"
EVENT_TOKEN = "EDEM0DEM0DEM0DEM0DEM0"  # of the event that is planned for today
EVENT_LINK = EVENT_TOKEN.lower()  # as its link carries it


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Someone of the demo; `role` None: has not joined yet, and may by `code`. `section` is a key of the sample
    organisation. An admin is one of everything.
    """

    id: int
    first_name: str
    last_name: str
    username: str
    language: str
    section: str
    role: str | None
    note: str
    code: str = ""


PEOPLE = (
    SamplePerson(7002, "Lena", "Vogt", "lena", "en", "germany", "activist", "Activist, Germany"),
    SamplePerson(7001, "Amina", "Haddad", "amina", "ar", "morocco", "activist", "ناشطة، المغرب"),
    SamplePerson(7003, "Camille", "Laurent", "camille", "fr", "france", "activist", "Activiste, France"),
    SamplePerson(7004, "Piotr", "Zielinski", "piotr", "en", "poland", "staff", "Staff, Poland"),
    SamplePerson(7010, "Clara", "Weber", "clara", "en", "germany", "coordinator", "Coordinator, Germany, try /digest"),
    SamplePerson(7011, "Nadia", "Berrada", "nadia", "ar", "morocco", "coordinator", "منسّقة، المغرب"),
    SamplePerson(7005, "Sofia", "Nielsen", "sofia", "en", "denmark", None, "Newcomer, invitation code", INVITATION),
    SamplePerson(7006, "Lucía", "Ortega", "lucia", "es", "mexico", "activist", "Activista, México"),
    SamplePerson(7007, "Yasmin", "Alaoui", "yasmin", "ar", "morocco", None, "قادمة برابط فعالية", EVENT_LINK),
    SamplePerson(7008, "Ruth", "Brandt", "ruth", "en", "germany", "admin", "Administrator, try /flows"),
    SamplePerson(7009, "Hugo", "Marchand", "hugo", "fr", "france", "admin", "Administrateur, essayez /flows"),
)

# Days ago, person, signatures, qualifier, target, days between the delivery and its report.
REPORTS: tuple[tuple[int, int, int, Literal["exactly", "about", "over", "almost"], str, int], ...] = (
    (41, 7002, 1200, "about", "embassy_uz_berlin", 2),
    (33, 7003, 12400, "about", "embassy_ma_paris", 1),
    (26, 7001, 3622, "exactly", "embassy_mx_rabat", 0),
    (19, 7004, 8150, "exactly", "embassy_uz_warsaw", 3),
    (14, 7002, 2000, "over", "embassy_ng_berlin", 1),
    (7, 7002, 37181, "exactly", "embassy_uz_berlin", 1),  # filed a week ago: it stands in last week's digest
    (5, 7003, 961, "exactly", "embassy_ph_paris", 0),
    (2, 7004, 15000, "almost", "embassy_mx_warsaw", 1),
)


def people_of_the_page() -> list[dict[str, Any]]:
    """The people that the chat page offers."""
    return [
        {
            "id": each.id,
            "first_name": each.first_name,
            "last_name": each.last_name,
            "username": each.username,
            "language_code": each.language,
            "note": f"{each.note} {each.code}".strip(),
            "dir": "rtl" if each.language == "ar" else "ltr",
        }
        for each in PEOPLE
    ]
