"""What forms of KoboToolbox, and forms that went through many hands, bring along."""

from tests.flows.xlsform.corpus.form import Form

HABITS = (
    Form("exported by KoboToolbox", """
survey
type | name | label::English (en) | $autoname | $kuid | kuid | $given_name | required | kobo--locking-profile
start | start | | start | a1 | a1 | | |
text | who | Who? | who | a2 | a2 | | false | p1
calculate | __version__ | | | | | | |
settings
form_title | default_language | id_string | style
Form | English (en) | aBc | theme-grid
""", refused=("survey, row 4",)),
    Form("with KoboToolbox's version", """
survey
type | name | label | calculation
text | who | Who? |
calculate | __version__ | | 'vAbC123'
"""),
    Form("KoboToolbox's rating", """
survey
type | name | label | kobo--score-choices
begin_score | service | How was it? | stars
score__row | food | Food |
score__row | room | Room |
end_score | | |
choices
list_name | name | label
stars | 1 | One
stars | 2 | Two
""", warned=("score is KoboToolbox’s own",)),
    Form("KoboToolbox's ranking", """
survey
type | name | label | kobo--rank-items
begin_rank | needs | What first? | needs
rank__level | first | First |
rank__level | second | Second |
end_rank | | |
choices
list_name | name | label
needs | water | Water
needs | food | Food
""", warned=("rank is KoboToolbox’s own",)),
    Form("headings in capitals, with spaces", """
survey
Type | Name  | Label | Required Message | Relevance | Constraint Message
text | who | Who? | Please. | |
"""),
    Form("older names of columns", """
survey
command | tag | caption | constraining_message | constraint
text | who | Who? | No. | . != 'x'
"""),
    Form("columns with their place in the XForm", """
survey
type | name | label | bind::relevant | bind::required | body::accuracyThreshold | bind::jr:constraintMsg
text | who | Who? | true() | yes | 5 | No.
"""),
    Form("types in capitals", """
survey
type | name | label
Text | who | Who?
Select_One c | c | Which?
Begin Group | g | G
INTEGER | a | A?
End Group | |
choices
list_name | name | label
c | x | X
""", warned=("the type was written otherwise",)),
    Form("curly quotes, long dashes, hard spaces", """
survey
type | name | label | relevant
select_one c | c | Which? |
integer | a | A? | ${c} = ‘x’
text | b | B? | ${ c } != “x” and ${a} – 1 ≥ 0
text | d | D? | ${c}\u00a0=\u00a0'x'
choices
list_name | name | label
c | x | X
c | y | Y
""", warned=("signs of the expression were changed",)),
    Form("names with characters nobody sees", """
survey
type | name | label | relevant
text | \u200bwho\u00a0 | Who? |
text | why | Why? | ${who} != ''
""", warned=("signs of the name were changed",)),
    Form("decimal commas", """
survey
type | name | label | constraint | default
decimal | a | A? | . > 1,5 | 2,5
"""),
    Form("choices numbered with decimals", """
survey
type | name | label
select_one c | c | Which?
choices
list_name | name | label
c | 1.0 | One
c | 2.0 | Two
""", warned=("made a decimal number of the name",)),
    Form("choices without labels", """
survey
type | name | label
select_one c | c | Which?
choices
list_name | name | label
c | x |
c | y | Y
""", warned=("the label is missing",)),
    Form("two names of the form", """
survey
type | name | label
text | who | Who?
settings
id_string | version | form_id
older | v1 | newer
"""),
    Form("pictures in two sizes", """
survey
type | name | label | media::image | media::big-image
text | who | Who? | small.png | big.png
"""),
    Form("choices of no list", """
survey
type | name | label
select_one c | c | Which?
choices
list_name | name | label
c | x | X
| stray | Stray
""", warned=("the choice belongs to no list",)),
    Form("sheets in capitals", """
survey
type | name | label
text | who | Who?
"""),
)  # fmt: skip
