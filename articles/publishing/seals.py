"""Shows tampering: every edition is sealed by a digest that is chained to its predecessor's."""

from articles.models import Edition


def broken_seals(editions=None):
    """Yield the editions whose digest is not that of what they say and of the chain before them."""
    previous = None
    rows = editions if editions is not None else Edition.objects.all()
    for edition in rows.order_by("article", "language", "number").iterator(chunk_size=500):
        same = previous and (previous.article_id, previous.language) == (edition.article_id, edition.language)
        if edition.digest != edition.sealed(previous if same else None):
            yield edition
        previous = edition
