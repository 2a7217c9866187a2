"""Posts of earlier imports, recognised by their number and by the address of their site.

Each site of a network numbers its posts from 1, and earlier versions stored the name of the network for all
of its sites. A number is therefore ambiguous if sites share a name.
"""

from urllib.parse import unquote

from django.utils.translation import gettext as _

from newsroom.interchange.archive.posts import Archive, ArchiveRefused, address_parts
from newsroom.interchange.models import ImportedPost


def recognise_posts(archive: Archive) -> dict[str, ImportedPost]:
    """Return {source_id: ImportedPost} of the archive's posts that were imported before.

    The rows are annotated by with_editions(). Raise ArchiveRefused if they may belong to another site: the
    user must then decide with --origin.
    """
    own, others = {}, {}
    rows = ImportedPost.objects.filter(origin__in={archive.origin, *archive.former_origins}).with_editions()
    for row in rows.order_by("pk"):
        is_chosen = archive.is_named and row.origin == archive.origin
        posts = own if is_chosen or _is_from_site(row, archive) else others
        if row.source_id not in posts or row.origin == archive.origin:
            posts[row.source_id] = row
    clashes = [
        others[source_id] for source_id in archive.addresses if source_id in others and source_id not in own
    ]
    is_settled = archive.is_named or any(row.origin == archive.origin for row in own.values())
    if clashes and not (is_settled and all(row.origin != archive.origin for row in clashes)):
        raise ArchiveRefused(_question(archive, clashes))
    return own


def _is_from_site(row, archive):
    """Return whether the address of an imported post belongs to the archive's site.

    True if the post has no address or the archive names no site.
    """
    if not (archive.site and row.url):
        return True
    if address_key(row.url) == address_key(archive.addresses.get(row.source_id, "")):
        return True
    site, parts = archive.site.casefold().removeprefix("www."), address_parts(row.url)
    return f"{parts.netloc.removeprefix('www.')}{parts.path}/".casefold().startswith(f"{site}/")


def _question(archive, clashes):
    """Return the message that asks the user which site the clashing posts belong to."""
    row = clashes[0]
    values = {
        "count": f"{len(clashes):,}",
        "host": address_parts(row.url).netloc,
        "site": archive.site,
        "former": row.origin,
        "number": row.source_id,
        "address": row.url,
        "name": archive.origin if archive.origin != row.origin else f"{archive.origin}-2",
    }
    question = _(
        "This archive is from %(site)s, and %(count)s of its posts have the same numbers as posts imported "
        "from %(host)s under the name “%(former)s”, such as %(number)s, %(address)s. If it is another site, "
        "add --origin %(name)s. If it is the same site at a new address, add --origin %(former)s. Use the "
        "same name for each import."
    )
    return question % values


def address_key(address: str) -> str:
    """Return an address without scheme and trailing slash, for comparison."""
    parts = address_parts(address)
    if not (parts.netloc or parts.path or parts.query):
        return address
    return f"{parts.netloc}{unquote(parts.path).rstrip('/')}{'?' * bool(parts.query)}{parts.query}"
