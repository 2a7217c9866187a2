"""Every element of a body as readers see it, in English and Korean."""

from html.parser import HTMLParser

import html5lib
import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from articles.body import render, sanitise
from articles.body.content import KINDS, label_text

PICTURE = {
    "src": "/media/port.jpg",
    "width": 800,
    "height": 600,
    "alt": 'The "port"',
    "caption": "Ships & cranes",
    "credit": "Kim <AP>",
}


class Resolver:
    """Knows story 1 in English, story 2 in Korean, topic 1 and picture 1."""

    def article(self, number):
        return {1: ("/en/articles/1/port/", "en"), 2: ("/ko/articles/2/항구/", "ko")}.get(number)

    def topic(self, number):
        return {1: "/en/topics/trade/"}.get(number)

    def image(self, number):
        return {1: PICTURE, 2: {"src": "/media/x.jpg"}}.get(number)


def shown(html, language="en", insight_name=""):
    """Return readers' HTML of a body, which must be canonical."""
    assert sanitise(html) == html
    return render(html, language=language, resolver=Resolver(), insight_name=insight_name)


class TestPlainElements:
    @pytest.mark.parametrize(
        "html",
        [
            "<p>a &lt; b &amp; c</p>",
            "<h3>a</h3>",
            "<hr>",
            "<ul><li><p>a</p></li></ul>",
            "<ol><li><p>a</p></li></ol>",
            "<p><strong>a</strong> <em>b</em> <sub>c</sub> <sup>d</sup><br>e</p>",
            '<p><span lang="ko">한국</span></p>',
            "<blockquote><p>a</p></blockquote>",
        ],
    )
    def test_are_shown_as_stored(self, html):
        assert shown(html) == html

    def test_make_a_safe_string(self):
        assert isinstance(shown("<p>a</p>"), SafeString)


class TestHeadings:
    def test_have_anchors_from_their_words(self):
        assert shown("<h2>Trade &amp; <em>tariffs</em></h2>") == (
            '<h2 id="s-trade-tariffs">Trade &amp; <em>tariffs</em></h2>'
        )
        assert shown("<h2>왜 지금인가</h2>", "ko") == '<h2 id="s-왜-지금인가">왜 지금인가</h2>'

    def test_have_anchors_of_their_own(self):
        html = shown("<h2>A</h2><h2>A</h2><h2>A 2</h2><h2>!</h2><h2>?</h2>")
        ids = [element.get("id") for element in parsed(html).iter("h2")]
        assert ids == ["s-a", "s-a-2", "s-a-2-2", "s-2", "s-3"]

    def test_speak_their_label_with_a_colon(self):
        html = shown('<h2 data-label="lead">A strategy</h2>')
        assert html.startswith('<h2 id="s-a-strategy"><span class="heading-label heading-label--lead">')
        assert "".join(parsed(html).find("h2").itertext()) == "The Lead: A strategy"

    def test_carry_the_name_of_the_insight(self):
        html = shown('<h2 data-label="insight">A</h2>', insight_name="PRISM Insight")
        assert "".join(parsed(html).find("h2").itertext()) == "PRISM Insight: A"


class TestPassages:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_show_the_words_of_the_page_and_are_named_by_them(self, kind, language):
        aside = parsed(shown(f'<aside data-kind="{kind}"><p>a</p></aside>', language)).find("aside")
        name = aside.find("p[@class='passage__label']")
        assert name.text == label_text(kind, language)
        assert aside.get("aria-labelledby") == name.get("id")
        assert aside.get("class") == f"passage passage--{kind}"

    def test_of_one_kind_may_occur_twice(self):
        tree = parsed(
            shown('<aside data-kind="lead"><p>a</p></aside><aside data-kind="lead"><p>b</p></aside>')
        )
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert ids == ["passage-en-1", "passage-en-2"]
        assert {aside.get("role") for aside in tree.iter("aside")} == {"note"}

    def test_of_a_kind_given_up_since_keep_their_text(self):
        html = '<aside data-kind="teaser"><p>a</p></aside><p>b</p>'
        assert render(html, language="en", resolver=Resolver()) == "<p>a</p><p>b</p>"


class TestQuotes:
    def test_name_their_speaker_outside_the_quote(self):
        html = shown("<blockquote><p>a</p><cite>Kim, <em>minister</em></cite></blockquote><p>b</p>")
        assert html == (
            '<figure class="quote"><blockquote><p>a</p></blockquote>'
            '<figcaption class="quote__speaker">Kim, <em>minister</em></figcaption></figure><p>b</p>'
        )


