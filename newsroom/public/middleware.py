"""One instant per request: every question about what is live is asked of the same moment."""

from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.languages import language_of_path
from newsroom.public.errors import PRIVATE, render_bare_error
from newsroom.public.time_machine import ASKED, InvalidInstant, TimeMachine, parse_instant


class InstantMiddleware:
    """Set request.at, the instant that every public query of this request is asked of.

    request.ribbon  what stands over a page that is not what readers see now, or None
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.at, request.ribbon = timezone.now(), None
        return self.get_response(request)


class TimeMachineMiddleware:
    """Answer `?at=` for those who see the newsroom's editions: the page of that instant, kept by nobody.

    For anybody else such an address is none (newsroom.public.responses). Who it is, is
    asked only when an instant is: any other page is the same for everybody.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_page = request.path_info == "/" or language_of_path(request.path_info)
        if ASKED not in request.GET or not is_page:
            return self.get_response(request)
        answer = self.travel if may_use_time_machine(request.user) else self.get_response
        return keep_private(answer(request))

    def travel(self, request):
        try:
            request.at = parse_instant(request.GET[ASKED])
        except InvalidInstant as refusal:
            return render_bare_error(request, 400, (_("There is no such instant"), refusal))
        request.ribbon = machine = TimeMachine(request)
        response = self.get_response(request)
        if response.has_header("Location"):
            response.headers["Location"] = machine.kept(response["Location"])
        elif response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = machine.keep_links(response.content.decode())
        return response


def may_use_time_machine(user):
    return user.is_active and user.is_staff and user.has_perm("articles.view_edition")


def keep_private(response):
    response.headers["Cache-Control"] = PRIVATE
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
