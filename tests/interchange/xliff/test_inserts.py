"""Pull quotes, fact boxes and galleries come back unchanged from files for translators."""

from tests.interchange.xliff.sending import ExchangeCase

TEXT = "<p>The harbor opens.</p>"
AFTER = "<p>Ships wait.</p>"


class InsertCase(ExchangeCase):
    def place_of(self, words):
        return [unit.source_html for unit in self.exported.story.units].index(words)

    def translate(self, body, texts, **options):
        """Import a file with {source: translation}. Return the Korean body."""
        self.change(body_en=body, body_ko="")
        self.take({self.place_of(words): text for words, text in texts.items()}, **options)
        return self.written()[2]


class PullQuoteTests(InsertCase):
    quote = '<blockquote data-kind="pull-quote"><p>{}</p><cite>{}</cite></blockquote>'

    def test_a_translation_of_its_words_brings_it_along(self):
        body = TEXT + self.quote.format("It opens", "Han, pilot") + AFTER
        texts = {"The harbor opens.": "항구가 열린다.", "It opens": "열린다", "Han, pilot": "한 도선사"}
        korean = self.translate(body, texts | {"Ships wait.": "배가 기다린다."})
        expected = self.quote.format("열린다", "한 도선사")
        self.assertEqual(korean, f"<p>항구가 열린다.</p>{expected}<p>배가 기다린다.</p>")

    def test_files_say_what_it_is(self):
        self.change(body_en=TEXT + self.quote.format("It opens", "Han, pilot"), body_ko="")
        self.assertIn("Pull quote", self.sent("markdown"))
        self.assertIn("Pull quote · Speaker", self.sent("markdown"))


class FactBoxTests(InsertCase):
    box = '<aside data-kind="fact-box"><h3>{}</h3><p>{}</p><ul><li><p>{}</p></li></ul></aside>'

    def test_is_translated_line_by_line_in_any_order(self):
        body = TEXT + self.box.format("The line", "It is long.", "11 km") + AFTER
        texts = {"It is long.": "길다.", "The harbor opens.": "항구가 열린다."}
        self.assertEqual(
            self.translate(body, texts),
            '<p>항구가 열린다.</p><aside data-kind="fact-box"><p>길다.</p></aside>',
        )
        self.take({self.place_of("The line"): "뱃길", self.place_of("11 km"): "11킬로미터"})
        expected = self.box.format("뱃길", "길다.", "11킬로미터")
        self.assertEqual(self.written()[2], f"<p>항구가 열린다.</p>{expected}")
        for label in ("Fact box · Title", "Fact box · List item"):
            self.assertIn(label, self.sent("markdown"))


def figure(number, caption=""):
    return f'<figure data-image="{number}"><figcaption>{caption}</figcaption></figure>'


def gallery(*figures):
    return f'<div data-kind="gallery">{"".join(figures)}</div>'


class GalleryTests(InsertCase):
    english = TEXT + gallery(figure(1), figure(2, "Cranes"), figure(3), figure(4, "Gulls")) + AFTER
    korean = gallery(figure(1), figure(2, "기중기"), figure(3), figure(4, "갈매기"))

    def test_a_translation_of_captions_brings_it_along_in_any_order(self):
        texts = {"Gulls": "갈매기", "The harbor opens.": "항구가 열린다."}
        self.translate(self.english, texts)
        self.take({self.place_of("Cranes"): "기중기", self.place_of("Ships wait."): "배가 기다린다."})
        expected = f"<p>항구가 열린다.</p>{self.korean}<p>배가 기다린다.</p>"
        self.assertEqual(self.written()[2], expected)

    def test_its_title_is_translated_before_or_after_its_captions(self):
        english, korean = (
            body.replace("<figure", f"<h3>{title}</h3><figure", 1)
            for body, title in ((self.english, "Harbor at work"), (self.korean, "일하는 항구"))
        )
        title, captions = {"Harbor at work": "일하는 항구"}, {"Gulls": "갈매기", "Cranes": "기중기"}
        for first, then in ((title, captions), (captions, title)):
            with self.subTest(first=first):
                self.translate(english, first)
                self.take({self.place_of(words): text for words, text in then.items()})
                self.assertEqual(self.written()[2], korean)

    def test_files_say_what_it_is(self):
        self.change(body_en=self.english.replace("<figure", "<h3>At work</h3><figure", 1), body_ko="")
        for label in ("Gallery · Title", "Gallery · Caption"):
            self.assertIn(label, self.sent("markdown"))
