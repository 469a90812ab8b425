"""What of XLSForm a chat cannot run: why, and what to use instead. `docs/xlsform.md` lists it too."""

#: By the type, or its first word.
UNSUPPORTED = {
    "geotrace": ("a chat cannot record a line on a map", "use geopoint: one place, or a repeat of them"),
    "geoshape": ("a chat cannot record an area on a map", "use geopoint, or text: the name of the area"),
    "q geoshape": ("a chat cannot record an area on a map", "use geopoint, or text: the name of the area"),
    "q geotrace": ("a chat cannot record a line on a map", "use geopoint: one place, or a repeat of them"),
    "osm": ("a chat has no OpenStreetMap editor", "use geopoint and ask the tags as questions"),
    "audit": ("people are not watched while they answer", "use the health page of the flow: it counts without names"),
    "background-audio": ("nothing is recorded behind a person's back", "use audio: a question that asks for it"),
    "background-geopoint": ("no place is taken without being asked for", "use geopoint: a question that asks for it"),
    "start-geopoint": ("no place is taken without being asked for", "use geopoint: a question that asks for it"),
    "xml-external": ("xml files are not read", "attach the list as csv: csv-external, or select_one_from_file x.csv"),
    "select_one_external": ("lists of an external_choices sheet are not read",
                            "put the list into a csv file: select_one_from_file x.csv, with the same choice_filter"),
    "select one external": ("lists of an external_choices sheet are not read",
                            "put the list into a csv file: select_one_from_file x.csv, with the same choice_filter"),
    "cascading_select": ("this old way of cascading is not read", "use select_one with a choice_filter"),
    "cascading": ("this old way of cascading is not read", "use select_one with a choice_filter"),
    "begin loop": ("a loop over a list is not run", "write a group for each choice, or use begin repeat"),
    "select from answers": ("choices made of earlier answers are not offered", "use a list of choices, or text"),
    "begin_kobomatrix": ("a matrix needs a wide screen", "write a group of questions for each of its rows"),
}  # fmt: skip

SEARCH = ("the appearance search() is not run", "use select_one_from_file x.csv, with a choice_filter")
LAST_SAVED = ("${last-saved#...} is not known: nothing is kept on a phone",
              "write the default out, or leave it empty")  # fmt: skip
ENTITIES = ("entities are not kept", "put the list into a csv file and use select_one_from_file x.csv")
XML_FILE = ("only csv files are read", "save the list as csv, with the columns name and label")

#: Columns of the settings that mean nothing here, with the reason.
SETTINGS_IGNORED = {
    "public_key": "answers are encrypted by the bot itself",
    "submission_url": "reports go nowhere else",
    "instance_name": "reports have a reference of their own",
    "auto_send": "reports are sent when they are filed",
    "auto_delete": "the bot keeps reports by its own rules",
}
