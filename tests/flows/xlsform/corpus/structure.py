"""Groups, repeats, settings."""

from tests.flows.xlsform.corpus.form import Form

STRUCTURE = (
    Form("group", """
survey
type | name | label | relevant
text | who | Who? |
begin group | more | More | ${who} != ''
integer | age | How old? |
end group | | |
"""),
    Form("group with underscores, on one page", """
survey
type | name | label | appearance
begin_group | more | More | field-list
integer | age | How old? |
text | who | Who? |
end_group | | |
"""),
    Form("groups inside each other", """
survey
type | name | label | relevant
begin_group | a | A |
text | x | X? |
begin_group | b | B | ${x} != 'no'
begin_group | c | C |
text | y | Y? |
end_group | | |
end_group | | |
end_group | | |
"""),
    Form("repeat", """
survey
type | name | label
begin repeat | child | Child
text | first | First name?
integer | age | How old?
end repeat | |
note | n | Together ${first}
"""),
    Form("repeat counted by a number", """
survey
type | name | label | repeat_count
begin_repeat | child | Child | 3
text | first | First name? |
end_repeat | | |
"""),
    Form("repeat counted by an answer", """
survey
type | name | label | repeat_count
integer | many | How many? |
begin_repeat | child | Child | ${many}
text | first | First name? |
end_repeat | | |
"""),
    Form("repeat counted by an expression", """
survey
type | name | label | repeat_count
integer | many | How many? |
begin_repeat | child | Child | ${many} + 1
text | first | First name? |
end_repeat | | |
"""),
    Form("repeat inside a repeat", """
survey
type | name | label
begin_repeat | house | House
text | street | Street?
begin_repeat | child | Child
text | first | First name?
end_repeat | |
end_repeat | |
"""),
    Form("sums over a repeat", """
survey
type | name | label | calculation
begin_repeat | child | Child |
integer | age | How old? |
calculate | place | | position(..)
end_repeat | | |
calculate | total | | sum(${age})
calculate | many | | count(${child})
calculate | first | | indexed-repeat(${age}, ${child}, 1)
note | n | ${many} children, ${total} years, ${first} |
"""),
    Form("group inside a repeat, repeat inside a group", """
survey
type | name | label
begin_group | g | G
begin_repeat | r | R
begin_group | h | H
text | x | X?
end_group | |
end_repeat | |
end_group | |
"""),
    Form("same name in two groups", """
survey
type | name | label
begin_group | first | First
text | name | Name?
end_group | |
begin_group | second | Second
text | name | Name?
end_group | |
""", warned=("it is called second_name",)),
    Form("table of selects", """
survey
type | name | label | appearance
begin_group | t | Rate these | table-list
select_one s | a | A |
select_one s | b | B |
end_group | | |
choices
list_name | name | label
s | 1 | Bad
s | 2 | Good
"""),
    Form("settings", """
survey
type | name | label
text | who | Who?
settings
form_title | form_id | version | default_language | style | instance_name
My form | my_form | 2024010100 | English (en) | pages | concat('a', ${who})
""", warned=("instance_name is not used",)),
    Form("settings for encryption and sending", """
survey
type | name | label
text | who | Who?
settings
form_title | form_id | public_key | submission_url | auto_send
My form | my_form | MIIBIjANBgkqhki | https://example.org/submit | true
""", warned=("public_key is not used",)),
    Form("settings among the questions", """
survey
type | name | label
form_id | old_form |
text | who | Who?
"""),
    Form("our own columns", """
survey
type | name | label | fills | figure | basis | measure | sensitive | ask | line
integer | people | How many? | | people_there | people | in_period | | | People
text | story | What happened? | story | | | | yes | review | Story
settings
form_title | form_id | files | audience | follow_up
Vigil | vigil | action | activist, staff | 30d staff
"""),
    Form("one sheet of any name", """
survey
type | name | label
text | who | Who?
"""),
    Form("rows that are switched off", """
survey
type | name | label | disabled
text | who | Who? |
geotrace | way | Way? | yes
"""),
    Form("rows of comments and empty rows", """
survey
type | name | label | notes
| | | ask the team about this
text | who | Who? |
| | |
text | where | Where? | a remark
"""),
)  # fmt: skip
