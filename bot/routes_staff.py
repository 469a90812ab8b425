"""Table of contents, the part of staff: their commands and buttons. Each story asks for the right itself."""

from bot import routes_flow_files
from bot.handlers import inviting, leaving, listening, people, section, section_lists, staff_reports
from bot.handlers.flows import adding as flow_adding
from bot.handlers.flows import cards as flow_cards
from bot.handlers.flows import changes as flow_changes
from bot.handlers.flows import choices as flow_choices
from bot.handlers.flows import pages as flow_pages
from bot.handlers.flows import setting as flow_setting
from bot.handlers.flows import skipping as flow_skipping
from bot.handlers.flows import typed as flow_typed
from bot.handlers.flows import whole as flow_whole
from bot.handlers.flows import wording as flow_wording
from bot.turns import Story
from texts.verbs import ChatVerb

COMMANDS: dict[str, Story] = {
    "reports": staff_reports.reports,
    "people": people.people,
    "section": section.section,
    "flows": flow_pages.flows,
    # of anybody who belongs to a section
    "group": leaving.my_group,
    "leave": leaving.leave,
}

BUTTONS: dict[str, Story] = {
    ChatVerb.REPORTS: staff_reports.listed,
    ChatVerb.REPORTS_WAY: staff_reports.ways,
    ChatVerb.REPORTS_OPEN: staff_reports.opened,
    ChatVerb.REPORTS_EXPORT: staff_reports.export,
    ChatVerb.LISTEN: listening.listen,
    ChatVerb.WRITE_DOWN: listening.write_down,
    ChatVerb.PEOPLE: people.listed,
    ChatVerb.PEOPLE_OF: people.of_sections,
    ChatVerb.PERSON: people.opened,
    ChatVerb.ROLE_GIVE: people.give,
    ChatVerb.ROLE_TAKE: people.take,
    ChatVerb.PERSON_GROUPS: people.groups,
    ChatVerb.PERSON_GROUP: people.put_in_group,
    ChatVerb.REMOVE: people.remove,
    ChatVerb.REMOVE_SURE: people.remove_surely,
    ChatVerb.INVITE: inviting.roles,
    ChatVerb.INVITE_WITH: inviting.terms,
    ChatVerb.INVITE_MAKE: inviting.make,
    ChatVerb.INVITES: inviting.open_invitations,
    ChatVerb.INVITE_REVOKE: inviting.revoke,
    ChatVerb.SECTION: section.shown,
    ChatVerb.SECTION_OF: section.of_sections,
    ChatVerb.SECTION_LANGUAGES: section.languages,
    ChatVerb.SECTION_LANGUAGE: section.set_language,
    ChatVerb.SECTION_AREAS: section_lists.areas,
    ChatVerb.SECTION_AREA: section_lists.set_area,
    ChatVerb.SECTION_CALENDAR: section_lists.calendar,
    ChatVerb.SECTION_BLOCK: section_lists.drop_block,
    ChatVerb.SECTION_GROUPS: section_lists.groups,
    ChatVerb.SECTION_RISK: section.risk,
    ChatVerb.SECTION_RISK_SURE: section.risk_surely,
    ChatVerb.TASK: section.ask,
    ChatVerb.FLOWS: flow_pages.flows,
    ChatVerb.FLOW: flow_pages.shown,
    ChatVerb.FLOW_AGREE: flow_pages.agree,
    ChatVerb.FLOW_CHANGES: flow_changes.listed,
    ChatVerb.FLOW_UNDO: flow_changes.undo,
    ChatVerb.FLOW_PROBLEMS: flow_changes.problems,
    ChatVerb.FLOW_SETTINGS: flow_whole.settings,
    ChatVerb.FLOW_AUDIENCE: flow_whole.set_audience,
    ChatVerb.FLOW_ADDON: flow_whole.add_on,
    ChatVerb.FLOW_ADDON_OF: flow_whole.add_on_of,
    ChatVerb.QUESTIONS: flow_cards.listed,
    ChatVerb.QUESTION: flow_cards.shown,
    ChatVerb.QUESTION_SET: flow_setting.set_one,
    ChatVerb.QUESTION_WORDS: flow_wording.listed,
    ChatVerb.WORDING: flow_wording.ask,
    ChatVerb.QUESTION_TYPE: flow_typed.ask,
    ChatVerb.QUESTION_ORDER: flow_setting.order,
    ChatVerb.QUESTION_AFTER: flow_setting.put_after,
    ChatVerb.QUESTION_FIGURE: flow_setting.figure,
    ChatVerb.QUESTION_COUNTED: flow_setting.count,
    ChatVerb.QUESTION_NEW: flow_adding.which_type,
    ChatVerb.QUESTION_NEW_TYPE: flow_adding.ask,
    ChatVerb.CHOICES: flow_choices.listed,
    ChatVerb.CHOICE: flow_choices.shown,
    ChatVerb.CHOICE_SET: flow_choices.set_one,
    ChatVerb.RULE: flow_skipping.rule,
    ChatVerb.RULE_QUESTION: flow_skipping.which_question,
    ChatVerb.RULE_COMPARE: flow_skipping.compare,
    ChatVerb.RULE_VALUE: flow_skipping.value,
    ChatVerb.RULE_SET: flow_skipping.set_rule,
    ChatVerb.RULE_NONE: flow_skipping.no_rule,
    **routes_flow_files.BUTTONS,
    ChatVerb.MY_GROUP: leaving.choose_group,
    ChatVerb.LEAVE_SECTION: leaving.leave_surely,
}
