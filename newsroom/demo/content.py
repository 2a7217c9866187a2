"""Content of the demonstration: its files as plain dicts, the rows used by stories, and accounts.

The files are newspaper.toml, pictures.toml and stories/*.toml; stories/README.md describes the story format.
The look is copied unchanged. There is one account for each role, and one password for all.
"""

import os
import re
import secrets
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group
from django.core.files import File
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from articles.media.pictures import store_picture
from articles.models import (
    Author,
    Event,
    EventType,
    Image,
    Language,
    PictureContract,
    Publication,
    Section,
    StandingPage,
    Term,
    Topic,
)
from articles.models.image import change_tags
from articles.models.planning import day_of
from articles.workflow.masthead import publish_page
from newsroom.advertising.models import AdSize, Advertisement
from newsroom.advertising.publication import prepare_advertisement_picture
from newsroom.demo.timeline import RelativeCalendar
from newsroom.diary.models import DiaryAssignment, DiaryItem

FOLDER = Path(__file__).parent
REFERENCE = re.compile(r'data-(article|topic|term|image)="([a-z][a-z0-9-]*)"')
STORY_DEFAULTS = {"publish": {}, "stage": {}, "machine": {}} | {
    name: [] for name in ("correction", "update", "plan", "note", "placed")
}
TEXTS = ("title", "summary", "slug", "body", "sponsor")
LOOK = FOLDER / "look"
LETTERS = "abcdefghjkmnpqrstuvwxyz"  # for passwords: without i, l and o, which look like digits


def read_newspaper() -> dict:
    """Return the newspaper without its stories: {"publication": {…}, "pages": […], "sections": […], …}."""
    files = [(FOLDER / name).read_text(encoding="utf-8") for name in ("newspaper.toml", "pictures.toml")]
    return tomllib.loads(files[0]) | tomllib.loads(files[1])


def read_stories() -> list[dict]:
    """Return the stories in the order of their file names, with STORY_DEFAULTS."""
    paths = sorted((FOLDER / "stories").glob("*.toml"))
    return [STORY_DEFAULTS | tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]


def replace_keys(body: str, ids: dict[str, dict]) -> str:
    """Replace the keys in the references of a body, like data-topic="ferries", with ids.

    ids  {"article": {key: id}, "topic": …, "term": …, "image": …}
    Raise KeyError for an unknown key.
    """
    return REFERENCE.sub(lambda match: f'data-{match[1]}="{ids[match[1]][match[2]]}"', body)


def add_look() -> None:
    """Copy the look to SITE_DIR, unless this folder or a publication exists already."""
    folder = Path(settings.SITE_DIR)
    if folder.exists() or Publication.objects.exists():
        return
    part = folder.with_name(f"{folder.name}.part")
    shutil.copytree(LOOK, part, dirs_exist_ok=True)
    part.replace(folder)


PICTURES = FOLDER / "pictures"
ADVERTISEMENTS = FOLDER / "advertisements"
ASSIGNED_LATER = {"account", "photo"}  # columns of authors that need the accounts and images
DIARY_BY = "desk-en"  # the account that adds the diary items
USAGE_TERMS = "Drawn for the demonstration newsroom: {key}"  # identifies an image


@dataclass(frozen=True)
class NewspaperStep:
    """One row of the newspaper: its label, whether it exists, and the function that creates it."""

    label: str
    exists: bool
    create: Callable


def has_other_publication(publication: dict) -> bool:
    """Return whether this newsroom has a publication that the demonstration did not create."""
    created_here = Event.objects.filter(
        subject_type="publication", type=EventType.ADDED, details__name=publication["name_en"]
    )
    return Publication.objects.exists() and not created_here.exists()


