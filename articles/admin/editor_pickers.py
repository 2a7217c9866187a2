"""JSON for the dialogs of the body editor: pictures, stories, topics, terms, uploads, facts of embeds.

Every list accepts `q` (words in either language) with `page` from 1, or `id` (repeated) for objects that a
body already refers to. In the lists of pictures and stories, a word may also be an id. A list returns
{"results": […], "more": bool} in a constant number of queries. The list of pictures also accepts `tag`, and
`usable=1` for pictures that a story may print now. Pictures of pasted HTML are found by their web addresses.
"""

import functools
from collections.abc import Collection
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import clock
from articles.admin import site
from articles.admin.forms.fields import is_number
from articles.admin.library.contracts import limits_text
from articles.admin.library.image_filters import known_tags
from articles.admin.library.uploads import UploadForm, facts_text
from articles.body.embeds import read_embed
from articles.media.embed_facts import EmbedFactsUnavailable, fetch_embed_facts
from articles.media.pictures import store_picture
from articles.media.renditions.sizes import parse_rendition
from articles.models import (
    Article,
    Edition,
    Image,
    Language,
    PictureContract,
    PictureTag,
    Term,
    Topic,
    localized,
)
from articles.models.image import LONGEST_TAG, change_tags
from articles.models.planning import day_of
from articles.models.text import line, matches_any

MOST_ADDRESSES = 200
LONGEST_ADDRESS = 2000


def find_pasted(request: HttpRequest) -> JsonResponse:
    """Return {"found": [[address, id]]} for the posted addresses that belong to pictures of the library."""
    given = request.POST.getlist("address")[:MOST_ADDRESSES]
    # PostgreSQL rejects NUL, even when written as %00.
    addresses = [
        address for address in given if len(address) <= LONGEST_ADDRESS and "\x00" not in unquote(address)
    ]
    ids = own_pictures(addresses, request.build_absolute_uri(settings.MEDIA_URL))
    for find in site.PICTURE_FINDERS:
        ids = find([address for address in addresses if address not in ids]) | ids
    return JsonResponse({"found": list(ids.items())})


def own_pictures(addresses: Collection[str], media_url: str) -> dict[str, int]:
    """Return {address: id of the Image} for the addresses of our files and their renditions.

    media_url  the absolute address of all files
    """
    names = {address: _file_name(address, media_url) for address in addresses}
    stored = Image.objects.filter(file__in=filter(None, names.values())).values_list("file", "pk")
    ids = dict(stored)
    return {address: ids[name] for address, name in names.items() if name in ids}


def _file_name(address, media_url):
    """Return the name of the stored file at an address; "" if it is not one of our files."""
    try:
        own, ours = urlsplit(urljoin(media_url, address)), urlsplit(media_url)
    except ValueError:
        return ""
    if own.netloc != ours.netloc or not own.path.startswith(ours.path):
        return ""
    name = unquote(own.path.removeprefix(ours.path))
    original, _slash, last = name.rpartition("/")
    return original if parse_rendition(last) else name


PER_PAGE = 24
MAX_IDS = 500
MOST_CONTRACTS = 200
PICTURE_TEXTS = ("alt", "caption", "credit")


def picker_urls(admin_site: AdminSite) -> list[URLPattern]:
    """Return the URL patterns of the pickers under an admin site, for ArticleAdmin.get_urls."""
    pages = [
        ("pick/image/", require_safe(pick_image), "articles_pick_image", "view_image"),
        ("pick/article/", require_safe(pick_article), "articles_pick_article", "view_article"),
        ("pick/topic/", require_safe(pick_topic), "articles_pick_topic", "view_topic"),
        ("pick/term/", require_safe(pick_term), "articles_pick_term", "view_term"),
        ("pick/image/upload/", require_POST(upload_image), "articles_upload_image", "add_image"),
        ("pick/image/pasted/", require_POST(find_pasted), "articles_find_pasted_images", "view_image"),
        ("pick/embed/", require_POST(fetch_embed), "articles_fetch_embed", "view_article"),
    ]
    return [
        path(route, admin_site.admin_view(with_permission(view, permission)), name=name)
        for route, view, name, permission in pages
    ]


def with_permission(view, permission):
    """Restrict a view to users with a permission of this app. Change permission includes view permission."""

    @functools.wraps(view)
    def checked(request):
        alternatives = {permission, permission.replace("view_", "change_")}
        if not any(request.user.has_perm(f"articles.{name}") for name in alternatives):
            raise PermissionDenied
        return view(request)

    return checked


def pick_image(request):
    """Return pictures of the library, newest first.

    The first page also contains "tags", the first tags by name, and "contracts", [[id, name]] of the
    contracts in force.
    """
    images = Image.objects.select_related("contract")
    for word in search_words(request).split():
        tagged = Exists(PictureTag.objects.filter(image=OuterRef("pk"), name__icontains=word))
        images = images.filter(matches_word(word, PICTURE_TEXTS) | Q(pk=parse_id(word)) | Q(tagged))
    if tag := line(request.GET.get("tag", ""))[:LONGEST_TAG]:
        images = images.tagged(tag)
    if request.GET.get("usable"):
        images = images.usable(request.at)
    more = {}
    if request.GET.get("page") == "1":
        contracts = PictureContract.objects.in_force(day_of(request.at))[:MOST_CONTRACTS]
        more = {"tags": known_tags(), "contracts": [(contract.pk, str(contract)) for contract in contracts]}
    return json_page(request, images, functools.partial(picture_json, at=request.at), **more)


