"""All actions on a claim, in the order of their links."""

from newsroom.claims.admin.claim_actions import DESK_ACTIONS, ClaimAction
from newsroom.claims.admin.statement_actions import STATEMENT_ACTIONS

ACTIONS: dict[str, ClaimAction] = {action.name: action for action in (*STATEMENT_ACTIONS, *DESK_ACTIONS)}
