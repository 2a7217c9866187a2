"""Unsafe addresses in the database: no page, feed or data of readers links to them."""

import json

import pytest
from django.db import connection

from articles.models import Edition
from tests.factories import make_publication
from tests.public.newsdesk import page_of, tell

SAFE = "https://board.example/"


def store_past_the_sanitiser(article, url):
    """Replace the safe address in an edition by SQL, as an old import might have stored it."""
    [edition] = Edition.objects.filter(article=article)
    body, printed = (
        text.replace(SAFE, json.dumps(url)[1:-1]) for text in (edition.body, json.dumps(edition.printed))
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_edition SET body = %s, printed = %s WHERE id = %s", [body, printed, edition.pk]
        )


def hrefs_of(response):
    return [href for href in page_of(response).xpath("//@href") if not href.startswith(("/", "#"))]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "jAvAsCrIpT:alert(1)", "data:text/html,x", "vbscript:x"]
)
def test_no_reader_is_led_to_an_unsafe_address(client, url):
    make_publication(license_name_en="CC BY", license_terms_en="Name us.", license_url=url)
    article = tell(
        body_en=f'<p><a href="{SAFE}">The plan</a></p>',
        sources=[{"name_en": "Board", "url": SAFE}],
        related=[{"title_en": "Elsewhere", "url": SAFE}],
    )
    address = f"/en/articles/{article.pk}/harbor-opens/"
    assert hrefs_of(client.get(address)).count(SAFE) == 3
    store_past_the_sanitiser(article, url)
    page = client.get(address)
    assert page.status_code == 200
    for words in ("The plan", "Board", "Elsewhere"):
        assert words in page.content.decode()
    for path in (address, f"{address}republish/", "/en/feed.atom", "/en/feed.json"):
        response = client.get(path)
        assert response.status_code == 200, path
        assert f'="{url}'.lower() not in response.content.decode().lower(), path
        assert f'"url":"{url}'.lower() not in response.content.decode().replace(" ", "").lower(), path
