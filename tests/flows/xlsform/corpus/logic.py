"""Required, relevant, constraints, calculations, defaults, filters, references."""

from tests.flows.xlsform.corpus.form import Form

LOGIC = (
    Form("required with its message", """
survey
type | name | label | required | required_message
text | who | Who? | yes | Please say who.
"""),
    Form("required in capitals", """
survey
type | name | label | required
text | who | Who? | TRUE
text | where | Where? | No
"""),
    Form("required by an expression", """
survey
type | name | label | required
integer | people | How many? |
text | why | Why so few? | ${people} < 10
"""),
    Form("constraint with its message", """
survey
type | name | label | constraint | constraint_message
integer | age | How old? | . >= 18 and . < 120 | Between 18 and 120.
"""),
    Form("constraint by a regular expression", """
survey
type | name | label | constraint
text | code | Code? | regex(., '^[a-z]{1,3}$')
"""),
    Form("relevant", """
survey
type | name | label | relevant
select_one yn | any | Any? |
integer | many | How many? | ${any} = 'yes'
choices
list_name | name | label
yn | yes | Yes
yn | no | No
"""),
    Form("relevant of what is selected", """
survey
type | name | label | relevant
select_multiple f | f | Which? |
text | w | Which other? | selected(${f}, 'other') and count-selected(${f}) > 1
choices
list name | name | label
f | apple | Apple
f | other | Other
"""),
    Form("default", """
survey
type | name | label | default
text | who | Who? | Amina
integer | many | How many? | 3
date | day | When? | 2024-05-01
select_one yn | ok | OK? | yes
choices
list_name | name | label
yn | yes | Yes
yn | no | No
"""),
    Form("default that is worked out", """
survey
type | name | label | default
date | day | When? | today()
text | id | Id? | concat('a', uuid())
"""),
    Form("calculation over several answers", """
survey
type | name | label | calculation
integer | a | A? |
integer | b | B? |
calculate | c | | if(${a} > ${b}, ${a} - ${b}, round(${b} div 2, 1))
note | said | The result is ${c}. |
text | end_word | Anything else? |
"""),
    Form("calculation once", """
survey
type | name | label | calculation
calculate | id | | once(uuid())
text | a | A? |
"""),
    Form("answer shown that is worked out", """
survey
type | name | label | calculation | read_only
integer | a | A? | |
integer | twice | Twice that: | ${a} * 2 | yes
"""),
    Form("text that is only shown", """
survey
type | name | label | read_only
text | hello | Welcome | yes
text | who | Who? |
"""),
    Form("trigger", """
survey
type | name | label | calculation | trigger
text | who | Who? | |
calculate | at | | now() | ${who}
""", warned=("trigger is not used",)),
    Form("trigger of two questions", """
survey
type | name | label | calculation | trigger
text | a | A? | |
text | b | B? | |
calculate | at | | now() | ${a}, ${b}
""", warned=("trigger is not used",)),
    Form("choice filter", """
survey
type | name | label | choice_filter
select_one states | state | State? |
select_one cities | city | City? | state = ${state}
choices
list_name | name | label | state
states | n | North |
states | s | South |
cities | a | Alpha | n
cities | b | Beta | s
"""),
    Form("cascade of three", """
survey
type | name | label | choice_filter
select_one states | state | State? |
select_one cities | city | City? | state=${state}
select_one wards | ward | Ward? | state=${state} and city=${city}
choices
list_name | name | label | state | city
states | n | North | |
cities | a | Alpha | n |
wards | w | One | n | a
wards | x | Two | n | a
"""),
    Form("filter of a file", """
survey
type | name | label | choice_filter
text | who | Who? |
select_one_from_file towns.csv | t | Town? | region = 'n'
""", files={"towns.csv": b"name,label,region\na,Alpha,n\nb,Beta,s\n"}),
    Form("pulldata", """
survey
type | name | label | calculation
text | code | Code? |
calculate | town | | pulldata('towns', 'label', 'code', ${code})
""", files={"towns.csv": b"code,label\n1,Rabat\n"}),
    Form("instance with a predicate", """
survey
type | name | label | calculation
select_one_from_file towns.csv | t | Town? |
calculate | people | | instance('towns')/root/item[name = ${t}]/people
""", files={"towns.csv": b"name,label,people\na,Alpha,10\n"}),
    Form("csv-external", """
survey
type | name | label | calculation
csv-external | towns | |
calculate | first | | instance('towns')/root/item[1]/label
text | who | Who? |
""", files={"towns.csv": b"name,label\na,Alpha\n"}),
    Form("references in hints and messages", """
survey
type | name | label | hint | constraint | constraint_message
integer | a | A? | | |
integer | b | More than ${a}? | You said ${a} | . > ${a} | Not more than ${a}.
"""),
    Form("choices with references", """
survey
type | name | label
text | who | Who?
select_one c | same | The same?
choices
list_name | name | label
c | yes | Yes, ${who}
c | no | Somebody else
"""),
    Form("label of a choice", """
survey
type | name | label | calculation
select_one c | c | Which? |
calculate | said | | jr:choice-name(${c}, '${c}')
note | n | You said ${said}. |
choices
list_name | name | label
c | a | Alpha
c | b | Beta
"""),
    Form("appearance that is a language of its own", """
survey
type | name | label | appearance
text | t | T? | multiline w2 ${nothing}
""", refused=("survey, row 2",)),
    Form("dates in arithmetic", """
survey
type | name | label | constraint | calculation
date | born | Born? | . < today() |
calculate | age | | | int((today() - ${born}) div 365.25)
"""),
)  # fmt: skip
