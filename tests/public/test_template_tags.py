"""Template tags of readers' pages."""

from django.template import Context, Template
from django.utils.translation import override

from newsroom.public.pictures import Picture

WORDS = (
    '{% translate "Search" %}|{% translate "Updated" context "a story" %}|{% translate " & 100%" %}|'
    '{% translate word %}|{% translate "Search" as found %}{{ found }}|{% translate "Search" noop %}'
)


class TestTranslate:
    def test_words_are_those_of_djangos_tag_in_each_language(self):
        ours = Template("{% load i18n newspaper %}" + WORDS)
        djangos = Template("{% load i18n %}" + WORDS)
        for word in ("Search", "<Corrections>"):
            for language in ("en", "ko", "en", "ko"):
                with override(language):
                    context = {"word": word}
                    assert ours.render(Context(context)) == djangos.render(Context(context))

    def test_words_of_the_template_are_looked_up_once(self):
        template = Template('{% load i18n newspaper %}{% translate "Search" %}')
        with override("ko"):
            first = template.render(Context())
            assert first == "검색"
            [node] = [one for one in template.nodelist if hasattr(one, "words")]
            node.translate_node = None  # a second lookup would fail
            assert template.render(Context()) == first


class TestPicture:
    PICTURE = Picture("/media/quay.jpg", 800, 600, 'A "quay" & <boats>', "", "", name="quay's & co.jpg")

    def render(self, options, **context):
        template = Template('{% load newspaper %}{% picture picture "list" ' + options + " %}")
        return template.render(Context({"picture": self.PICTURE} | context))

    def test_addresses_and_words_are_escaped(self):
        html = self.render('css="card__picture" language=language', language='ko"')
        assert "/media/quay&#x27;s%20&amp;%20co.jpg/card-50-50-320.avif 320w" in html
        assert "quay's" not in html
        assert 'alt="A &quot;quay&quot; &amp; &lt;boats&gt;" lang="ko&quot;" loading="lazy"' in html
        assert '<img class="card__picture" src="' in html

    def test_first_picture_is_fetched_before_others(self):
        html = self.render("first=True")
        assert 'fetchpriority="high">' in html
        assert "loading" not in html

    def test_picture_without_renditions_has_no_others(self):
        html = self.render("", picture=self.PICTURE._replace(name="", src="/media/a?b&c"))
        assert "<source" not in html
        assert '<img src="/media/a?b&amp;c" width="800" height="600" ' in html
