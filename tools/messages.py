#!/usr/bin/env python3
"""Collect the messages of the code into locale/ko and compile them, without gettext: `make messages`.

Django's makemessages and compilemessages run the programs of GNU gettext. A clone needs only git, make,
Python and a package index, so this tool uses Babel. It also checks the catalogues: placeholders, tags, fuzzy
and missing messages, and whether the .mo file was compiled from the .po file.
"""

import argparse
import io
import re
import sys
from collections import Counter
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = Path("locale/ko/LC_MESSAGES")
KEYWORDS = DEFAULT_KEYWORDS | {
    f"{name}{suffix}": DEFAULT_KEYWORDS.get(name)
    for name in ("gettext", "ngettext", "pgettext", "npgettext")
    for suffix in ("_lazy", "_noop")
}
# Extractors by file pattern, for each domain. Migrations only repeat the names of models.
SOURCES = {
    "django": {
        "articles/**/*.py": "python",
        "newsroom/**/*.py": "python",
        "templates/**/*.*": "template",
        "articles/templates/**/*.*": "template",
        "newsroom/**/templates/**/*.*": "template",
    },
    "djangojs": {"static/js/**/*.js": "javascript", "articles/static/**/*.js": "javascript"},
}
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[a-z]|%[a-z]|\{\w*\}|</?[a-z][^>]*>")


class Korean(Catalog):
    """A catalogue that is the same for every author and date, because its header names neither."""

    mime_headers = [
        ("Project-Id-Version", "newsroom"),
        ("Language", "ko"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", "nplurals=1; plural=0;"),
    ]


def collect(root, domain):
    """Return a catalogue of every message of the code, untranslated, in the order of files and lines."""
    comment = "# The Korean of the newsroom. Made by `make messages`."
    catalogue = Korean(locale="ko", header_comment=comment, fuzzy=False)
    for pattern, kind in SOURCES[domain].items():
        for path in sorted(root.glob(pattern)):
            name = path.relative_to(root)
            if not path.is_file() or not {"migrations", "tests"}.isdisjoint(name.parts):
                continue
            text, location = path.read_text(), [(str(name), 0)]
            if kind == "template":  # convert it to Python lines with only its messages
                text = "\n".join(line.strip() for line in templatize(text).splitlines())
            method, lines = "python" if kind == "template" else kind, io.BytesIO(text.encode())
            options = {"options": {"encoding": "utf-8"}, "strip_comment_tags": True}
            extracted = extract(method, lines, KEYWORDS, ["Translators:"], **options)
            for _line, message, comments, context in extracted:
                catalogue.add(message, locations=location, auto_comments=comments, context=context)
    return catalogue


def read_catalog(path):
    """Return a .po file as a catalogue, or an empty one if the file does not exist."""
    if not path.exists():
        return Catalog(locale="ko", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="ko", ignore_obsolete=True, abort_invalid=True)


def messages(catalog):
    """Return {(context, English singular): message} of a catalogue, without its header."""
    return {(message.context, singular(message)): message for message in catalog if message.id}


def singular(message):
    return message.id[0] if message.pluralizable else message.id


def korean(message):
    """Return the Korean of a message, or "". Korean has one form for every number."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return forms[0] if forms and forms[0] else ""


def po_bytes(catalog):
    file = io.BytesIO()
    write_po(file, catalog, width=110, include_lineno=False, sort_by_file=True)
    return file.getvalue()


def mo_bytes(catalog):
    """Return the .mo file of a .po file's catalogue."""
    clean = Korean(locale="ko", fuzzy=False)
    for message in messages(catalog).values():
        if korean(message) and not message.fuzzy:
            clean.add(message.id, string=message.string, context=message.context)
    file = io.BytesIO()
    write_mo(file, clean)
    return file.getvalue()


def problems(root):
    """Return the problems of the Korean catalogues under root, a line each."""
    faults = []
    for domain in SOURCES:
        code, po = collect(root, domain), root / LOCALE / f"{domain}.po"
        catalog = read_catalog(po)
        wanted, had = messages(code), messages(catalog)
        missing, unused = wanted.keys() - had.keys(), had.keys() - wanted.keys()
        faults += [f"{domain}: {key[1]!r} is in the code but not in the catalogue" for key in missing]
        faults += [f"{domain}: {key[1]!r} is in the catalogue but not in the code" for key in unused]
        faults += [f"{domain}: {problem}" for message in had.values() for problem in problems_of(message)]
        mo = po.with_suffix(".mo")
        if (had or mo.exists()) and (not mo.exists() or mo.read_bytes() != mo_bytes(catalog)):
            faults.append(f"{domain}.mo is not that of {domain}.po; run make messages")
    return sorted(faults)


def problems_of(message: Message):
    name = repr(singular(message))
    english = message.id[1] if message.pluralizable else message.id
    texts = str(english), korean(message)
    placeholders, others = (Counter(PLACEHOLDER.findall(text)) for text in texts)
    if not korean(message):
        yield f"{name} is untranslated"
    elif message.fuzzy:
        yield f"{name} is fuzzy"
    elif placeholders != others:
        yield f"{name} has other placeholders or tags in Korean: {korean(message)!r}"


def update(root):
    """Write the .po and .mo files."""
    for domain in SOURCES:
        template, po = collect(root, domain), root / LOCALE / f"{domain}.po"
        if not messages(template) and not po.exists():
            continue
        kept = {
            key: korean(message) for key, message in messages(read_catalog(po)).items() if not message.fuzzy
        }
        for key, message in messages(template).items():
            text = kept.get(key, "")
            message.string = (text,) if message.pluralizable else text
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_bytes(po_bytes(template))
        po.with_suffix(".mo").write_bytes(mo_bytes(read_catalog(po)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit with 1 if there is a problem"
    )
    if not parser.parse_args().check:
        update(ROOT)
    wrong = problems(ROOT)
    print("\n".join(wrong) or "The Korean is complete.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
