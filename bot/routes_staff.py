"""Table of contents, the part of staff: their commands and buttons. Each story asks for the right itself."""

from bot import routes_flow_files
from bot.handlers import inviting, leaving, listening, people, section, section_lists, staff_reports
from bot.handlers.flows import pages as flow_pages
from bot.turns import Story
from bot.verbs import ChatVerb

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
    **routes_flow_files.BUTTONS,
    ChatVerb.MY_GROUP: leaving.choose_group,
    ChatVerb.LEAVE_SECTION: leaving.leave_surely,
}
