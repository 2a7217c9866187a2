from django.conf.urls.i18n import i18n_patterns
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse_lazy
from django.utils.feedgenerator import Atom1Feed

from tools.bench.peer.models import Category, Report, Tag

PAGE_SIZE = 20
FEED_SIZE = 30


def navigation(request):
    """Return the categories, for the header of each page."""
    return {"categories": Category.objects.all()}


def most_read():
    return Report.objects.published().for_list().order_by("-view_count")[:5]


def front(request):
    newest = list(Report.objects.published().for_list()[:9])
    blocks = [
        (category, Report.objects.published().for_list().filter(category=category)[:4])
        for category in Category.objects.all()
    ]
    context = {"lead": newest[0], "seconds": newest[1:5], "briefs": newest[5:], "blocks": blocks}
    return render(request, "peer/front.html", context | {"most_read": most_read()})


def report(request, pk, slug):
    report = get_object_or_404(Report.objects.published().for_list(), pk=pk)
    related = report.related.published().for_list()[:5]
    context = {"report": report, "tags": report.tags.all(), "related": related, "most_read": most_read()}
    return render(request, "peer/report.html", context)


def category(request, slug):
    category = get_object_or_404(Category, slug=slug)
    return render_list(request, category.name, Report.objects.filter(category=category))


def tag(request, slug):
    tag = get_object_or_404(Tag, slug=slug)
    return render_list(request, tag.name, Report.objects.filter(tags=tag))


def search(request):
    words = request.GET.get("q", "")
    reports = Report.objects.filter(
        Q(title__icontains=words) | Q(summary__icontains=words) | Q(body__icontains=words)
    )
    return render_list(request, words, reports)


def render_list(request, title, reports):
    page = Paginator(reports.published().for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "peer/list.html", {"title": title, "page": page})


class FullTextFeed(Atom1Feed):
    """An Atom feed whose entries contain the full text."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class NewestFeed(Feed):
    feed_type = FullTextFeed
    title = "Test Harbor"
    link = reverse_lazy("front")

    def items(self):
        return Report.objects.published().for_list().prefetch_related("tags")[:FEED_SIZE]

    def item_description(self, item):
        return item.summary

    def item_pubdate(self, item):
        return item.published_at

    def item_author_name(self, item):
        return item.writer.name

    def item_categories(self, item):
        return [tag.name for tag in item.tags.all()]

    def item_extra_kwargs(self, item):
        return {"content": item.body}


urlpatterns = i18n_patterns(
    path("", front, name="front"),
    path("articles/<int:pk>/<str:slug>/", report, name="report"),
    path("sections/<slug:slug>/", category, name="category"),
    path("topics/<slug:slug>/", tag, name="tag"),
    path("search/", search, name="search"),
    path("feed.atom", NewestFeed(), name="feed"),
)
