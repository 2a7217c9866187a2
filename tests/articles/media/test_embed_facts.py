"""Titles, authors and preview images from providers: the requests, and the accepted values."""

import io
import json
import socket

import pytest
from PIL import Image as Pillow

from articles.body.embeds import read_embed
from articles.media import downloads, embed_facts
from articles.media.downloads import DownloadRefused
from articles.media.embed_facts import EmbedFactsUnavailable, fetch_embed_facts
from articles.models import Image
from tests.articles.media import hostile

pytestmark = pytest.mark.django_db

VIDEO = read_embed("youtube:dQw4w9WgXcQ")
ENDPOINT = (
    "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ"
)
PREVIEW = "https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg"
GOOD = {"title": "The launch", "author_name": "Harbor TV", "thumbnail_url": PREVIEW, "html": "<iframe>"}


def picture(color="teal"):
    out = io.BytesIO()
    Pillow.new("RGB", (48, 36), color).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def provider(monkeypatch):
    """Return the files of a provider, {address: bytes or an error}, to be filled; requests are in "asked"."""
    files, asked = {}, []

    def answer(address, **options):
        asked.append((address, options))
        found = files.get(address, DownloadRefused("not there"))
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(embed_facts, "download", answer)
    files["asked"] = asked
    return files


def answer(**fields):
    return json.dumps(GOOD | fields).encode()


class TestFetching:
    def test_takes_words_and_our_copy_of_the_picture(self, provider):
        provider |= {ENDPOINT: answer(), PREVIEW: picture()}
        facts = fetch_embed_facts(VIDEO)
        assert (facts.title, facts.author, facts.problem) == ("The launch", "Harbor TV", "")
        image = Image.objects.get()
        assert facts.image == image
        assert (image.alt_en, image.credit_en) == ("Preview image: Video on YouTube", "YouTube")
        assert (image.alt_ko, image.credit_ko) == ("미리 보기 사진: 유튜브 동영상", "유튜브")
        assert VIDEO.page in image.usage_terms
        assert "i.ytimg.com" in image.usage_terms

    def test_same_picture_is_in_the_library_once(self, provider):
        provider |= {ENDPOINT: answer(), PREVIEW: picture()}
        assert fetch_embed_facts(VIDEO).image == fetch_embed_facts(VIDEO).image
        assert Image.objects.count() == 1

    def test_asks_for_no_picture_for_who_may_not_add_one(self, provider):
        provider |= {ENDPOINT: answer(), PREVIEW: picture()}
        assert fetch_embed_facts(VIDEO, takes_picture=False).image is None
        assert [address for address, _options in provider["asked"]] == [ENDPOINT]

    def test_both_files_share_one_limit_of_time_and_have_types_and_sizes(self, provider):
        provider |= {ENDPOINT: answer(), PREVIEW: picture()}
        fetch_embed_facts(VIDEO)
        [first, second] = [options for _address, options in provider["asked"]]
        assert first["deadline"] == second["deadline"]
        assert (first["most"], second["most"]) == (200_000, 10_000_000)
        assert second["types"] == ("image/",)

    def test_is_switched_off_by_a_setting_and_for_sites_without_an_address(self, provider, settings):
        for name in ("instagram:p/CxYz_-123", "openstreetmap:15/37.5547/126.9707"):
            with pytest.raises(EmbedFactsUnavailable, match="by hand"):
                fetch_embed_facts(read_embed(name))
        settings.EMBED_FETCHING = False
        with pytest.raises(EmbedFactsUnavailable, match="by hand"):
            fetch_embed_facts(VIDEO)
        assert provider["asked"] == []


