"""Types for annotations that many packages share."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from newsroom.accounts import models as accounts

# A text that may be translated only when it is shown (gettext_lazy).
type InterfaceText = str | StrPromise

# A value as json.loads returns it.
type Json = str | int | float | bool | list[Json] | dict[str, Json] | None

# The model of the setting AUTH_USER_MODEL.
type User = accounts.User


class Ribbon(Protocol):
    """A bar on a page that differs from the current public page."""

    template: str


class NewsroomRequest(HttpRequest):
    """A request with the instant that its queries use, set by InstantMiddleware."""

    at: datetime
    ribbon: Ribbon | None


class StaffRequest(NewsroomRequest):
    """A request to a view that only logged-in users reach."""

    user: User
