from modeltranslation.translator import TranslationOptions, register

from tools.bench.peer.models import Category, Photo, Report, Tag, Writer


@register([Category, Tag, Writer])
class NamedOptions(TranslationOptions):
    fields = ["name"]


@register(Photo)
class PhotoOptions(TranslationOptions):
    fields = ["alt", "credit"]


@register(Report)
class ReportOptions(TranslationOptions):
    fields = ["title", "slug", "summary", "body"]