class TestHostileAnswers:
    @pytest.mark.parametrize(
        ("sent", "title"),
        [
            ("<script>alert(1)</script>", "alert(1)"),
            ("<img src=x onerror=alert(1)>Tom &amp; <b>Ann</b>", "Tom & Ann"),
            ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
            ("one\n\t two\u202e\u0000\u200b", "one two"),
            ("e\u0301", "é"),
            ("\ud800x", "x"),
            ("long " * 50_000, f"{'long ' * 59}long…"),
            *((other, "") for other in (None, 7, True, ["a"], {"a": "b"}, "", "   ", "<p></p>")),
        ],
    )
    def test_titles_become_a_line_of_plain_text(self, provider, sent, title):
        provider[ENDPOINT] = answer(title=sent, author_name=sent, thumbnail_url="")
        facts = fetch_embed_facts(VIDEO)
        assert facts.title == title
        assert len(facts.title) <= 300
        assert len(facts.author) <= 200

    @pytest.mark.parametrize(
        "sent",
        [
            *(b"", b"null", b"7", b'"a"', b"[]", b"<html>", b"\xff\xfe", b'{"title": "a"', b"[" * 100_000),
            *(b'{"title":' + b"9" * 10_000 + b"}", DownloadRefused("too large")),
        ],
        ids=lambda one: repr(one)[:20],
    )
    def test_what_is_no_answer_is_refused_in_words(self, provider, sent):
        provider[ENDPOINT] = sent
        with pytest.raises(EmbedFactsUnavailable, match=r"www\.youtube\.com did not answer"):
            fetch_embed_facts(VIDEO)

    @pytest.mark.parametrize(
        "sent",
        [
            *(b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"%PDF-1.7", picture()[:200]),
            *(
                hostile.png_bomb(60_000, 60_000),
                hostile.gif_claiming(65_535, 65_535),
                DownloadRefused("slow"),
            ),
        ],
        ids=lambda one: repr(one)[:20],
    )
    def test_pictures_that_cannot_be_taken_leave_the_words(self, provider, sent):
        provider |= {ENDPOINT: answer(), PREVIEW: sent}
        facts = fetch_embed_facts(VIDEO)
        assert (facts.title, facts.image) == ("The launch", None)
        assert "could not be fetched" in facts.problem
        assert not Image.objects.exists()


INSIDE = [
    *(
        "https://127.0.0.1/a.jpg",
        "https://localhost/a.jpg",
        "https://[::1]/a.jpg",
        "http://i.ytimg.com/a.jpg",
    ),
    *(
        "https://169.254.169.254/latest/meta-data/",
        "https://i.ytimg.com.evil.example/a.jpg",
        "file:///etc/passwd",
    ),
    *("https://i.ytimg.com@127.0.0.1/a.jpg", "https://127.0.0.1/https://i.ytimg.com/", "//127.0.0.1/a.jpg"),
    *("https://i.ytimg.com\\@127.0.0.1/a.jpg", "https://xi.ytimg.com/a.jpg", "https://i.ytimg.com./a.jpg"),
    *("https://i.ytimg.com:22/a.jpg", "data:image/png;base64,AA", "javascript:alert(1)", "i.ytimg.com/a.jpg"),
    *("https://ⓘ.ytimg.com/a.jpg", "https://i.ytimg.com%00.evil.example/", "https://i.ytimg.com#@127.0.0.1/"),
]


@pytest.fixture
def listener(monkeypatch):
    """Listen at a local port of https, and resolve every name to it. Fails if a connection arrives."""
    server = socket.create_server(("127.0.0.1", 0))
    server.setblocking(False)
    port = server.getsockname()[1]
    monkeypatch.setitem(downloads.PORTS, "https", port)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(downloads, "_resolve", lambda *_all: found)
    yield server
    with pytest.raises(BlockingIOError):
        server.accept()
    server.close()


class TestAddresses:
    @pytest.mark.parametrize("address", INSIDE)
    def test_of_previews_at_other_hosts_are_not_asked(self, listener, monkeypatch, address):
        def first_answer(asked, **options):
            return (
                answer(thumbnail_url=address) if asked == ENDPOINT else downloads.download(asked, **options)
            )

        monkeypatch.setattr(embed_facts, "download", first_answer)
        facts = fetch_embed_facts(VIDEO)
        assert (facts.title, facts.image) == ("The launch", None)

    def test_of_a_provider_whose_name_leads_inside_is_not_asked(self, listener):
        with pytest.raises(EmbedFactsUnavailable):
            fetch_embed_facts(VIDEO)

    def test_below_a_host_may_be_those_of_previews(self):
        tiktok = read_embed("tiktok:@desk.news/7006284259923283205").provider
        assert tiktok.may_be_asked("p16-sign.tiktokcdn.com")
        assert tiktok.may_be_asked("www.tiktok.com")
        for host in ("tiktokcdn.com", "xtiktokcdn.com", "a.tiktokcdn.com.evil.example", "", "tiktok.com"):
            assert not tiktok.may_be_asked(host)
        assert not read_embed("instagram:p/CxYz_-123").provider.may_be_asked("")
