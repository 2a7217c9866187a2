"""URLs of readers' pages. All except the root and files that both languages share start with a language."""

from django.conf import settings
from django.urls import include, path

import newsroom.converters  # noqa: F401  (registers the path converters)
from newsroom.public import (
    fonts,
    front,
    media,
    newsletter,
    site_files,
    sitemaps,
    social_cards,
)
from newsroom.public.article import history, side_by_side
from newsroom.public.article import views as article
from newsroom.public.feeds import views as feeds
from newsroom.public.lists import checksums, corrections
from newsroom.public.lists import views as lists
from newsroom.public.search import views as search
from newsroom.public.style_guide import views as style_guide

app_name = "public"

of_story = [
    path("", article.article_shortlink, name="article_shortlink"),
    path("card-<digest:digest>.jpg", social_cards.social_card_file, name="social_card"),
    path("<name:slug>/", article.article_page, name="article"),
    path("<name:slug>/history/", history.history_page, name="history"),
    path("<name:slug>/history/<number:number>/", history.edition_page, name="edition"),
    path("<name:slug>/live/", article.live_part, name="live"),
    path("<name:slug>/side-by-side/", side_by_side.side_by_side_page, name="side_by_side"),
    path("<name:slug>/republish/", article.republication_page, name="republication"),
]
in_language = [
    path("", front.front, name="front"),
    path("manifest.webmanifest", site_files.manifest, name="manifest"),
    path("feed.<feed:kind>", feeds.front_feed, name="front_feed"),
    path("feeds/", feeds.feed_list, name="feed_list"),
    path("corrections/feed.<feed:kind>", feeds.corrections_feed, name="corrections_feed"),
    path("sections/<name:slug>/feed.<feed:kind>", feeds.section_feed, name="section_feed"),
    path("topics/<name:slug>/feed.<feed:kind>", feeds.topic_feed, name="topic_feed"),
    path("authors/<name:slug>/feed.<feed:kind>", feeds.author_feed, name="author_feed"),
    path("articles/<number:article_id>/", include(of_story)),
    path("read/", article.count_pageview, name="pageview"),
    path("corrections/", corrections.corrections_page, name="corrections"),
    path("checksums/", checksums.checksums_page, name="checksums"),
    path("sections/<name:slug>/", lists.section_page, name="section"),
    path("topics/<name:slug>/", lists.topic_page, name="topic"),
    path("authors/<name:slug>/", lists.author_page, name="author"),
    path("<yyyy:year>/<two_digits:month>/<two_digits:day>/", lists.day_page, name="day"),
    path("pages/<name:slug>/", front.standing_page, name="standing_page"),
    path("newsletter/", newsletter.newsletter_page, name="newsletter"),
    path("newsletter/subscribe/", newsletter.subscribe, name="newsletter_subscribe"),
    path("newsletter/requested/", newsletter.requested_page, name="newsletter_requested"),
    path("newsletter/confirm/<digest:token>/", newsletter.confirm_page, name="newsletter_confirm"),
    path(
        "newsletter/unsubscribe/<digest:token>/", newsletter.unsubscribe_page, name="newsletter_unsubscribe"
    ),
    path("search/", search.search_page, name="search"),
    path("search/suggestions/", search.search_suggestions, name="search_suggestions"),
    path("opensearch.xml", search.opensearch, name="opensearch"),
]
if settings.DEBUG:  # for developers; 404 in production
    in_language.append(path("style-guide/", style_guide.style_guide_page, name="style_guide"))

urlpatterns = [
    path("", front.root, name="root"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemaps/pages.xml", sitemaps.sitemap_pages, name="sitemap_pages"),
    path("sitemaps/news.xml", sitemaps.news_sitemap, name="sitemap_news"),
    path("sitemaps/<sitemap:kind>-<number:number>.xml", sitemaps.sitemap_file, name="sitemap"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path("apple-touch-icon.png", site_files.apple_touch_icon, name="apple_touch_icon"),
    path("apple-touch-icon-precomposed.png", site_files.apple_touch_icon),
    path(".well-known/security.txt", site_files.security_file, name="security"),
    path("checksums.json", checksums.checksums_file, name="checksums_file"),
    path("robots.txt", site_files.robots_file, name="robots"),
    path("fonts/<digest:digest>.woff2", fonts.font_file, name="font"),
    path("fonts/<font:name>-<digest:digest>.css", fonts.font_sheet, name="font_sheet"),
    path("media/<path:name>", media.media_file, name="media"),
    path("<language:language>/", include(in_language)),
]
