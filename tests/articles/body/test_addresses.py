"""Addresses of links: the allowed ones, and their normal form."""

import pytest

from articles.body import plain_html, render
from articles.body.normal_form import clean_address, followable_address

KEPT = [
    ("https://example.com", "https://example.com"),
    (" HTTP://Example.COM/A?b=c#d ", "http://example.com/A?b=c#d"),
    ("https://example.com:8443/", "https://example.com:8443/"),
    ("https://한국.kr/가 나", "https://xn--3e0b707e.kr/%EA%B0%80%20%EB%82%98"),
    ("https://example.com/100%?q=|&r=%20", "https://example.com/100%25?q=%7C&r=%20"),
    ('https://example.com/"<x>', "https://example.com/%22%3Cx%3E"),
    ("https://example.com/a\n b", "https://example.com/a%20b"),
    ("https://my_blog.example.com/", "https://my_blog.example.com/"),
    ("mailto:desk@example.com?subject=A b", "mailto:desk@example.com?subject=A%20b"),
]
REFUSED = [
    "", "x", "/en/", "//example.com", "#top", "javascript:alert(1)", "data:text/html,x", "ftp://example.com",
    "https://", "https:///x", "https://user@example.com", "https://a:b@example.com", "https://example.com:x/",
    "https://example.com:99999/", "https://[::1", "https://-/", "https://exa mple.com/", "mailto:",
    "mailto:x", "mailto:a@b@c", "https:example.com", "https://example.com/" + "a" * 2000,
]  # fmt: skip


@pytest.mark.parametrize(("url", "expected"), KEPT)
def test_complete_addresses_are_kept_in_valid_form(url, expected):
    assert clean_address(url) == expected
    assert clean_address(expected) == expected


@pytest.mark.parametrize("url", REFUSED)
def test_others_are_refused(url):
    assert clean_address(url) is None


UNSAFE = [
    "javascript:alert(1)",
    "jAvAsCrIpT:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "https://a.example/\x00",
    "https://a.example@evil.example/",
    "https:\\\\a@evil.example/",
    "/en/",
    "",
]


@pytest.mark.parametrize("href", UNSAFE)
def test_a_stored_link_that_nobody_should_follow_is_rendered_as_text(href):
    stored = f'<p><a href="{href}">words</a></p>'
    for write in (render, plain_html):
        assert write(stored, language="en", resolver=None).strip() == "<p>words</p>"


@pytest.mark.parametrize("url", [url for _typed, url in KEPT])
def test_addresses_in_their_normal_form_may_be_followed(url):
    assert followable_address(url) == url
    assert f'href="{url.replace("&", "&amp;")}"' in render(
        f'<p><a href="{url.replace("&", "&amp;")}">a</a></p>', language="en", resolver=None
    )
