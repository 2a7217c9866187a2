"""The editor's widget and its configuration."""

import json
import re
from pathlib import Path

from django import forms
from django.test import TestCase, override_settings
from django.utils import translation
from django.utils.html import escape

from articles.admin.editor_widget import EDITOR_TEXTS, MODULES, BodyEditor
from articles.body import content
from tests.factories import make_publication

SCRIPTS = Path(__file__).resolve().parents[4] / "static/js/editor"


@override_settings(ROOT_URLCONF="tests.browser.editor_page")
class WidgetTests(TestCase):
    def configuration(self, name="body_en", **options):
        attributes = BodyEditor(**options).get_context(name, "", {})["widget"]["attrs"]
        return attributes, json.loads(attributes["data-body-editor"])

    def test_without_script_it_is_the_textarea_with_the_stored_text(self):
        html = BodyEditor().render("body_en", "<p>a &amp; b</p>")
        self.assertIn("<textarea", html)
        self.assertIn(escape("<p>a &amp; b</p>"), html)

    def test_language_is_that_of_the_column(self):
        for name, language in [
            ("body_en", "en"),
            ("body_ko", "ko"),
            ("body", "en"),
            ("form-0-body_ko", "ko"),
        ]:
            attributes, configuration = self.configuration(name)
            self.assertEqual((attributes["lang"], configuration["language"]), (language, language))
        self.assertEqual(self.configuration("body_en", language="ko")[1]["other"], "en")

    def test_labels_are_in_the_language_of_the_text_and_words_in_that_of_the_screens(self):
        make_publication()
        with translation.override("ko"):
            configuration = self.configuration("body_en")[1]
        self.assertEqual(configuration["labels"]["why-it-matters"], "Why It Matters")
        self.assertEqual(configuration["labels"]["insight"], "Harbor Insight")
        self.assertEqual(list(configuration["labels"]), [*content.KINDS, *content.INSERTS])

    def test_a_hidden_textarea_is_never_required(self):
        class Form(forms.Form):
            body_en = forms.CharField(widget=BodyEditor)

        self.assertNotIn("required", str(Form()["body_en"]))

    def test_media_carry_the_nonce_and_lead_to_every_module(self):
        html = str(BodyEditor().media.render(attrs={"nonce": "once"}))
        self.assertEqual(html.count("<script"), html.count('nonce="once"') - html.count("<link"))
        self.assertLess(html.index("importmap"), html.index('type="module"'))
        for name in MODULES:
            self.assertIn(f'"newsroom-editor/{name}": "/static/js/editor/{name}.js"', html)

    def test_media_survive_being_added_to_those_of_a_form(self):
        media = forms.Media(js=["a.js"]) + BodyEditor().media + forms.Media(js=["b.js"]) + BodyEditor().media
        self.assertEqual(str(media).count("importmap"), 1)


class ModuleTests(TestCase):
    def test_every_module_is_in_the_import_map(self):
        self.assertEqual(sorted(MODULES), sorted(path.stem for path in SCRIPTS.glob("*.js")))

    def test_modules_are_short_and_import_by_the_map_alone(self):
        for path in SCRIPTS.glob("*.js"):
            text = path.read_text()
            self.assertLessEqual(text.count("\n"), 240, path.name)
            for target in re.findall(r'^(?:import|export)\b[^"]* from "([^"]+)"', text, re.MULTILINE):
                self.assertRegex(target, r"^(newsroom-editor/[a-z]+|django-prose-editor/editor)$", path.name)

    def test_the_editor_knows_the_kinds_of_the_vocabulary(self):
        kinds = re.search(r"KINDS = \[(.*?)\]", (SCRIPTS / "schema.js").read_text())[1]
        self.assertEqual(re.findall(r'"([a-z-]+)"', kinds), list(content.KINDS))
        css = (SCRIPTS.parents[1] / "css/editor.css").read_text()
        for kind in content.KINDS:
            self.assertIn(f"--label: var(--label-{kind})", css)

    def test_every_word_that_a_module_uses_is_handed_over(self):
        text = "".join(path.read_text() for path in SCRIPTS.glob("*.js"))
        used = set(re.findall(r"words\.([a-zA-Z]+)", text)) | set(re.findall(r'name: "([a-zA-Z]+)"', text))
        self.assertEqual(used - EDITOR_TEXTS.keys(), set())
