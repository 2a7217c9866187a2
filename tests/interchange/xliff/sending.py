"""A base class for tests that export a story and import it again."""

from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Article, TranslatedSegment
from newsroom.interchange.xliff.exports import load_exported_stories, write_translation_file
from newsroom.interchange.xliff.plans import plan_translations, read_translation_file, write_translations
from tests.translations.screen import TranslationScreenCase

HOSTILE = ' onclick="alert(1)" href="javascript:alert(1)"'


class ExchangeCase(TranslationScreenCase):
    """A story without translations. Its headline is the first unit."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.address = f"/admin/translations/{cls.article.pk}/ko/exchange/"

    @property
    def exported(self):
        [found] = load_exported_stories([self.article.pk], self.translator)
        return found

    def sent(self, kind="1.2"):
        return write_translation_file([self.exported.story], kind).decode()

    def translated(self, texts, kind="1.2", sent=None):
        """Return the exported file with texts as its targets, by index: {2: "항구"}."""
        sent = sent or self.sent(kind)
        names = [unit.id for unit in self.exported.story.units]
        for place, text in texts.items():
            sent = with_target(sent, names[place], text)
        return sent

    def upload(self, data, address=None, **fields):
        data = data.encode() if isinstance(data, str) else data
        file = SimpleUploadedFile("story.xlf", data)
        return self.client.post(address or self.address, {"file": file, **fields})

    def agree(self, page, *chosen, address=None):
        """Press the button below a preview."""
        form = page.context["form"]
        fields = {"kept": form.data["kept"], "agreed": form.data["agreed"], "_write": "1", "chosen": chosen}
        return self.client.post(address or self.address, fields)

    def take(self, texts, **options):
        """Translate segments of the story by a file, and confirm the import."""
        return self.agree(self.upload(self.translated(texts, **options)))

    def written(self):
        """Return the Korean (headline, summary, body, number of stored segments)."""
        article = Article.objects.get(pk=self.article.pk)
        texts = [article.text(name, "ko") for name in ("title", "summary", "body")]
        return (*texts, TranslatedSegment.objects.count())


NOTHING = ("", "", "", 0)


def with_target(sent, name, text):
    """Replace the target of one unit in a file of version 1.2."""
    before, unit = sent.split(f'<trans-unit id="{name}"', 1)
    unit, after = unit.split("</trans-unit>", 1)
    if "<target" in unit:
        unit = unit.split("<target", 1)[0] + unit.split("</target>\n", 1)[1]
    source = unit.index("</source>") + len("</source>")
    unit = f'{unit[:source]}\n<target state="translated">{text}</target>{unit[source:]}'
    return f'{before}<trans-unit id="{name}"{unit}</trans-unit>{after}'


def came_back(data, user):
    """Import a file as the command does; return the number of written segments."""
    return sum(
        write_translations(plan, by=user) for plan in plan_translations(read_translation_file(data), user)
    )
