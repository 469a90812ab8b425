"""Languages in all their spellings."""

from tests.flows.xlsform.corpus.form import Form

LANGUAGES = (
    Form("languages with codes", """
survey
type | name | label::English (en) | label::Français (fr) | hint::English (en) | hint::Français (fr)
text | who | Who? | Qui ? | Your name | Votre nom
settings
form_title | default_language
Form | Français (fr)
"""),
    Form("languages by name", """
survey
type | name | label::English | label::French | label::العربية
text | who | Who? | Qui ? | من؟
"""),
    Form("languages by code", """
survey
type | name | label::en | label::es
text | who | Who? | ¿Quién?
"""),
    Form("single colons", """
survey
type | name | label:en | label : fr
text | who | Who? | Qui ?
"""),
    Form("a column without language beside one with", """
survey
type | name | label | label::French (fr)
text | who | Who? | Qui ?
settings
form_title | default_language
Form | English (en)
"""),
    Form("a language nobody knows", """
survey
type | name | label::English (en) | label::Klingonish
text | who | Who? | nuq
""", warned=("Klingonish is not known",)),
    Form("everything translated", """
survey
type | name | label::en | label::fr | constraint | constraint_message::en | constraint_message::fr | image::fr
integer | a | A? | A ? | . > 0 | More. | Plus. | fr.png
select_one c | c | Which? | Lequel ? | | | |
choices
list_name | name | label::en | label::fr | media::image::en | media::image::fr
c | x | Ex | Ixe | x.png | x.png
c | y | Why | Igrec | |
""", files={"fr.png": b"2", "x.png": b"3"}),
    Form("messages and hints translated", """
survey
type | name | label::en | label::fr | required | required_message::en | required_message::fr | guidance_hint::fr
integer | a | A? | A ? | yes | Please. | Merci. | Avec tact
""", warned=("guidance is shown with the hint",)),
    Form("a translation that is missing", """
survey
type | name | label::English (en) | label::French (fr)
text | who | Who? | Qui ?
text | where | Where? |
""", warned=("the label is missing in fr",)),
    Form("guidance hints", """
survey
type | name | label | hint | guidance_hint
text | who | Who? | Your name | Ask twice.
"""),
    Form("from right to left", """
survey
type | name | label::العربية (ar)
text | who | من؟
note | n | شكرًا ${who}
"""),
)  # fmt: skip
