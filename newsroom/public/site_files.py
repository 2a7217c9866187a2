"""Site files: web manifest, logo and icons, security.txt and robots.txt."""

from datetime import timedelta

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import Warning as CheckWarning
from django.core.checks import register
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from PIL import Image

from articles.annotations import NewsroomRequest
from articles.models.language import Language
from articles.models.publication import Publication
from newsroom.identity.configuration import light_colour
from newsroom.pagecache.addresses import FIXED
from newsroom.public.frame import Frame
from newsroom.public.responses import absolute_url_builder, public_page

ICON, LOGO, TOUCH_ICON = "img/icon-192.png", "img/icon-512.png", "img/apple-touch-icon.png"
MASKABLE = "img/icon-maskable-512.png"  # an icon that phones crop to a circle
SHARE_PICTURE = "img/share.png"  # for pages without a picture
# Width and height in pixels.
SIZES = {
    ICON: (192, 192),
    LOGO: (512, 512),
    MASKABLE: (512, 512),
    TOUCH_ICON: (180, 180),
    SHARE_PICTURE: (1200, 630),
}


@register
def check_sizes(app_configs, **kwargs):
    """Return a warning for each image of SIZES that is missing, unreadable or of a different size."""
    return [warning for path, size in SIZES.items() if (warning := _examined(path, size))]


def _examined(path, size):
    file = finders.find(path)
    try:
        with Image.open(file or "") as picture:
            problem = "{} × {} pixels".format(*picture.size) if picture.size != size else ""
    except OSError:
        problem = "no picture that can be read"
    if problem:
        hint = "Put a PNG of {} × {} pixels there; docs/en/settings.md says how.".format(*size)
        return CheckWarning(f"{file or path} is {problem}.", hint=hint, id="newsroom.W001")
    return None


SHORT = 12  # characters that fit under an icon
ICONS = {ICON: "any", LOGO: "any", MASKABLE: "maskable"}  # {file: purpose} in the web manifest
YEAR = timedelta(days=365)


@public_page(FIXED)
def manifest(request: NewsroomRequest, language: str) -> HttpResponse:
    """Serve the web manifest of one language."""
    frame = Frame.read(language)
    content = {
        "id": frame.home,
        "name": frame.name,
        "short_name": short_name(frame.name),
        "lang": language,
        "dir": "ltr",
        "start_url": frame.home,
        "scope": frame.home,
        "display": "minimal-ui",
        "background_color": light_colour("--paper"),
        "theme_color": light_colour("--accent"),
        "categories": ["news"],
        "icons": [
            {"src": static(path), "sizes": "{}x{}".format(*SIZES[path]), "type": "image/png", "purpose": use}
            for path, use in ICONS.items()
        ],
        "shortcuts": [{"name": link.name, "url": link.url} for link in list(frame.sections.values())[:4]],
    }
    dumps = {"ensure_ascii": False}
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params=dumps)


def short_name(name):
    """Return as many words of a name as fit under an icon, at least one, without a leading "The"."""
    words = name.removeprefix("The ").split()
    short = words.pop(0) if words else name
    while words and len(short) + 1 + len(words[0]) <= SHORT:
        short += f" {words.pop(0)}"
    return short


@public_page(FIXED)
def favicon(request: NewsroomRequest) -> HttpResponse:
    """Redirect clients that request /favicon.ico without reading a page to the static file."""
    return HttpResponseRedirect(static("img/favicon.ico"))


@public_page(FIXED)
def apple_touch_icon(request: NewsroomRequest) -> HttpResponse:
    return HttpResponseRedirect(static(TOUCH_ICON))


@public_page(FIXED)
def security_file(request: NewsroomRequest) -> HttpResponse:
    """Serve security.txt (RFC 9116); 404 if the publication has no contact address."""
    contact = Publication.objects.current().contact
    if not contact:
        raise Http404
    # Rounded to the month, so that the file rarely changes.
    expires = (request.at + YEAR).strftime("%Y-%m-01T00:00:00Z")
    absolute = absolute_url_builder(request)
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {expires}",
        f"Preferred-Languages: {', '.join(Language.values)}",
        f"Canonical: {absolute(reverse('public:security'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


# Robots may not read the admin, previews, and filtered or paged searches, which are unlimited in number.
# Plain search pages are allowed, because robots must read their "noindex".
CLOSED = ["/admin/", "/preview/", *(f"/{code}/search/?*&" for code in Language.values)]
# Crawlers that collect training data. None of them is a search engine.
LEARNERS = """
    AI2Bot Amazonbot anthropic-ai Applebot-Extended Bytespider CCBot ClaudeBot cohere-ai Diffbot
    FacebookBot Google-Extended GPTBot ImagesiftBot meta-externalagent omgili PanguBot Timpibot
""".split()


def robots_txt(absolute, *, may_learn):
    """Return the text of robots.txt. It excludes crawlers that collect training data, unless `may_learn`."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    if not may_learn:
        lines += [*(f"User-agent: {name}" for name in LEARNERS), "Disallow: /", ""]
    sitemaps = (reverse(name) for name in ("public:sitemap_index", "public:sitemap_news"))
    return "\n".join([*lines, *(f"Sitemap: {absolute(path)}" for path in sitemaps), ""])


@public_page(FIXED)
def robots_file(request: NewsroomRequest) -> HttpResponse:
    text = robots_txt(absolute_url_builder(request), may_learn=settings.AI_TRAINING)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
