"""Embeds in files for translators: only the caption is sent, and the whole embed comes back with it."""

from tests.interchange.xliff.sending import ExchangeCase

FIGURE = '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption>{}</figcaption></figure>'
BODY = "<p>The harbor opens.</p>" + FIGURE.format("The launch") + "<p>Ships wait.</p>"


class EmbedTests(ExchangeCase):
    def place_of(self, words):
        return [unit.source_html for unit in self.exported.story.units].index(words)

    def test_a_translated_caption_brings_the_embed_along(self):
        for kind in ("1.2", "2.1"):
            self.change(body_en=BODY, body_ko="")
            self.assertIn("The launch", self.sent(kind))
        self.assertNotIn("youtube", self.sent().casefold())
        self.take({self.place_of("The harbor opens."): "항구가 열린다.", self.place_of("The launch"): "발사"})
        self.assertEqual(self.written()[2], "<p>항구가 열린다.</p>" + FIGURE.format("발사"))

    def test_title_author_and_picture_come_along_and_do_not_go_out(self):
        facts = FIGURE.replace("><fig", ' data-image="3" data-title="First &amp; last" data-author="TV"><fig')
        self.assertIn("data-title", facts)
        self.change(body_en=BODY.replace(FIGURE.format("The launch"), facts.format("The launch")), body_ko="")
        for kind in ("1.2", "2.1", "markdown"):
            self.assertNotIn("First", self.sent(kind))
        self.take({self.place_of("The harbor opens."): "항구가 열린다.", self.place_of("The launch"): "발사"})
        self.assertEqual(self.written()[2], "<p>항구가 열린다.</p>" + facts.format("발사"))

    def test_an_embed_without_a_caption_follows_the_text_before_it(self):
        self.change(body_en=BODY.replace("The launch", ""), body_ko="")
        self.take({self.place_of("The harbor opens."): "항구가 열린다."})
        self.assertEqual(self.written()[2], "<p>항구가 열린다.</p>" + FIGURE.format(""))
