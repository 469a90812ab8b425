"""What of XLSForm a chat cannot run: why, and what to use instead. `docs/xlsform.md` lists it too."""

from texts.said import said

_LINE = (said("a chat cannot record a line on a map"), said("use geopoint: one place, or a repeat of them"))
_AREA = (said("a chat cannot record an area on a map"), said("use geopoint, or text: the name of the area"))
_WATCHED = said("people are not watched while they answer")
_UNHEARD = said("nothing is recorded behind a person’s back")
_UNASKED = (said("no place is taken without being asked for"), said("use geopoint: a question that asks for it"))
_LISTS_ELSEWHERE = (
    said("lists of an external_choices sheet are not read"),
    said("put the list into a csv file: select_one_from_file x.csv, with the same choice_filter"),
)
_CASCADING = (said("this old way of cascading is not read"), said("use select_one with a choice_filter"))
_XML = said("attach the list as csv: csv-external, or select_one_from_file x.csv")

#: By the type, or its first word.
UNSUPPORTED = {
    "geotrace": _LINE,
    "geoshape": _AREA,
    "q geoshape": _AREA,
    "q geotrace": _LINE,
    "osm": (said("a chat has no OpenStreetMap editor"), said("use geopoint and ask the tags as questions")),
    "audit": (_WATCHED, said("use the health page of the flow: it counts without names")),
    "background-audio": (_UNHEARD, said("use audio: a question that asks for it")),
    "background-geopoint": _UNASKED,
    "start-geopoint": _UNASKED,
    "xml-external": (said("xml files are not read"), _XML),
    "select_one_external": _LISTS_ELSEWHERE,
    "select one external": _LISTS_ELSEWHERE,
    "cascading_select": _CASCADING,
    "cascading": _CASCADING,
    "begin loop": (said("a loop over a list is not run"), said("write a group for each choice, or use begin repeat")),
    "select from answers": (
        said("choices made of earlier answers are not offered"),
        said("use a list of choices, or text"),
    ),
    "begin_kobomatrix": (
        said("a matrix needs a wide screen"),
        said("write a group of questions for each of its rows"),
    ),
}

SEARCH = (said("the appearance search() is not run"), said("use select_one_from_file x.csv, with a choice_filter"))
LAST_SAVED = (
    said("${{last-saved#...}} is not known: nothing is kept on a phone"),
    said("write the default out, or leave it empty"),
)
ENTITIES = (said("entities are not kept"), said("put the list into a csv file and use select_one_from_file x.csv"))
XML_FILE = (said("only csv files are read"), said("save the list as csv, with the columns name and label"))

#: Columns of the settings that mean nothing here, with the reason.
SETTINGS_IGNORED = {
    "public_key": said("answers are encrypted by the bot itself"),
    "submission_url": said("reports go nowhere else"),
    "instance_name": said("reports have a reference of their own"),
    "auto_send": said("reports are sent when they are filed"),
    "auto_delete": said("the bot keeps reports by its own rules"),
}