def list_steps(newspaper: dict, calendar: RelativeCalendar) -> Iterator[NewspaperStep]:
    """Yield a NewspaperStep for each row, in the order of creation."""
    yield _row_step(Publication, newspaper["publication"], Publication.objects.all())
    models = {"pages": StandingPage, "sections": Section, "topics": Topic, "authors": Author}
    for table, model in models.items():
        for position, columns in enumerate(newspaper[table], start=1):
            columns = {field: text for field, text in columns.items() if field not in ASSIGNED_LATER}
            if model in (StandingPage, Section):
                columns["position"] = position
            yield _row_step(model, columns, match_rows(model, columns))
    for columns in newspaper["terms"]:
        exists = match_rows(Term, columns).exists()
        yield NewspaperStep(f"term {columns['name_en']}", exists, partial(_create_term, columns))
    for columns in newspaper["contracts"]:
        exists = PictureContract.objects.filter(supplier=columns["supplier"]).exists()
        yield NewspaperStep(f"contract {columns['supplier']}", exists, partial(_create_contract, columns))
    for picture in newspaper["pictures"]:
        exists = find_images(picture["key"]).exists()
        yield NewspaperStep(f"image {picture['key']}", exists, partial(_create_image, picture))
    for columns in newspaper["advertisements"]:
        exists = Advertisement.objects.filter(name=columns["name"]).exists()
        create = partial(_create_advertisement, columns, newspaper["publication"]["name_en"])
        yield NewspaperStep(f"advertisement {columns['name']}", exists, create)
    for item in newspaper["diary"]:
        exists = DiaryItem.objects.filter(title=item["title"]).exists()
        day = calendar.date_after(item["in_days"])
        yield NewspaperStep(f"diary item {item['title']}", exists, partial(_create_diary_item, item, day))


def _row_step(model, columns, existing):
    label = f"{model._meta.model_name} {columns.get('slug', columns.get('name_en'))}"
    create = _create_page if model is StandingPage else model.objects.create
    return NewspaperStep(label, existing.exists(), partial(create, **columns))


def match_rows(model, columns):
    """Return the rows with the slug or one of the names: users may have changed the others."""
    condition = Q(slug=columns["slug"]) if "slug" in columns else Q()
    for name in ("name_en", "name_ko"):
        if columns.get(name):
            condition |= Q(**{name: columns[name]})
    return model.objects.filter(condition)


def find_rows(model: type[Model], all_columns: list[dict]) -> dict[str, Model]:
    """Return the existing rows of a model by their original slugs: {slug: row}."""
    rows = {columns["slug"]: match_rows(model, columns).order_by("id").first() for columns in all_columns}
    return {slug: row for slug, row in rows.items() if row}


def find_terms(terms: list[dict]) -> dict[str, Term]:
    """Return the loaded terms that texts may mark: {slug of the English name: Term}."""
    names = [columns["name_en"] for columns in terms]
    return {slugify(term.name_en): term for term in Term.objects.filter(name_en__in=names)}


def find_images(key: str) -> QuerySet[Image]:
    """Return the images that were loaded from the picture with a key."""
    return Image.objects.filter(usage_terms=USAGE_TERMS.format(key=key))


def _create_page(**columns):
    """Create a standing page and publish it in both languages."""
    page = StandingPage.objects.create(**columns)
    for language in Language:
        publish_page(page, language, by=None)


def _create_term(columns):
    """Create a term with its successor (given by English name) and its topic (given by slug)."""
    columns = dict(columns)
    if "successor" in columns:
        columns["successor"] = Term.objects.filter(name_en=columns["successor"]).first()
    if "topic" in columns:
        columns["topic"] = Topic.objects.filter(slug=columns["topic"]).first()
    Term.objects.create(**columns)


def _create_contract(columns):
    """Create a contract that begins on the clock's current day, and ends after `days`, if these are given."""
    columns = dict(columns)
    today = day_of(timezone.now())
    if "days" in columns:
        columns["last_day"] = today + timedelta(days=columns.pop("days"))
    PictureContract.objects.create(first_day=today, **columns)


def _create_image(picture):
    """Create an image with its tags, under the contract with its supplier."""
    texts = {field: text for field, text in picture.items() if field not in ("key", "tags", "contract")}
    if "contract" in picture:
        texts["contract"] = PictureContract.objects.filter(supplier=picture["contract"]).first()
    credit = {"credit_en": "An Gae-bi / The Dalmuri Courier", "credit_ko": "그래픽 안개비"}
    with picture_path(picture["key"]).open("rb") as file:
        image = store_picture(
            File(file), usage_terms=USAGE_TERMS.format(key=picture["key"]), **texts, **credit
        )
    change_tags([image], add=picture.get("tags", []))