def pick_article(request):
    """Return stories, newest first, with their live languages."""
    articles = (
        Article.objects.matching(search_words(request)).order_by("-pk").only("pk", "title_en", "title_ko")
    )
    return json_page(request, articles, story_json, extra=live_languages)


def pick_topic(request):
    """Return topics that were not merged into another, by name, with their explanations."""
    return explained_page(request, Topic.objects.filter(merged_into=None), ["name"])


def pick_term(request):
    """Return glossary terms by name, with the explanation for readers."""
    return explained_page(request, Term.objects.all(), ["name", "short", "synonyms"])


def explained_page(request, rows, fields):
    """Return a page of the rows that have every word in one of the fields."""
    rows = rows.order_by("name_en", "name_ko", "pk")
    for word in search_words(request).split():
        rows = rows.filter(matches_word(word, fields))
    return json_page(request, rows, explained_json)


def matches_word(word, fields):
    """Return the condition that a word is in one of the translated fields."""
    return matches_any((localized(field, language) for field in fields for language in Language), word)


def upload_image(request):
    """Store one picture. Return {"picture": {…}, "read": facts_text}, or 422 with {"errors": [text]}."""
    texts = {
        localized(field, language): request.POST.get(localized(field, language), "").strip()
        for field in ("alt", "caption")
        for language in Language
    }
    form = UploadForm(request.POST, at=request.at)
    if "file" not in request.FILES:
        return JsonResponse({"errors": [_("Choose an image.")]}, status=422)
    if not form.is_valid():
        errors = [
            f"{form[name].label}: {text}"
            for name, field_errors in form.errors.items()
            for text in field_errors
        ]
        return JsonResponse({"errors": errors}, status=422)
    facts = dict(form.cleaned_data)
    tags = facts.pop("tags")
    try:
        image = store_picture(request.FILES["file"], by=request.user, **texts, **facts)
    except ValidationError as error:
        return JsonResponse({"errors": error.messages}, status=422)
    change_tags([image], add=tags)
    read = facts_text(image, image.read_columns)
    return JsonResponse({"picture": picture_json(image, at=request.at), "read": read}, status=201)


def fetch_embed(request):
    """Fetch the facts of the embed in `name`: {"title", "author", "picture": {…} or null, "problem"}.

    On failure, return 422 with {"errors": [text]}. Users who may not add pictures get only the texts.
    """
    embed = read_embed(request.POST.get("name", ""))
    if embed is None:
        return JsonResponse({"errors": [_("This embed is not known.")]}, status=422)
    try:
        may_add = request.user.has_perm("articles.add_image")
        facts = fetch_embed_facts(embed, by=request.user, takes_picture=may_add)
    except EmbedFactsUnavailable as error:
        return JsonResponse({"errors": [str(error)]}, status=422)
    picture = facts.image and picture_json(facts.image, at=request.at)
    answer = {"title": facts.title, "author": facts.author, "picture": picture, "problem": facts.problem}
    return JsonResponse(answer)


def search_words(request):
    return line(request.GET.get("q", ""))[:200]


def parse_id(text, *, otherwise=0):
    """Return a positive number that fits a database id, or `otherwise`."""
    return int(text) if text.isascii() and is_number(text) and int(text) else otherwise


def json_page(request, queryset, item, extra=None, **beside):
    """Respond with one page of the rows, or with the rows that have the requested ids.

    item    item(row) returns the JSON of a row
    extra   extra(rows) returns {id: more keys for the JSON of the row}
    beside  more keys of the response
    """
    if "id" in request.GET:
        wanted = {parse_id(text) for text in request.GET.getlist("id")[:MAX_IDS]}
        rows, is_more = list(queryset.filter(pk__in=wanted)), False
    else:
        start = (min(parse_id(request.GET.get("page", "1"), otherwise=1), 10_000) - 1) * PER_PAGE
        rows = list(queryset[start : start + PER_PAGE + 1])
        rows, is_more = rows[:PER_PAGE], len(rows) > PER_PAGE
    more = extra(rows) if extra else {}
    results = [item(row) | more.get(row.pk, {}) for row in rows]
    return JsonResponse({"results": results, "more": is_more, **beside})


def texts_by_language(row, field):
    """Return the text of each language that has one: {"en": "Harbour"}."""
    texts = {language.value: getattr(row, localized(field, language)) for language in Language}
    return {language: text for language, text in texts.items() if text}


def picture_json(image, *, at):
    own = {field: texts_by_language(image, field) for field in PICTURE_TEXTS}
    own["limits"] = limits_text(image.contract) if image.contract else ""
    own["usable"] = image.is_usable(at)
    return own | {"id": image.pk, "src": image.file.url, "width": image.width, "height": image.height}


def story_json(article):
    return {"id": article.pk, "name": texts_by_language(article, "title"), "live": []}


def explained_json(row):
    return {
        "id": row.pk,
        "name": texts_by_language(row, "name"),
        "explanation": texts_by_language(row, "explanation"),
    }


def live_languages(articles):
    """Return {story id: {"live": ["en"]}} for stories that are live now."""
    live = Edition.objects.live(clock.now()).filter(article__in=[article.pk for article in articles])
    by_story = {}
    for pk, language in live.order_by("language").values_list("article", "language"):
        by_story.setdefault(pk, {"live": []})["live"].append(language)
    return by_story
