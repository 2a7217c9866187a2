"""Providers of embeds, the addresses that people copy, pasted frames, and readers' HTML."""

import time
from datetime import date

import html5lib
import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.body import embed_names, plain_html, plain_text, render, sanitise
from articles.body.embeds import (
    EMBED_NAME,
    EmbedKind,
    embed_providers,
    find_embed,
    provider_origins,
    read_embed,
)
from articles.text.canonical_html import parse_body, write_body
from articles.text.segments import segments_in
from tests.articles.body.embed_attacks import HOSTILE
from tests.inline import canonical, often

PLACE = "!1m18!1m12!1m3!1d3162.9!2d126.97!3d37.55!2m3!1f0!2f0!3f0!3m2!1i1024!2i768!4f13.1!3m3!1m2!2sSeoul!5e0"
ADDRESSES = [
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"),
    ("https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=90s", "youtube:dQw4w9WgXcQ"),
    ("http://youtu.be/dQw4w9WgXcQ?si=abc", "youtube:dQw4w9WgXcQ"),
    ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"),
    ("//www.youtube-nocookie.com/embed/dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"),
    ("HTTPS://WWW.YouTube.com/live/dQw4w9WgXcQ?feature=share", "youtube:dQw4w9WgXcQ"),
    ("https://vimeo.com/76979871", "vimeo:76979871"),
    ("https://vimeo.com/76979871/0a1b2c3d4e", "vimeo:76979871/0a1b2c3d4e"),
    ("https://player.vimeo.com/video/76979871?h=0a1b2c3d4e&color=fff", "vimeo:76979871/0a1b2c3d4e"),
    ("https://player.vimeo.com/video/76979871?color=fff", "vimeo:76979871"),
    ("https://x.com/desk/status/1234567890?s=20", "x:1234567890"),
    ("https://twitter.com/desk/status/1234567890/photo/1", "x:1234567890"),
    (
        "https://bsky.app/profile/desk.bsky.social/post/3mgugc6ec222b",
        "bluesky:desk.bsky.social/3mgugc6ec222b",
    ),
    ("https://www.instagram.com/p/CxYz_-123/?img_index=2", "instagram:p/CxYz_-123"),
    ("https://www.instagram.com/desk/reel/CxYz_-123/", "instagram:reel/CxYz_-123"),
    ("https://www.facebook.com/desk/posts/a-slug/1234567", "facebook:desk/posts/1234567"),
    ("https://www.facebook.com/watch/?v=1234567", "facebook:watch/1234567"),
    (
        "https://www.facebook.com/plugins/video.php?height=1&href=https%3A%2F%2Fwww.facebook.com%2Fdesk%2F"
        "videos%2F1234567%2F&show_text=false",
        "facebook:desk/videos/1234567",
    ),
    (
        "https://www.tiktok.com/@desk.news/video/7006284259923283205?lang=ko",
        "tiktok:@desk.news/7006284259923283205",
    ),
    ("https://tv.naver.com/v/79196054", "naver-tv:79196054"),
    ("https://tv.naver.com/embed/79196054?autoPlay=true", "naver-tv:79196054"),
    (
        "https://open.spotify.com/intl-de/episode/4uLU6hMCjMI75M1A2tKUQC?si=x",
        "spotify:episode/4uLU6hMCjMI75M1A2tKUQC",
    ),
    ("https://datawrapper.dwcdn.net/AbC12/3/", "datawrapper:AbC12/3"),
    ("https://www.datawrapper.de/_/AbC12/", "datawrapper:AbC12"),
    ("https://www.openstreetmap.org/#map=15/37.5547/126.9707", "openstreetmap:15/37.5547/126.9707"),
    (
        "https://www.openstreetmap.org/?mlat=37.55&mlon=126.97#map=15/37.5547/126.9707",
        "openstreetmap:15/37.5547/126.9707/37.55/126.97",
    ),
    (
        "https://www.openstreetmap.org/export/embed.html?bbox=126.9%2C37.5%2C127.0%2C37.6&layer=mapnik",
        "openstreetmap:box/126.9,37.5,127.0,37.6",
    ),
    (
        "https://www.google.com/maps/place/서울역/@37.5547,126.9707,17z/data=!3m1",
        "google-maps:place/%EC%84%9C%EC%9A%B8%EC%97%AD/37.5547,126.9707,17z",
    ),
    ("https://www.google.co.kr/maps/@37.5547,126.9707,17.5z", "google-maps:37.5547,126.9707,17.5z"),
    (f"https://www.google.com/maps/embed?pb={PLACE}", f"google-maps:{PLACE}"),
]
FORMS = [(provider, form) for provider in embed_providers().values() for form in provider.forms]
VIDEO = '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption>The <em>launch</em></figcaption></figure>'


class Resolver:
    shows_frames = True

    def article(self, number):
        return None

    topic = image = article


