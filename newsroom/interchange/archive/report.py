"""The report of an import: what came in, and what of it needs a person."""

import csv
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, TextIO

from newsroom.interchange.archive.names import ArchiveNames
from newsroom.interchange.archive.pictures import ArchivePictures
from newsroom.interchange.text_files import escape_formula

MOST_NAMED = 20  # problems of one kind, or categories, that a terminal shows
COUNTED = {
    "stories": "stories were imported",
    "published": "texts are published, with their own dates",
    "drafts": "texts are drafts",
    "unchanged": "posts were imported before",
    "changed": "posts were imported before and have changed in the archive since; nothing was overwritten",
    "skipped": "objects are no stories",
    "refused": "posts could not be imported",
    "redirects": "old addresses lead to the stories",
}


class ArchiveProblem(NamedTuple):
    """Something about a post that was changed or left out, or the reason why it was not imported."""

    source_id: str
    url: str
    message: str


class ImportReport:
    """Counts and problems of an import; each problem goes to a file, if there is one, as it is found.

    counts   Counter with the keys of COUNTED
    kinds    Counter of problems by the words before the first colon
    """

    def __init__(self, file: TextIO | None = None):
        self.counts, self.kinds, self.examples = Counter(), Counter(), {}
        self.writer = csv.writer(file) if file else None
        if self.writer:
            self.writer.writerow(["post", "address", "problem"])

    def add(self, problem: ArchiveProblem) -> None:
        kind = problem.message.partition(":")[0]
        self.kinds[kind] += 1
        self.examples.setdefault(kind, problem)
        if self.writer:
            self.writer.writerow(map(escape_formula, problem))

    def lines(self, names: ArchiveNames, pictures: ArchivePictures) -> Iterator[str]:
        """Yield the lines of the report for a terminal."""
        for key, words in COUNTED.items():
            if self.counts[key]:
                yield f"{self.counts[key]:,} {words}"
        for model, count in sorted(names.created.items()):
            yield f"{count:,} {model}s are new"
        if pictures.counts:
            found, missing = pictures.counts["stored"], pictures.counts["missing"]
            yield f"{found:,} pictures were found, {missing:,} were not"
        if names.unfiled:
            yield "Categories without a section, which became topics:"
            yield from (f"  {name}: {count:,}" for name, count in names.unfiled.most_common(MOST_NAMED))
        if self.kinds:
            yield "Please check:"
        for kind, count in self.kinds.most_common(MOST_NAMED):
            example = self.examples[kind]
            yield f"  {count:,} × {kind}, such as post {example.source_id} {example.url}".rstrip()
