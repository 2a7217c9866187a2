import pytest

from articles.body.content import REMOVED_MARK
from articles.redaction.registry import Removal, expressions_of


def removed(text, *words):
    return Removal(expressions_of("\n".join(words))).text(text)


class TestText:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("Dana Fictman sued.", f"{REMOVED_MARK} sued."),
            ("DANA FICTMAN sued.", f"{REMOVED_MARK} sued."),
            ("Dana\nFictman sued.", f"{REMOVED_MARK} sued."),
            ("Dana&nbsp;Fictman sued.", f"{REMOVED_MARK} sued."),
            ("Fictman, Dana", "Fictman, Dana"),
            ("Dana Fictmanson", "Dana Fictmanson"),
            ("Jordana Fictman", "Jordana Fictman"),
            ("Dana Fictman's and Dana Fictman’s", f"{REMOVED_MARK}'s and {REMOVED_MARK}’s"),
            ("<p><strong>Dana</strong> Fictman</p>", f"<p><strong>{REMOVED_MARK}</strong></p>"),
            ("<p><strong>Dana</strong> <em>Fictman</em></p>", f"<p><strong>{REMOVED_MARK}</strong></p>"),
            ("<p>D<em>an</em>a Fictman</p>", f"<p>{REMOVED_MARK}</p>"),
            ("<p>Dana</p><p>Fictman</p>", "<p>Dana</p><p>Fictman</p>"),
            (
                '<a href="https://news.example/dana-fictman">x</a>',
                f'<a href="https://news.example/{REMOVED_MARK}">x</a>',
            ),
            ("dana_fictman dana+fictman dana%20fictman", " ".join([REMOVED_MARK] * 3)),
        ],
    )
    def test_an_expression_is_found_however_it_is_set(self, text, left):
        assert removed(text, "Dana Fictman") == left

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("가상인은 웃었다.", f"{REMOVED_MARK}은 웃었다."),
            ("어제가상인이", f"어제{REMOVED_MARK}이"),
            ("%EA%B0%80%EC%83%81%EC%9D%B8", REMOVED_MARK),
        ],
    )
    def test_hangul_is_found_before_particles_and_in_addresses(self, text, left):
        assert removed(text, "가상인") == left

    def test_the_longest_expression_goes_first(self):
        assert (
            removed("Dana Fictman and Dana", "Dana", "Dana Fictman") == f"{REMOVED_MARK} and {REMOVED_MARK}"
        )

    def test_signs_are_found_as_html_writes_them(self):
        assert removed("Fict &amp; Sons, Fict & Sons", "Fict & Sons") == f"{REMOVED_MARK}, {REMOVED_MARK}"
        assert removed("the ‘Heron’ file", "'Heron' file") == f"the {REMOVED_MARK}"

    def test_a_text_without_it_stays_as_it_is(self):
        html = '<p>An <em></em> empty mark <a href="#">stays</a>.</p>'
        assert removed(html, "Dana Fictman") == html


class TestAddress:
    @pytest.mark.parametrize(
        ("slug", "left"),
        [
            ("dana-fictman-sued", "sued"),
            ("harbor-dana-fictman-sued", "harbor-sued"),
            ("dana-fictman", "story"),
            ("dana-fictmanson", "dana-fictmanson"),
        ],
    )
    def test_words_leave_no_gap(self, slug, left):
        assert Removal(["Dana Fictman"]).address(slug, "story") == left


class TestData:
    def test_texts_are_changed_at_any_depth_and_nothing_else(self):
        data = {"a": ["Dana Fictman", 7, None, {"b": "by Dana Fictman"}], "role": "text"}
        assert Removal(["Dana Fictman", "text"]).data(data) == {
            "a": [REMOVED_MARK, 7, None, {"b": f"by {REMOVED_MARK}"}],
            "role": "text",
        }


class TestCaptions:
    def test_captions_of_the_picture_are_emptied(self):
        html = (
            '<figure data-image="7"><figcaption>Dana</figcaption></figure>'
            '<figure data-image="71"><figcaption>Harbor</figcaption></figure>'
        )
        assert Removal([], 7).text(html) == html.replace(">Dana<", "><")