class TestAddresses:
    @pytest.mark.parametrize(("address", "name"), ADDRESSES)
    def test_are_recognised_in_every_form_that_people_copy(self, address, name):
        assert find_embed(address).name == name
        assert read_embed(name).name == name

    def test_every_provider_is_in_the_table_above(self):
        assert {name.split(":")[0] for _address, name in ADDRESSES} == embed_providers().keys()

    @pytest.mark.parametrize("address", HOSTILE)
    def test_that_only_look_like_a_provider_are_none(self, address):
        assert find_embed(address) is None

    @pytest.mark.parametrize("address", HOSTILE)
    def test_that_only_look_like_a_provider_make_no_frame(self, address):
        body = sanitise(f"<p>before</p><iframe src='{address}'></iframe><p>after</p>")
        assert embed_names(body) == []
        assert plain_text(body).startswith("before")
        assert plain_text(body).endswith("after")
        assert sanitise(body) == body

    @pytest.mark.parametrize(
        "name",
        [
            *(
                "youtube:",
                "youtube:short",
                "youtube:dQw4w9WgXcQ/..",
                "youtube:dQw4w9WgXcQ?autoplay=1",
                "nobody:1",
            ),
            *("x:1;2", "x:", ":1", "x", "spotify:track/../4uLU6hMCjMI75M1A2tKUQC", "vimeo:1/2/3", "x:१२३"),
        ],
    )
    def test_names_that_break_the_rules_stand_for_nothing(self, name):
        assert read_embed(name) is None

    @pytest.mark.parametrize(("provider", "form"), FORMS, ids=lambda one: getattr(one, "key", None))
    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.data())
    def test_every_name_leads_to_https_at_its_provider_and_back(self, provider, form, data):
        parts = {
            part: data.draw(st.from_regex(rf"(?:{pattern})", fullmatch=True))
            for part, pattern in form.parts.items()
        }
        name = f"{provider.name}:{form.key.format_map(parts)}"
        found = read_embed(name)
        assert found.name == name
        assert EMBED_NAME.fullmatch(name)
        assert found.origin in provider_origins()
        assert found.frame.startswith(f"{found.origin}/")
        assert found.page.startswith("https://")
        figure = f'<figure data-embed="{name}"><figcaption></figcaption></figure>'
        assert sanitise(figure) == figure

    @pytest.mark.parametrize(
        "part", ["https://youtu.be/", "<iframe ", "<iframe src='", "<iframe '\"", 'a="b" ']
    )
    def test_take_linear_time(self, part):
        start = time.process_time()
        sanitise(f"<iframe {part * 20_000}")
        find_embed(part * 20_000)
        assert time.process_time() - start < 5


class TestStoredText:
    @often
    @given(st.sampled_from([name for _address, name in ADDRESSES]), canonical)
    def test_comes_back_from_segments_as_it_was(self, name, caption):
        figure = f'<figure data-embed="{name}"><figcaption>{caption}</figcaption></figure>'
        body = f"<p>before</p>{figure}<p>after</p>"
        assert sanitise(body) == body
        assert write_body(parse_body(body)) == body
        before, segment, after = segments_in(body)
        assert (segment.embed, segment.picture, segment.html) == (name, None, caption)
        assert before.wrapped() + segment.wrapped() + after.wrapped() == body


class TestPastedFrames:
    @pytest.mark.parametrize(("address", "name"), ADDRESSES)
    def test_of_a_known_provider_become_an_embed(self, address, name):
        escaped = address.replace("&", "&amp;")
        html = f'<p>a</p><iframe width="560" src="{escaped}" allowfullscreen></iframe><p>b</p>'
        figure = f'<figure data-embed="{name}"><figcaption></figcaption></figure>'
        assert sanitise(html) == f"<p>a</p>{figure}<p>b</p>"

    def test_of_an_unknown_provider_become_a_link(self):
        html = '<p>a</p><iframe data-src=x src="https://maps.example/a?b=1&amp;c=2"></iframe><p>b</p>'
        link = '<a href="https://maps.example/a?b=1&amp;c=2">https://maps.example/a?b=1&amp;c=2</a>'
        assert sanitise(html) == f"<p>a</p><p>{link}</p><p>b</p>"

    def test_inside_an_attribute_of_another_element_are_none(self):
        html = (
            '<p><a href="https://a.example/" title="<iframe src=\'https://youtu.be/dQw4w9WgXcQ\'>">a</a></p>'
        )
        assert sanitise(html) == '<p><a href="https://a.example/">a</a></p>'

    def test_keep_the_words_inside(self):
        assert plain_text(sanitise("<iframe src=https://a.example/>inside</iframe>")).endswith("inside")

    def test_in_a_sentence_leave_the_sentence(self):
        html = "<p>one <iframe src=//youtu.be/dQw4w9WgXcQ></iframe> two</p>"
        assert embed_names(sanitise(html)) == ["youtube:dQw4w9WgXcQ"]
        assert plain_text(sanitise(html)).split() == ["one", "two"]


