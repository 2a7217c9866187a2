"""Old addresses are normalised to one form."""

import pytest

from newsroom.redirects.models import (
    address_candidates,
    normal_address,
    normal_target,
    requested_address,
    split_address,
    tracking_parameters,
    with_parameters,
)

SAME = [
    ("/2020/01/%ed%95%ad%EA%B5%AC/", "/2020/01/항구"),
    # Decomposed Hangul, as some systems type it.
    ("/2020/01/\u1112\u1161\u11bc\u1100\u116e", "/2020/01/항구"),
    ("/2020//01/harbor///", "/2020/01/harbor"),
    ("/?p=123", "/?p=123"),
    ("/index.php?b=2&a=1", "/index.php?a=1&b=2"),
    ("/story.html?q=a+b%2Bc", "/story.html?q=a%20b%2Bc"),
    ("/story?x=1%262#top", "/story?x=1%262"),
    ("/a%2Fb", "/a/b"),
    ("/100%", "/100%25"),
    ("/a%2541", "/a%2541"),
    ("/%c7%d1/", "/%C7%D1"),  # CP949, which cannot be recognised
    ("/a b\u200b", "/a%20b%E2%80%8B"),
    ("/a\\b", "/a%5Cb"),
    ("/", "/"),
    ("", "/"),
]


@pytest.mark.parametrize(("written", "normal"), SAME)
def test_one_address_has_one_form(written, normal):
    assert normal_address(written) == normal
    assert normal_address(normal) == normal


def test_case_matters_but_not_in_what_is_encoded():
    assert (
        normal_address("/Harbor/%ea%b5%ac")
        == normal_address("/Harbor/%EA%B5%AC")
        != normal_address("/harbor/구")
    )


def test_a_target_keeps_its_slash_and_its_fragment():
    assert normal_target("/ko/pages/%ED%9A%8C/?b=2&a=1#top") == "/ko/pages/회/?a=1&b=2#top"
    assert normal_target("/ko/feed.atom") == "/ko/feed.atom"
    assert normal_target("/") == "/"


@pytest.mark.parametrize(
    ("path", "query", "normal"),
    [
        ("/2020/항구/", "", "/2020/항구"),
        ("/", "p=123", "/?p=123"),
        ("/%C7%D1/", "", "/%C7%D1"),  # Django percent-encodes bytes that are not UTF-8
        ("/100%", "", "/100%25"),
        ("/what?", "a=1", "/what%3F?a=1"),
    ],
)
def test_a_request_has_the_form_that_is_stored(path, query, normal):
    assert normal_address(requested_address(path, query)) == normal


@pytest.mark.parametrize(
    ("asked", "candidates"),
    [
        ("/a", ["/a"]),
        ("/a?id=1", ["/a?id=1", "/a"]),
        ("/a?utm_source=x&id=1", ["/a?id=1&utm_source=x", "/a?id=1", "/a"]),
        ("/?p=1&fbclid=2", ["/?fbclid=2&p=1", "/?p=1"]),
        ("/?utm_source=x", []),
        ("/", []),
        (f"/{'a' * 600}", []),
    ],
)
def test_the_most_precise_address_is_looked_up_first(asked, candidates):
    assert address_candidates(split_address(asked)) == candidates


def test_parameters_of_campaigns_are_carried_on():
    assert tracking_parameters(split_address("/a?id=1&utm_source=x&gclid=7&utmost=1")) == [
        "gclid=7",
        "utm_source=x",
    ]
    assert with_parameters("/ko/#top", ["utm_source=x"]) == "/ko/?utm_source=x#top"
    assert with_parameters("/ko/?q=1", ["utm_source=x"]) == "/ko/?q=1&utm_source=x"
    assert with_parameters("/ko/", []) == "/ko/"
