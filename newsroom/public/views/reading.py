"""Where the browsers of readers say that a story was read: static/js/story.js."""

import re

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from newsroom.pageviews.counting import counts
from newsroom.pageviews.tokens import MAX_LENGTH, NoToken, read_token

# Those that say so. Browsers that programs drive mostly say it too, and js/story.js leaves them out.
# Cubot makes telephones.
ROBOTS = re.compile(
    r"(?<!\bcu)bot(?![a-z])|crawl|spider|slurp|headless|preview|monitor|curl|python|http", re.I
)


# Exempt: it says nothing of who asks, and changes nothing of theirs.
@csrf_exempt
@require_POST
def count_pageview(request, language):
    """Count one reading of the story that the token names; 204 also where it does not count."""
    if is_too_long(request):
        return pageview_refusal(_("What was sent is too long."), 413)
    try:
        found = read_token(request.body.decode(), request.at)
    except (NoToken, UnicodeDecodeError):
        return pageview_refusal(_("What was sent is not the token that the page of a story holds."), 400)
    if found and found.language == language and is_pageview_counted(request.headers):
        counts.add(found, request.at)
        counts.write_if_due(request.at)
    return without_storage(HttpResponse(status=204))


def is_too_long(request):
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or len(length) > 9 or int(length) > MAX_LENGTH


def is_pageview_counted(headers):
    """Whether it comes from a page of ours in the browser of a person who does not mind."""
    is_ours = headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    minds = headers.get("Sec-GPC") == "1" or headers.get("DNT") == "1"
    is_robot = ROBOTS.search(headers.get("User-Agent") or "headless")
    return is_ours and not minds and not is_robot


def pageview_refusal(words, status):
    return without_storage(HttpResponse(words, status=status, content_type="text/plain; charset=utf-8"))


def without_storage(response):
    response.headers["Cache-Control"] = "private, no-store"
    return response
