"""The only writer of placements: who stands where on front pages and sections' pages, from when, until when.

What has begun is ended, what lies ahead may be cancelled; the past never changes. Whoever is placed later
takes the place: who stood there gives way, and keeps it if the plan is cancelled before it begins. Each verb
returns the Step that it was, which may be taken back.
"""

from articles.placing.moving import move
from articles.placing.refusals import PlaceMoved, PlacingRefused
from articles.placing.taking_back import take_back
from articles.placing.turn import Step
from articles.placing.verbs import cancel, end, keep_until, place

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