class TestPictures:
    def test_show_size_alt_own_caption_and_credit(self):
        html = shown('<figure data-image="1"><figcaption>The <strong>new</strong> port</figcaption></figure>')
        assert html == (
            '<figure class="picture"><img src="/media/port.jpg" width="800" height="600"'
            ' alt="The &quot;port&quot;" fetchpriority="low" decoding="async">'
            '<figcaption><span class="picture__caption">The <strong>new</strong> port</span>'
            ' <span class="picture__credit">Kim &lt;AP&gt;</span></figcaption></figure>'
        )

    def test_fall_back_on_the_caption_of_the_library(self):
        html = shown('<figure data-image="1"><figcaption></figcaption></figure>')
        assert '<span class="picture__caption">Ships &amp; cranes</span>' in html

    def test_without_any_caption_or_credit_have_none(self):
        html = shown('<figure data-image="2"><figcaption></figcaption></figure>')
        assert html == (
            '<figure class="picture"><img src="/media/x.jpg" alt="" fetchpriority="low" decoding="async">'
            "</figure>"
        )

    def test_that_are_gone_leave_nothing_broken(self):
        assert (
            shown('<p>a</p><figure data-image="9"><figcaption>b</figcaption></figure><p>c</p>')
            == "<p>a</p><p>c</p>"
        )


class TestTables:
    TABLE = (
        '<table><caption>Exports "up"</caption><thead><tr><th></th><th>2024</th></tr></thead>'
        "<tbody><tr><th>Korea</th><td>1</td></tr></tbody></table>"
    )

    def test_scroll_by_keyboard_under_a_name(self):
        region = parsed(shown(self.TABLE)).find("div")
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert region.get("aria-label") == 'Table 1: Exports "up"'

    def test_say_what_their_headers_head(self):
        tree = parsed(shown(self.TABLE))
        assert [(th.text, th.get("scope")) for th in tree.iter("th")] == [("2024", "col"), ("Korea", "row")]

    def test_have_different_names(self):
        names = [div.get("aria-label") for div in parsed(shown(self.TABLE * 2, "ko")).iter("div")]
        assert names == ['표 1: Exports "up"', '표 2: Exports "up"']

    def figures(self, *rows, head="<tr><th>a</th><th>b</th><th>c</th></tr>"):
        body = "".join(f"<tr><th>x</th>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        tree = parsed(shown(f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"))
        return [cell.text for cell in tree.iter() if cell.get("class") == "figure"]

    def test_columns_of_figures_are_marked_with_their_headers(self):
        assert self.figures(["21,300", "Mole"], ["+4.5%", "Ness"]) == ["b", "21,300", "+4.5%"]
        assert self.figures(["61만2000", "₩1,200"], ["3만5000명", "−19"]) == [
            "b", "c", "61만2000", "₩1,200", "3만5000명", "−19",
        ]  # fmt: skip

    def test_one_word_among_figures_makes_a_column_of_words(self):
        assert self.figures(["1971", "a 1"], ["Next month", "2"]) == []
        assert self.figures(["1", ""], ["2", "3"]) == ["b", "1", "2"]

    def test_cells_over_several_columns_leave_a_table_unmarked(self):
        assert self.figures(["1", "2"], head='<tr><th colspan="2">a</th><th>c</th></tr>') == []

    def test_keep_their_spans(self):
        html = '<table><tbody><tr><th rowspan="2">a</th><td>b</td></tr><tr><td>c</td></tr></tbody></table>'
        assert '<th scope="row" rowspan="2">a</th>' in shown(html)


class TestLinks:
    def test_to_a_story_in_the_language_of_the_page(self):
        html = shown('<p><a data-article="1">the <strong>port</strong></a></p>')
        assert html == '<p><a href="/en/articles/1/port/">the <strong>port</strong></a></p>'

    @pytest.mark.parametrize(
        ("language", "number", "target", "note"),
        [("en", 2, "ko", "(in Korean)"), ("ko", 1, "en", "(영어 기사)")],
    )
    def test_to_a_story_in_the_other_language_say_so(self, language, number, target, note):
        link = parsed(shown(f'<p><a data-article="{number}">a</a></p>', language)).find("p/a")
        assert link.get("hreflang") == target
        assert link.find("span").text == note

    def test_to_topics(self):
        assert shown('<p><a data-topic="1">a</a></p>') == '<p><a href="/en/topics/trade/">a</a></p>'

    @pytest.mark.parametrize("target", ['data-article="9"', 'data-topic="9"'])
    def test_to_what_readers_cannot_see_are_text(self, target):
        html = shown(f'<p>a <a {target}>b <em>c</em></a> <a href="https://example.com">d</a></p>')
        assert html.startswith("<p>a b <em>c</em> <a href=")

    def test_to_elsewhere_give_no_handle_on_the_page(self):
        html = shown('<p><a href="https://example.com/?a=1&amp;b=2">a</a></p>')
        assert html == '<p><a href="https://example.com/?a=1&amp;b=2" rel="noopener">a</a></p>'

    def test_to_a_mailbox(self):
        html = '<p><a href="mailto:desk@example.com">a</a></p>'
        assert shown(html) == html


