"""Everything of the demonstration newspaper that stands around its stories."""

from pathlib import Path

from django.core.files import File
from django.db.models import Q
from django.utils.text import slugify

from articles.media.pictures import store
from articles.models import Author, Event, Happening, Image, Page, Publication, Section, Term, Topic

# What an author is given when the account or the picture stands, not when the author is made.
LATER = {"account", "photo"}
PICTURES = Path(__file__).parent / "pictures"
TERMS = "Drawn for the demonstration newsroom: {key}"


def is_of_another_paper(publication):
    """Whether this newsroom has a name that it was not given here, now or in the past."""
    named_here = Event.objects.filter(
        subject_type="publication", happening=Happening.ADDED, details__name=publication["name_en"]
    )
    return Publication.objects.exists() and not named_here.exists()


def steps(newspaper):
    """Yield (what it is, whether it is there, a function that makes it), in the order of making."""
    yield _step(Publication, newspaper["publication"], Publication.objects.all())
    kinds = {"pages": Page, "sections": Section, "topics": Topic, "authors": Author}
    for name, model in kinds.items():
        for position, columns in enumerate(newspaper[name], start=1):
            columns = {field: text for field, text in columns.items() if field not in LATER}
            if model in (Page, Section):
                columns["position"] = position
            yield _step(model, columns, alike(model, columns))
    for columns in newspaper["terms"]:
        yield f"term {columns['name_en']}", alike(Term, columns).exists(), lambda c=columns: _add_term(c)
    for picture in newspaper["pictures"]:
        yield f"image {picture['key']}", images(picture["key"]).exists(), lambda p=picture: _add_picture(p)


def _step(model, columns, found):
    label = f"{model._meta.model_name} {columns.get('slug', columns.get('name_en'))}"
    return label, found.exists(), lambda: model.objects.create(**columns)


def alike(model, columns):
    """The rows that are this one, also when people have changed its address or one of its names."""
    condition = Q(slug=columns["slug"]) if "slug" in columns else Q()
    for name in ("name_en", "name_ko"):
        if columns.get(name):
            condition |= Q(**{name: columns[name]})
    return model.objects.filter(condition)


def _add_term(columns):
    """A term with what it refers to: its successor by the English name, its topic by the address."""
    columns = dict(columns)
    if "successor" in columns:
        columns["successor"] = Term.objects.filter(name_en=columns["successor"]).first()
    if "topic" in columns:
        columns["topic"] = Topic.objects.filter(slug=columns["topic"]).first()
    Term.objects.create(**columns)


def terms(newspaper):
    """{slug of its English name: Term} of those that texts may mark."""
    names = [columns["name_en"] for columns in newspaper]
    return {slugify(term.name_en): term for term in Term.objects.filter(name_en__in=names)}


def images(key):
    return Image.objects.filter(usage_terms=TERMS.format(key=key))


def _add_picture(picture):
    texts = {field: text for field, text in picture.items() if field != "key"}
    credit = {"credit_en": "An Gae-bi / The Dalmuri Courier", "credit_ko": "그래픽 안개비"}
    with picture_path(picture["key"]).open("rb") as file:
        store(File(file), usage_terms=TERMS.format(key=picture["key"]), **texts, **credit)


def picture_path(key):
    """Return the path of the image file of a picture."""
    return PICTURES / f"{key}.webp"


def give_photos(authors):
    """Let the authors have their portraits, where nobody has chosen one and the picture is there."""
    for columns in authors:
        author = Author.objects.filter(slug=columns["slug"], photo=None).first()
        photo = images(columns.get("photo", "")).first()
        if author and photo:
            author.photo = photo
            author.save(update_fields=["photo"])


def rows(model, all_columns):
    """{slug: the row} of what was loaded, as it is called now."""
    found = {columns["slug"]: alike(model, columns).order_by("id").first() for columns in all_columns}
    return {slug: row for slug, row in found.items() if row}