class TestReaders:
    def test_get_a_placeholder_that_says_what_a_click_loads(self):
        html = render(VIDEO, language="en", resolver=Resolver())
        assert "Video on YouTube" in html
        assert "Load the video from YouTube" in html
        assert "www.youtube-nocookie.com" in html
        assert '<figcaption><span class="picture__caption">The <em>launch</em></span></figcaption>' in html

    def test_get_it_in_korean(self):
        html = render(VIDEO, language="ko", resolver=Resolver())
        assert "유튜브" in html
        assert "YouTube" not in html

    def test_get_nothing_that_loads_by_itself(self):
        names = [name for _address, name in ADDRESSES]
        text = "".join(f'<figure data-embed="{name}"><figcaption>c</figcaption></figure>' for name in names)
        tree = html5lib.parseFragment(
            render(text, language="en", resolver=Resolver()), namespaceHTMLElements=False
        )
        found = {element.tag for element in tree.iter()} - {tree.tag}
        assert found == {"figure", "p", "div", "button", "a", "code", "figcaption", "span"}
        loading = [
            e for e in tree.iter() for name in e.attrib if name in ("src", "srcset", "style", "poster")
        ]
        assert loading == []
        assert len(list(tree.iter("a"))) == len(ADDRESSES)

    def test_get_a_link_where_no_frame_is_shown(self):
        resolver = Resolver()
        resolver.shows_frames = False
        html = render(VIDEO, language="en", resolver=resolver)
        assert "button" not in html
        assert (
            '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ" rel="noopener">Open on YouTube</a>' in html
        )

    def test_get_nothing_of_an_unknown_provider(self):
        text = "<p>a</p>" + VIDEO.replace("youtube", "nobody") + "<p>b</p>"
        assert render(text, language="en", resolver=Resolver()) == "<p>a</p><p>b</p>"

    def test_other_publishers_get_a_link_and_the_caption(self):
        html = plain_html(f"<p>a</p>{VIDEO}<p>b</p>", language="en", resolver=Resolver())
        link = '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Video on YouTube</a>'
        assert html == f"<p>a</p>\n<p>{link} The <em>launch</em></p>\n<p>b</p>"


OWN = """
[own-player]
label = {en = "Own Player", ko = "자체 재생기"}
kind = "video"
checked = "2026-11-30"
[[own-player.forms]]
key = "{id}"
parts = {id = '[0-9]{1,9}'}
addresses = ['play\\.example/{id}']
frame = "https://frames.example/{id}"
page = "https://play.example/{id}"
"""


@pytest.fixture
def own_providers(settings, tmp_path):
    settings.EMBED_PROVIDERS = tmp_path / "providers.toml"

    def write(text):
        settings.EMBED_PROVIDERS.write_text(text)
        embed_providers.cache_clear()
        provider_origins.cache_clear()

    yield write
    embed_providers.cache_clear()
    provider_origins.cache_clear()


class TestOwnProviders:
    def test_are_added_to_ours(self, own_providers):
        own_providers(OWN)
        found = find_embed("https://play.example/12")
        assert (found.name, found.frame) == ("own-player:12", "https://frames.example/12")
        assert (found.provider.kind, found.provider.checked) == (EmbedKind.VIDEO, date(2026, 11, 30))
        assert "https://frames.example" in provider_origins()
        assert find_embed("https://youtu.be/dQw4w9WgXcQ")

    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            ('kind = "video"', 'kind = "film"'),
            ('ko = "자체 재생기"', 'de = "Spieler"'),
            ('frame = "https://frames', 'frame = "javascript://frames'),
            ("frames.example/{id}", "frames.example/{other}"),
            ("frames.example/{id}", "frames.example/{0}"),
            ("frames.example/{id}", "frames.example/{id}?{box}"),
            ('key = "{id}"', 'key = "{id}?"'),
            ("[0-9]{1,9}", "[0-9"),
            ("2026-11-30", "yesterday"),
            ("own-player", "Own_Player"),
            ('key = "{id}"', 'key = "fixed"'),
            ("[own-player]", "[own-player"),
            ('kind = "video"', 'kind = "video"\noembed = "http://play.example/oembed?url={page}"'),
            ('kind = "video"', 'kind = "video"\noembed = "https://play.example/oembed"'),
            ('kind = "video"', 'kind = "video"\noembed = "https://play.example/?url={page}&id={id}"'),
            ('kind = "video"', 'kind = "video"\nhosts = ["127.0.0.1"]'),
            ('kind = "video"', 'kind = "video"\nhosts = ["*"]'),
            ('kind = "video"', 'kind = "video"\nhosts = "a.example"'),
        ],
    )
    def test_that_are_wrong_are_named(self, own_providers, right, wrong):
        assert right in OWN
        own_providers(OWN.replace(right, wrong))
        with pytest.raises(ImproperlyConfigured, match="own-player|Own_Player|EMBED_PROVIDERS"):
            embed_providers()
