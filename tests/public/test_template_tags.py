"""Template tags of readers' pages."""

from django.template import Context, Template
from django.utils.translation import override

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
            node.translate_node = None  # of which nothing is asked any more
            assert template.render(Context()) == first
