"""The four key areas, as sections report on them."""

from texts.marking import N_

AREA_WORDS = {
    "supporters": N_("Supporter engagement"),
    "partnership": N_("Partnership"),
    "advocacy": N_("Advocacy"),
    "media": N_("Media"),
}
