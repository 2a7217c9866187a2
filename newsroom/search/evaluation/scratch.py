"""A database of its own for one trial, and its stories in it as the newsroom publishes them."""

import secrets
from contextlib import contextmanager
from html import escape

from django.db import connection, transaction

from articles.models.language import Language
from articles.models.taxonomy import Section
from articles.models.term import Term
from articles.previews import compose
from articles.publishing.session import PublishingSession
from articles.text.search.words import HANGUL
from articles.text.sentences import sentences
from articles.workflow.saving import create_article
from newsroom.search.following import catch_up


@contextmanager
def database():
    """A new database beside the newsroom's, migrated, and removed at the end, whatever happened.

    On SQLite it is in memory. On PostgreSQL the account must be allowed to create databases.
    """
    name, kept = connection.settings_dict["NAME"], dict(connection.settings_dict["TEST"])
    is_file = connection.vendor == "sqlite"
    scratch = None if is_file else f"newsroom_trial_{secrets.token_hex(8)}"
    connection.settings_dict["TEST"] |= {"NAME": scratch}
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        yield
    finally:
        if connection.settings_dict["NAME"] != name:
            connection.creation.destroy_test_db(name, verbosity=0)
        connection.settings_dict["TEST"] = kept


@transaction.atomic
def publish(trial):
    """Publish the documents of a Trial, let the index catch up; return {number of the story: id}.

    A language without a text of its own is a brief. What preflight would say is not asked.
    """
    names = {"name_en": "Trial", "name_ko": "시험"}
    section = Section.objects.create(slug="trial", **names)
    for forms in trial.synonyms:
        _make_term([form.strip() for form in forms if form.strip()])
    numbers = {_publish(texts, section): key for key, texts in trial.documents.items()}
    catch_up()
    return numbers


def _publish(texts, section):
    columns = {name: text for name, text in texts.items() if not name.startswith("body")}
    written = [code for code in ("ko", "en") if texts[f"title_{code}"].strip()]
    for code in written:
        body = texts[f"body_{code}"].strip()
        columns[f"body_{code}"] = "".join(
            f"<p>{escape(line)}</p>" for line in body.splitlines() if line.strip()
        )
        if not texts[f"summary_{code}"].strip():
            columns[f"summary_{code}"] = next(iter(sentences(body)), "").strip() or texts[f"title_{code}"]
    wanted = {code: "full" if columns.get(f"body_{code}") else "brief" for code in Language.values}
    article = create_article(source_language=written[0], section=section, wanted=wanted, **columns)
    for code in written:
        desk = PublishingSession(article, code, by=None)
        edition = compose(desk.article, desk.progress)
        desk.put(edition, desk.start())
        desk.record_edition(edition)
    return article.pk


def _make_term(forms):
    columns = {}
    for language in Language.values:
        ours = [form for form in forms if bool(HANGUL.search(form)) == (language == "ko")]
        if ours:
            columns |= {f"name_{language}": ours[0], f"synonyms_{language}": "\n".join(ours[1:])}
    if columns:
        Term.objects.create(**columns)
