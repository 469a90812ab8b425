"""The types of questions and how they look."""

from tests.flows.xlsform.corpus.form import Form

_COLOURS = """
choices
list_name | name | label
colours | red | Red
colours | blue | Blue
colours | green | Green
"""


def _one(row: str, columns: str = "", more: str = "") -> str:
    return f"survey\ntype | name | label | {columns}\n{row}\n{more}"


QUESTIONS = (
    Form("text", _one("text | who | Who?")),
    Form("string, its other name", _one("string | who | Who?")),
    Form("text of several rows", _one("text | who | Who? | rows=5", "parameters")),
    Form("text of digits", _one("text | who | Number? | numbers", "appearance")),
    Form("integer", _one("integer | people | How many?")),
    Form("int, its other name", _one("int | people | How many?")),
    Form("decimal", _one("decimal | weight | How heavy?")),
    Form("range", _one("range | score | Score? | start=0 end=10 step=2", "parameters")),
    Form("range of decimals", _one("range | s | Score? | start=0.5 end=2 step=0.5", "parameters")),
    Form("range as written without parameters", _one("range | score | Score?")),
    Form("range from high to low", _one("range | s | Score? | start=10 end=1 step=1", "parameters")),
    Form("rating", _one("range | s | S? | start=1 end=5 step=1 | rating", "parameters | appearance")),
    Form("date", _one("date | day | Which day?")),
    Form("month and year only", _one("date | day | Which? | month-year", "appearance")),
    Form("time", _one("time | at | When?")),
    Form("date and time", _one("dateTime | at | When?")),
    Form("datetime in small letters", _one("datetime | at | When?")),
    Form("geopoint", _one("geopoint | place | Where?")),
    Form("geopoint on a map", _one("geopoint | p | Where? | placement-map | capture-accuracy=5",
                                   "appearance | parameters")),
    Form("gps, its other name", _one("gps | place | Where?")),
    Form("select_one", _one("select_one colours | c | Which?", more=_COLOURS)),
    Form("select_one, older spelling", _one("select one from colours | c | Which?", more=_COLOURS)),
    Form("select_one, quick and minimal", _one("select_one colours | c | Which? | minimal quick",
                                               "appearance", _COLOURS)),
    Form("select_one like a likert scale", _one("select_one colours | c | Which? | likert",
                                                "appearance", _COLOURS)),
    Form("select_multiple", _one("select_multiple colours | c | Which?", more=_COLOURS)),
    Form("select all that apply", _one("select all that apply from colours | c | Which?", more=_COLOURS)),
    Form("select_one or other", _one("select_one colours or_other | c | Which?", more=_COLOURS)),
    Form("select_multiple or other", _one("select_multiple colours or_other | c | Which?", more=_COLOURS)),
    Form("randomized choices", _one("select_one colours | c | Which? | randomize=true",
                                    "parameters", _COLOURS)),
    Form("randomized with a seed", _one("select_one colours | c | Which? | randomize=true seed=42",
                                        "parameters", _COLOURS)),
    Form("rank", _one("rank colours | c | In which order?", more=_COLOURS)),
    Form("select_one_from_file", _one("select_one_from_file towns.csv | t | Which?"),
         files={"towns.csv": b"name,label\nrabat,Rabat\nfes,F\xc3\xa8s\n"}),
    Form("select_multiple_from_file", _one("select_multiple_from_file towns.csv | t | Which?"),
         files={"towns.csv": b"name,label\nrabat,Rabat\nfes,Fes\n"}),
    Form("file with other columns", _one("select_one_from_file towns.csv | t | Which? | value=code label=title",
                                         "parameters"),
         files={"towns.csv": b"code,title\n1,Rabat\n2,Fes\n"}),
    Form("image", _one("image | photo | A photo?")),
    Form("photo, its other name", _one("photo | photo | A photo? | max-pixels=1024", "parameters")),
    Form("signature", _one("image | sign | Sign here | signature", "appearance"),
         warned=("a chat cannot draw",)),
    Form("audio", _one("audio | voice | Tell us | quality=low", "parameters")),
    Form("video", _one("video | film | A film?")),
    Form("file", _one("file | doc | A document?")),
    Form("barcode", _one("barcode | code | Which code?")),
    Form("note", _one("note | hello | Hello.\ntext | who | Who?")),
    Form("note without name", _one("note | | Hello.\ntext | who | Who?")),
    Form("acknowledge", _one("acknowledge | ok | Is that right?")),
    Form("trigger, its other name", _one("trigger | ok | Is that right?")),
    Form("calculate", _one("integer | a | A? |\ncalculate | b | | ${a} * 2", "calculation")),
    Form("calculate by a default", _one("calculate | b | | now()\ntext | a | A? |", "default")),
    Form("hidden", _one("hidden | src | | chat\ntext | a | A? |", "default")),
    Form("hidden that calculates", _one("hidden | src | | 1 + 1\ntext | a | A? |", "calculation")),
    Form("metadata", _one("\n".join(f"{each} | {each} |" for each in (
        "start", "end", "today", "deviceid", "phonenumber", "username", "email", "simserial", "subscriberid"))
        + "\ntext | who | Who?")),
    Form("percentage", _one("percentage | share | Which share?")),
    Form("phone number that is asked", _one("phone number | phone | Which?")),
    Form("media in labels", _one("text | who | Who? | face.png | hello.mp3 | hello.mp4",
                                 "media::image | media::audio | media::video"),
         files={"face.png": b"png", "hello.mp3": b"mp3", "hello.mp4": b"mp4"}),
    Form("media of choices", _one("select_one c | c | Which?", more="""
choices
list_name | name | label | image
c | red | Red | red.png
c | blue | Blue |
"""), warned=("red.png is missing",)),
    Form("emphasis in labels", _one("text | who | **Who** was _there_? <span style=\"color:red\">Tell</span> us")),
    Form("url to open", _one("text | who | See [our page](https://example.org). | url", "appearance")),
    Form("another app", _one("text | who | Who? | ex:org.app.scan", "appearance"),
         warned=("a chat opens no other app",)),
)  # fmt: skip
