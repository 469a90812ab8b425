"""Table of contents, the part of digests. Each story asks for the right itself."""

from bot.handlers import digest, digest_groups, digest_numbers, digest_subscriptions
from bot.turns import Story
from texts.verbs import ChatVerb

COMMANDS: dict[str, Story] = {"digest": digest.digest}

# What deep links from groups lead to, as if the button were tapped here.
LINKED: dict[str, Story] = {
    ChatVerb.DIGEST_ALL: digest_numbers.all_numbers,
    ChatVerb.DIGEST_CELL: digest_numbers.number,
    ChatVerb.DIGEST_STORY: digest_numbers.story,
    ChatVerb.SUBSCRIPTION_OFFER: digest_groups.confirm,
}

BUTTONS: dict[str, Story] = {
    **LINKED,
    ChatVerb.DIGEST: digest.shown,
    ChatVerb.DIGEST_SCOPES: digest.scopes,
    ChatVerb.DIGEST_REPORT: digest_numbers.report,
    ChatVerb.SUBSCRIPTIONS: digest_subscriptions.subscriptions,
    ChatVerb.SUBSCRIBE: digest_subscriptions.subscribe,
    ChatVerb.SUBSCRIPTION: digest_subscriptions.opened,
    ChatVerb.SUBSCRIPTION_WHEN: digest_subscriptions.when,
    ChatVerb.SUBSCRIPTION_SET: digest_subscriptions.set_when,
    ChatVerb.SUBSCRIPTION_STOP: digest_subscriptions.stop,
    ChatVerb.SUBSCRIPTION_SURE: digest_groups.confirmed,
}
