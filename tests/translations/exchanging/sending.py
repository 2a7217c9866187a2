"""A story that is sent to translators and comes back."""

from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Article, TranslatedSegment
from newsroom.translations.exchanging.files import content
from newsroom.translations.exchanging.incoming import document, plans, write
from newsroom.translations.exchanging.parcels import parcels
from tests.translations.screen import TranslationScreenCase

HOSTILE = ' onclick="alert(1)" href="javascript:alert(1)"'


class ExchangeCase(TranslationScreenCase):
    """Of the story's units, the headline comes first; nothing is translated yet."""

    def setUp(self):
        super().setUp()
        self.address = f"/admin/translations/{self.article.pk}/ko/exchange/"

    @property
    def parcel(self):
        [found] = parcels([self.article.pk], self.translator)
        return found

    def sent(self, kind="1.2"):
        return content([self.parcel.story], kind).decode()

    def translated(self, texts, kind="1.2", sent=None):
        """The file with the texts as its targets, by place: {2: "항구"}."""
        sent = sent or self.sent(kind)
        names = [unit.id for unit in self.parcel.story.units]
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
        """Translate places of the story by a file, and agree to it."""
        return self.agree(self.upload(self.translated(texts, **options)))

    def written(self):
        """What stands in the Korean: (headline, summary, body, how many segments are kept)."""
        article = Article.objects.get(pk=self.article.pk)
        texts = [article.text(name, "ko") for name in ("title", "summary", "body")]
        return (*texts, TranslatedSegment.objects.count())


NOTHING = ("", "", "", 0)


def with_target(sent, name, text):
    """A file of version 1.2 with a text as the target of one unit, in place of what it had."""
    before, unit = sent.split(f'<trans-unit id="{name}"', 1)
    unit, after = unit.split("</trans-unit>", 1)
    if "<target" in unit:
        unit = unit.split("<target", 1)[0] + unit.split("</target>\n", 1)[1]
    source = unit.index("</source>") + len("</source>")
    unit = f'{unit[:source]}\n<target state="translated">{text}</target>{unit[source:]}'
    return f'{before}<trans-unit id="{name}"{unit}</trans-unit>{after}'


def came_back(data, user):
    """Write a file as the command does; return how many segments of all its stories were written."""
    return sum(write(plan, by=user) for plan in plans(document(data), user))
