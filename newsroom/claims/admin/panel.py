"""The panel of open claims on the first screen, which counts down to their deadlines."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.urls import reverse

from articles.admin.site import register_panel
from newsroom.claims.admin.claim_display import DEADLINES, countdown_chip, story_headline
from newsroom.claims.decisions import VIEW
from newsroom.claims.models import Claim

MOST_IN_PANEL = 10


def open_claims(user: AbstractUser, at: datetime) -> dict | None:
    """Return the context of the panel of open claims; None without one, or for who may not see them."""
    if not user.has_perm(VIEW):
        return None
    found = [
        {
            "kind": claim.get_kind_display(),
            "headline": story_headline(claim),
            "address": reverse("admin:claims_claim_change", args=[claim.pk]),
            "deadline": DEADLINES[claim.state],
            "due_on": claim.due_on,
            "countdown": countdown_chip(claim, at),
        }
        for claim in Claim.objects.open().for_lists()[:MOST_IN_PANEL]
    ]
    return {"claims": found} if found else None


register_panel("admin/claims/_panel.html", open_claims, position=0)