def _create_advertisement(columns, advertiser):
    """Create a house advertisement in both languages, without an end."""
    row = Advertisement(advertiser=advertiser, is_house=True, placed_from=timezone.now())
    for name in columns.keys() - {"key"}:
        setattr(row, name, columns[name])
    for size in AdSize.values:
        for language in Language.values:
            path = ADVERTISEMENTS / f"{columns['key']}-{size}-{language}.webp"
            with path.open("rb") as file:
                prepared = prepare_advertisement_picture(File(file), row.slot, size)
            setattr(row, f"{size}_{language}", prepared)
    row.save()


def _create_diary_item(item, day):
    """Create a diary item for a day, and assign the users whose accounts exist."""
    people = get_user_model().objects.in_bulk(field_name="username")
    columns = {name: value for name, value in item.items() if name not in ("in_days", "section", "sent")}
    columns["section"] = Section.objects.filter(slug=item.get("section", "")).first()
    creator = people.get(DIARY_BY) or next(iter(people.values()))
    row = DiaryItem.objects.create(day=day, created_by=creator, **columns)
    for username, kind, note in item["sent"]:
        if username in people:
            DiaryAssignment.objects.create(item=row, person=people[username], kind=kind, note=note)


def picture_path(key):
    """Return the path of the image file of a picture."""
    return PICTURES / f"{key}.webp"


def assign_portraits(authors: list[dict]) -> None:
    """Assign portraits to the authors without a photo."""
    for columns in authors:
        author = Author.objects.filter(slug=columns["slug"], photo=None).first()
        photo = find_images(columns.get("photo", "")).first()
        if author and photo:
            author.photo = photo
            author.save(update_fields=["photo"])


def password_path():
    """Return the path of the file that holds the password."""
    return Path(settings.DATA_DIR) / "demo_password"


def read_password() -> str:
    """Return the password of the accounts, or "" if none is saved."""
    path = password_path()
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def write_password(password: str) -> None:
    """Save the password in a file that only its owner can read."""
    path = password_path()
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{password}\n")


def generate_password() -> str:
    """Return a random password of sixteen letters in four groups: 72 bits, easy to type."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def find_missing_accounts(accounts: list[dict]) -> list[dict]:
    """Return the accounts that do not exist in the database."""
    names = [account["username"] for account in accounts]
    existing = set(get_user_model().objects.filter(username__in=names).values_list("username", flat=True))
    return [account for account in accounts if account["username"] not in existing]


def create_accounts(accounts: list[dict], password: str) -> None:
    """Create the accounts with one password, and add each to the group of its role.

    An account without a role is a superuser.
    """
    encoded = make_password(password)  # one slow hash for all accounts
    for account in accounts:
        first, last = account["name"]
        user = get_user_model().objects.create(
            username=account["username"],
            password=encoded,
            first_name=first,
            last_name=last,
            name_ko=account["name_ko"],
            email=f"{account['username']}@example.org",
            language=account["language"],
            is_staff=True,
            is_superuser=not account["role"],
        )
        if account["role"]:
            user.groups.add(Group.objects.get(name=account["role"]))


def assign_authors(authors: list[dict]) -> None:
    """Link authors to their accounts, unless either is linked already."""
    for columns in authors:
        author = Author.objects.filter(slug=columns["slug"], user=None).first()
        user = get_user_model().objects.filter(username=columns.get("account", ""), author=None).first()
        if author and user:
            author.user = user
            author.save(update_fields=["user"])


def format_accounts(accounts: list[dict]) -> list[str]:
    """Return a line for each active account: username, password, description of the role.

    The password is "(changed)" if it is not the saved one.
    """
    password = read_password()
    users = {user.username: user for user in get_user_model().objects.filter(is_active=True)}
    existing = [account for account in accounts if account["username"] in users]
    # Accounts created together share one hash, which is checked once.
    hashes = {users[account["username"]].password for account in existing}
    unchanged = {encoded for encoded in hashes if password and check_password(password, encoded)}
    told = {name: password if user.password in unchanged else "(changed)" for name, user in users.items()}
    return [
        f"  {account['username']:<14}{told[account['username']]:<22}{account['does']}" for account in existing
    ]
