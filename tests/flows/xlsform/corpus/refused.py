"""What a chat cannot run, and what is wrong: told at its row."""

from tests.flows.xlsform.corpus.form import Form


def _refused(kind: str, *, feature: str = "", more: str = "", head: str = "") -> Form:
    text = f"survey\ntype | name | label{head}\ntext | who | Who?\n{kind} | what | What?{more}\n"
    return Form(feature or kind, text, refused=("survey, row 3, type",))


_BAD = """
survey
type | name | label | {column}
text | who | Who? |
{type} | bad | Bad? | {cell}
"""


def _bad(feature: str, column: str, cell: str, type_: str = "integer") -> Form:
    return Form(feature, _BAD.format(column=column, cell=cell, type=type_), refused=("survey, row 3",))


REFUSED = (
    *(_refused(kind) for kind in ("geotrace", "geoshape", "osm", "start-geopoint", "background-audio", "xml-external")),
    Form("audit", """
survey
type | name | label
text | who | Who?
audit | audit |
""", refused=("survey, row 3, type",)),
    _refused("background-geopoint", more=" | ${who}", head=" | trigger"),
    Form("select_one_external", """
survey
type | name | label | choice_filter
text | who | Who? |
select_one_external towns | t | Town? | region=${who}
external_choices
list_name | name | label | region
towns | a | Alpha | n
""", refused=("survey, row 3, type",)),
    _refused("select_one ${who}", feature="choices made of answers"),
    _refused("select_one_from_file towns.geojson", feature="choices of a map"),
    _refused("select_one_from_file towns.xml", feature="choices of an xml file"),
    Form("search()", """
survey
type | name | label | appearance
select_one towns | t | Town? | minimal search('towns')
choices
list_name | name | label
towns | code | title
""", refused=("survey, row 2, appearance",)),
    Form("loop", """
survey
type | name | label
begin loop over c | l | L
text | a | A?
end loop | |
choices
list_name | name | label
c | x | X
""", refused=("survey, row 2, type",)),
    Form("entities", """
survey
type | name | label | save_to
text | who | Who? | full_name
entities
dataset | label
people | ${who}
""", refused=("entities, row 2", "survey, row 2, save_to")),
    Form("last-saved", """
survey
type | name | label | default
text | who | Who? | ${last-saved#who}
""", refused=("survey, row 2, default",)),
    Form("KoboToolbox's matrix", """
survey
type | name | label | kobo--matrix_list
begin_kobomatrix | m | M | c
text | a | A? |
end_kobomatrix | | |
choices
list_name | name | label
c | x | X
""", refused=("survey, row 2, type",)),
    Form("choices of one name, by its setting", """
survey
type | name | label
select_one c | c | Which?
choices
list_name | name | label | region
c | x | X | n
c | x | Y | s
settings
form_title | allow_choice_duplicates
Form | yes
""", refused=("choices",)),
    Form("several mistakes at once", """
survey
type | name | label | relevant
geotrace | way | Way? |
integr | many | How many? |
text | why | Why? | ${nobody} = 1
begin_group | g | G |
""", refused=("survey, row 2, type", "survey, row 3, type", "survey, row 4", "survey, row 5, type")),
    _refused("nonsense", feature="an unknown type"),
    _refused("select_one", feature="a select without list"),
    _bad("an unknown reference", "relevant", "${nobody} = 1"),
    _bad("a broken expression", "constraint", ". > (1 + "),
    _bad("a broken reference", "relevant", "${who = 1"),
    _bad("an unknown reference in a label", "hint", "Not ${nobody}"),
    _bad("broken parameters", "parameters", "start", "range"),
    _bad("a range of nothing", "parameters", "start=1 end=5 step=0", "range"),
    _bad("a figure of text", "figure", "people", "text"),
    Form("a group that never ends", """
survey
type | name | label
begin_group | g | G
text | who | Who?
""", refused=("survey, row 2, type",)),
    Form("an end too many", """
survey
type | name | label
text | who | Who?
end_group | |
""", refused=("survey, row 3, type",)),
    Form("groups that cross", """
survey
type | name | label
begin_group | g | G
begin_repeat | r | R
text | who | Who?
end_group | |
end_repeat | |
""", refused=("survey, row 5, type", "survey, row 6, type")),
    Form("a name twice", """
survey
type | name | label
text | who | Who?
text | who | Who else?
""", refused=("survey, row",)),
    Form("a name in two groups that a path goes through", """
survey
type | name | label | relevant
begin_group | a | A |
text | n | N? |
end_group | | |
begin_group | b | B |
text | n | N? |
text | m | M? | ../n != ''
end_group | | |
""", refused=("survey, row 6, name",)),
    Form("a name that is none", """
survey
type | name | label
text | 1st question | Who?
""", refused=("survey, row 2",)),
    Form("no name", """
survey
type | name | label
text | | Who?
text | ok | Ok?
""", refused=("survey, row 2, name",)),
    Form("no label", """
survey
type | name | label
text | who |
text | ok | Ok?
""", refused=("survey, row 2",)),
    Form("no type", """
survey
type | name | label
| who | Who?
text | ok | Ok?
""", refused=("survey, row 2, type",)),
    Form("a list that is not there", """
survey
type | name | label
select_one c | c | Which?
choices
list_name | name | label
d | x | X
""", refused=("survey, row 2",)),
    Form("a choice twice", """
survey
type | name | label
select_one c | c | Which?
choices
list_name | name | label
c | x | X
c | x | Y
""", refused=("choices",)),
    Form("a choice of many with a space", """
survey
type | name | label
select_multiple c | c | Which?
choices
list_name | name | label
c | x y | X
""", refused=("choices",)),
    Form("a circle", """
survey
type | name | label | calculation
calculate | a | | ${b} + 1
calculate | b | | ${a} + 1
text | who | Who? |
""", refused=("survey, row 2",)),
    Form("a csv file that did not come", """
survey
type | name | label
select_one_from_file towns.csv | t | Town?
""", refused=("survey, row 2",)),
)  # fmt: skip