EVERYTHING = (
    '<h2 data-label="lead">A</h2><p>b <a data-article="2">c</a></p><h3>d</h3><hr>'
    '<aside data-kind="insight"><ul><li><p>e</p></li></ul>'
    "<blockquote><p>f</p><cite>g</cite></blockquote></aside>"
    '<figure data-image="1"><figcaption></figcaption></figure>'
    "<table><caption>h</caption><thead><tr><th>i</th></tr></thead><tbody><tr><td>j</td></tr></tbody></table>"
)


class TestAWholeBody:
    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_is_valid_html_without_style_or_script(self, language):
        html = shown(EVERYTHING, language, "PRISM Insight")
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        tree = parser.parse(f"<!DOCTYPE html><title>t</title>{html}")
        assert not [
            name for element in tree.iter() for name in element.attrib if name in ("style", "onclick")
        ]
        assert balanced(html)

    def test_follows_the_page_and_not_the_thread(self):
        with translation.override("ko"):
            assert "The Lead" in shown(EVERYTHING, "en")
            assert translation.get_language() == "ko"


def parsed(html):
    return html5lib.parseFragment(html, namespaceHTMLElements=False)


def balanced(html):
    """Return whether every opened element is closed, in order."""
    is_open = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag not in ("br", "hr", "img"):
                is_open.append(tag)

        def handle_endtag(self, tag):
            assert is_open.pop() == tag

    Reader().feed(html)
    return not is_open


class Explaining(Resolver):
    """Explains topic 1 and term 7, once each; term 7 has a topic page, term 8 nothing."""

    def __init__(self):
        self.asked = []

    def explanation(self, kind, number):
        is_first = (kind, number) not in self.asked
        self.asked.append((kind, number))
        return f"{kind}-{number}" if is_first and (kind, number) in {("topic", 1), ("term", 7)} else None

    def term(self, number):
        return {7: "/en/topics/trade/"}.get(number)


class TestFirstMentions:
    def shown(self, html, language="en"):
        assert sanitise(html) == html
        return render(html, language=language, resolver=Explaining())

    @pytest.mark.parametrize("kind", ["topic", "term"])
    def test_have_their_words_as_the_label_of_what_opens_the_explanation(self, kind):
        number = {"topic": 1, "term": 7}[kind]
        html = self.shown(f'<p>The <a data-{kind}="{number}">old <em>pact</em> &amp; all</a> holds.</p>')
        mention = parsed(html).find("p/span")
        assert mention.get("class") == "mention"
        label, button = mention
        assert "".join(label.itertext()) == "old pact & all"
        assert label.get("for") == button.get("id") == f"{kind}-{number}-open"
        assert (button.get("type"), button.get("popovertarget")) == ("button", f"{kind}-{number}")
        assert button.get("aria-label") == "old pact & all: explanation"

    def test_name_their_button_in_the_language_of_the_page(self):
        html = self.shown('<p><a data-term="7">협정</a>은 낡았다.</p>', "ko")
        assert parsed(html).find("p/span/button").get("aria-label") == "협정 설명"

    def test_leave_the_words_as_they_were(self):
        html = self.shown('<p><a data-term="7">협정</a>은 낡았다.</p>', "ko")
        assert "".join(parsed(html).itertext()) == "협정은 낡았다."

    def test_are_followed_by_links_where_there_is_a_page(self):
        mark = '<a data-term="7">a</a>'
        assert self.shown(f"<p>{mark} {mark}</p>").endswith(' <a href="/en/topics/trade/">a</a></p>')
        assert self.shown('<p><a data-term="8">a</a></p>') == "<p>a</p>"

    def test_do_not_open_in_headings(self):
        html = self.shown('<h2><a data-topic="1">a</a></h2><h3><a data-term="7">b</a></h3><p>c</p>')
        assert "<button" not in html
        assert html.count('<a href="/en/topics/trade/">') == 2

    def test_open_below_a_heading_that_names_them_too(self):
        html = self.shown('<h3><a data-term="7">b</a></h3><p><a data-term="7">b</a></p>')
        assert parsed(html).find("p/span/button") is not None

    def test_are_text_to_a_resolver_that_explains_nothing(self):
        assert shown('<p>a <a data-term="7">b</a></p>') == "<p>a b</p>"
