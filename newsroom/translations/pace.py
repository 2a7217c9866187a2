"""How translating goes, week by week: words translated, and how long stories waited for it."""

from datetime import timedelta

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import TranslatedSegment
from articles.models.pace import waits, weeks_until
from newsroom.translations.pace_charts import WaitsChart, WordsChart
from newsroom.translations.queue import translators_only

WEEKS = 12


@translators_only
def pace_page(request, languages):
    at = getattr(request, "at", None) or timezone.now()
    weeks = weeks_until(at, WEEKS)
    span = weeks[0], weeks[-1] + timedelta(weeks=1)
    context = admin.site.each_context(request) | {
        "title": _("Translating, week by week"),
        "words": WordsChart(weeks, TranslatedSegment.objects.words_by_week(*span)),
        "waits": WaitsChart(weeks, waits(*span)),
    }
    return TemplateResponse(request, "translations/pace.html", context)
