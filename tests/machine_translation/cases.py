"""A published English story that needs a Korean translation, and an engine on this machine."""

from django.test import TestCase

from articles.models import Article
from articles.translations.freshness import translation_of
from newsroom.machine_translation.engine import EngineConfiguration
from newsroom.machine_translation.models import DraftRun, MachineRequest, MonthOfCosts
from newsroom.machine_translation.runs import resume_run, start_run
from newsroom.machine_translation.sending import open_segments
from tests.factories import make_published, make_user, rewrite
from tests.machine_translation.engine_server import engine_server, engine_settings, in_korean

BODY = (
    "<p>The harbor opens on <strong>Monday</strong>.</p><p>Ships wait for 9 days.</p>"
    '<p>See <a href="https://a.example/">the plan</a> now.</p>'
)
PARAGRAPHS = 3  # in addition to headline and summary


class MachineCase(TestCase):
    engine = "deepl"
    body = BODY

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(engine_server())

    def setUp(self):
        self.server.calls.clear()
        self.server.faults.clear()
        self.server.translate, self.server.change = in_korean, lambda found: found
        self.configure()
        self.translator = make_user("translator", role="Korean translators")
        self.article = make_published(body_en=self.body)

    def configure(self, **changed):
        engine = changed.pop("engine", self.engine)
        address = changed.pop("address", self.server.origin + ("" if engine == "deepl" else "/v1"))
        found = engine_settings(engine, address, **changed)
        self.enterContext(self.settings(MACHINE_TRANSLATION=found))

    @property
    def configuration(self):
        return EngineConfiguration.current()

    @property
    def translation(self):
        article = Article.objects.get(pk=self.article.pk)
        return translation_of(article, article.progress.get(language="ko"))

    @property
    def open(self):
        return open_segments(self.translation)

    @property
    def korean(self):
        return Article.objects.get(pk=self.article.pk).body_ko

    @property
    def spent(self):
        return sum(MonthOfCosts.objects.values_list("spent", flat=True))

    def rewrite_source(self, body=BODY + "<p>Nobody has read this yet.</p>"):
        """Change the source at the desk without publishing it."""
        rewrite(self.article, body_en=body)
        self.article.refresh_from_db()

    def draft(self, *, by=None, **options):
        """Start a draft run, execute its tasks at once, and return the finished DraftRun."""
        with self.captureOnCommitCallbacks(execute=True):
            run = start_run(self.article, "ko", self.configuration, by=by or self.translator, **options)
        return DraftRun.objects.get(pk=run.pk)

    def resume(self, run, **options):
        with self.captureOnCommitCallbacks(execute=True):
            resume_run(run, **options)
        return DraftRun.objects.get(pk=run.pk)

    def outcomes(self, run):
        return sorted(outcome for outcome, _pk in run.outcomes.values())

    def states(self):
        return sorted(MachineRequest.objects.values_list("state", flat=True))
