"""Our own corpus: one small form for each feature of XLSForm, by the documentation of XLSForm, ODK and KoboToolbox."""

from tests.flows.xlsform.corpus.form import Form
from tests.flows.xlsform.corpus.habits import HABITS
from tests.flows.xlsform.corpus.languages import LANGUAGES
from tests.flows.xlsform.corpus.logic import LOGIC
from tests.flows.xlsform.corpus.questions import QUESTIONS
from tests.flows.xlsform.corpus.refused import REFUSED
from tests.flows.xlsform.corpus.structure import STRUCTURE

CORPUS: tuple[Form, ...] = (*QUESTIONS, *LOGIC, *STRUCTURE, *LANGUAGES, *HABITS, *REFUSED)
