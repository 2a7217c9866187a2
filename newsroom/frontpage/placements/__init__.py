"""The only writer of placements: who stands where on front pages and sections' pages, from when, until when.

What has begun is ended, what lies ahead may be cancelled; the past never changes. Whoever is placed later
takes the place: who stood there gives way, and keeps it if the plan is cancelled before it begins. Each verb
returns the Step that it was, which may be taken back.
"""

from newsroom.frontpage.placements.moving import move
from newsroom.frontpage.placements.refusals import PlaceMoved, PlacingRefused
from newsroom.frontpage.placements.taking_back import take_back
from newsroom.frontpage.placements.turn import Step
from newsroom.frontpage.placements.verbs import cancel, end, keep_until, place

__all__ = [
    "PlaceMoved",
    "PlacingRefused",
    "Step",
    "cancel",
    "end",
    "keep_until",
    "move",
    "place",
    "take_back",
]
