"""Claims, which only managing editors see, and statements, which are public."""

from newsroom.claims.models.claim import Claim, ClaimKind, ClaimRoute, ClaimState
from newsroom.claims.models.statement import Statement

__all__ = ["Claim", "ClaimKind", "ClaimRoute", "ClaimState", "Statement"]
