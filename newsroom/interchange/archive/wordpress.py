"""Export files of WordPress (WXR), with the language pairs of Polylang and WPML.

Polylang stores languages and pairs in the taxonomies "language" and "post_translations". The plugin WPML
Export and Import stores them in the fields _wpml_import_language_code,
_wpml_import_source_language_code and _wpml_import_translation_group.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Language
from newsroom.interchange.archive.markup import wordpress_html
from newsroom.interchange.archive.posts import (
    ArchiveName,
    ArchivePicture,
    ArchivePost,
    ArchiveRefused,
    LeftOut,
    SkippedPost,
    address_parts,
    is_picture,
    language_refusal,
)
from newsroom.interchange.archive.wxr import (
    WordPressItem,
    plain_text,
    read_elements,
    short_name,
    text_of,
    values_of,
)

STORY_TYPES = {"post"}
DRAFTS = {"draft", "pending", "private", "future"}
NOT_WRITTEN = {"trash", "auto-draft", "inherit"}  # statuses of items that are skipped
ORDER = re.compile("[0-9]{1,9}")  # limited, because int() refuses numbers with thousands of digits
TERM_ID = re.compile(r"\bi:(\d+);")  # in a serialized PHP array: a:2:{s:2:"en";i:5;s:2:"ko";i:6;}
HASH = re.compile(r"[0-9a-f]{32}")  # in names such as _oembed_…, a field for each embedded address
FIELDS_READ = {"_thumbnail_id", "_wpml_import_language_code", "_wpml_import_source_language_code"}
FIELDS_READ |= {"_wpml_import_translation_group"}
# Types that belong to posts or to the site itself, skipped without a message.
UNMENTIONED = {"attachment", "custom_css", "customize_changeset", "nav_menu_item", "revision", "wp_block"}
UNMENTIONED |= {"wp_global_styles", "wp_navigation", "wp_template", "wp_template_part"}
TYPE_NAMES = {
    "page": gettext_lazy("pages"),
    "nav_menu_item": gettext_lazy("entries of menus"),
    "revision": gettext_lazy("earlier versions"),
}
TAGS = ("post_tag", "tag")  # "tag" in exports of early versions
TAXONOMIES_READ = {"category", *TAGS, "author", "language", "post_translations"}


class WordPressExport:
    """A WordPress export of any size, read as a stream.

    origin    by default the address of the site without “https://”, because a network has many sites
    language  language of posts that state none, by default the language of the site
    Raise ArchiveRefused for a file that is not a WordPress export.
    """

    def __init__(self, path: Path, *, origin: str = "", language: str = ""):
        self.path, self.language = path, language
        self.is_named, self.total = bool(origin), 0
        self.pictures, self.attachments, self.authors, self.notes = {}, {}, {}, []
        self.attached = {}  # {post id: [(position, length of the id, id of an attached picture)]}
        self.group_sizes, self.guid_hosts, self.left_out = Counter(), Counter(), Counter()
        self.terms, self.term_pairs, self.blocks, self.addresses = {}, {}, {}, {}
        self.head = {}  # {name of an element before the items: its address without a scheme}
        self.is_wordpress = False
        for element in read_elements(path, self.notes):
            self._index(element)
        self.names_there = self._names_there()
        if not (self.is_wordpress or self.head.keys() - {"link"}):
            raise ArchiveRefused(
                _("%(path)s is not a WordPress export: it has no WordPress elements.") % {"path": path}
            )
        self.site = next(filter(None, map(self.head.get, ("base_blog_url", "base_site_url", "link"))), "")
        self.origin = (origin or self.site)[:100]
        if not self.origin:
            raise ArchiveRefused(
                _("%(path)s does not say from which site it comes: add --origin with a name for it.")
                % {"path": path}
            )

    @property
    def former_origins(self) -> set[str]:
        """The origins that earlier imports may have given to its posts.

        Earlier versions of the import used the host of the network. For a site that has moved, they used its
        former address, which remains in the permanent names (guid) of its posts.
        """
        former = [host for host, _count in self.guid_hosts.most_common(1)]
        addresses = (self.site, self.head.get("base_site_url", ""), *former)
        hosts = {address.partition("/")[0].removeprefix("www.") for address in addresses} - {""}
        return {name[:100] for host in hosts for name in (host, f"www.{host}")}

    def count_objects(self):
        return self.total

    def read_stories(self) -> Iterator[list[ArchivePost] | SkippedPost]:
        """Yield each story when its last post was read, and each skipped object at once."""
        waiting = {}
        self.left_out.clear()
        for element in read_elements(self.path, self.notes):
            if short_name(element.tag) != "item":
                continue
            item = WordPressItem(element)
            self._count_left_out(item)
            if not self._is_story(item):
                is_counted = item.kind not in STORY_TYPES
                yield SkippedPost(item.source_id, _reason(item, self._language(item)), is_counted)
            elif not item.group:
                yield [self._post(item)]
            else:
                posts = waiting.setdefault(item.group, [])
                posts.append(self._post(item))
                if len(posts) == self.group_sizes[item.group]:
                    yield waiting.pop(item.group)

    def _count_left_out(self, item):
        """Count by kind the parts of an item that are not imported and not reported as problems."""
        self.left_out[LeftOut.COMMENTS, ""] += item.comments
        if item.kind == "attachment":
            if not is_picture(item["attachment_url"]):
                self.left_out[LeftOut.FILES, Path(item["attachment_url"]).suffix[:10]] += 1
        elif item.kind not in {*STORY_TYPES, "wp_block"}:
            self.left_out[LeftOut.TYPES, str(TYPE_NAMES.get(item.kind, item.kind))] += 1
        elif self._is_story(item):
            names = (HASH.sub("…", name) for name in item.fields if name not in FIELDS_READ)
            self.left_out.update((LeftOut.FIELDS, name) for name in names)
            for taxonomy in item.terms.keys() - TAXONOMIES_READ:
                self.left_out[LeftOut.TERMS, taxonomy] += len(item.terms[taxonomy])
            self.left_out[LeftOut.PINS, ""] += item["is_sticky"] == "1"

    def _index(self, element):
        """Index the site, authors, attachments, shared blocks, and the number of posts per story."""
        name = short_name(element.tag)
        if name in ("category", "tag", "term"):
            self._index_term(values_of(element))
        elif name in ("base_site_url", "base_blog_url", "wxr_version", "link"):
            parts = address_parts(text_of(element))
            self.head[name] = f"{parts.netloc}{parts.path}".strip("/")
        elif name == "language":
            self.language = self.language or text_of(element)[:2].casefold()
        elif name == "author":
            author = values_of(element)
            login = author.get("author_login", "")
            self.authors[login] = ArchiveName(plain_text(author.get("author_display_name")) or login, login)
        elif name == "item":
            self.total += 1
            item = WordPressItem(element)
            self.is_wordpress |= bool(item["post_id"] or item["post_type"])
            if item.kind == "attachment" and item["attachment_url"]:
                self._index_attachment(item)
            elif item.kind == "wp_block":
                self.blocks[item.source_id] = item["content"]
            elif self._is_story(item):
                self.addresses[item.source_id] = item["link"]
                self.guid_hosts[address_parts(item["guid"]).netloc] += 1
                self.group_sizes[item.group] += bool(item.group)

    def _index_term(self, term):
        """Index the name of a category or tag by its id, and pairs of terms linked by Polylang."""
        if term.get("term_taxonomy") == "term_translations":
            ids = TERM_ID.findall(term.get("term_description", ""))
            self.term_pairs |= dict(zip(ids, reversed(ids), strict=True)) if len(ids) == 2 else {}
        elif name := term.get("cat_name") or term.get("tag_name"):
            slug = term.get("category_nicename") or term.get("tag_slug") or ""
            self.terms[term.get("term_id")] = ArchiveName(plain_text(name), unquote(slug))

    def _names_there(self):
        """Return {(slug, name) of a category or tag: name in the other language}."""
        pairs = ((self.terms.get(here), self.terms.get(there)) for here, there in self.term_pairs.items())
        return {(here.slug, here.name): there.name for here, there in pairs if here and there}

    def _index_attachment(self, item):
        alt = item.fields.get("_wp_attachment_image_alt", "")
        picture = ArchivePicture(item["attachment_url"], plain_text(alt), plain_text(item["excerpt"]))
        self.attachments[item.source_id] = self.pictures[picture.address] = picture
        if is_picture(picture.address):
            order = int(item["menu_order"]) if ORDER.fullmatch(item["menu_order"]) else 0
            entry = (order, len(item.source_id), item.source_id)
            self.attached.setdefault(item["post_parent"], []).append(entry)

    def _is_story(self, item):
        """Return whether an item is a post in one of our languages."""
        is_kept = item.kind in STORY_TYPES and item["status"] not in NOT_WRITTEN and bool(item.source_id)
        return is_kept and self._language(item) in Language.values

    def _language(self, item):
        return item.language or self.language

    def _post(self, item):
        is_published = item["status"] == "publish" and not item["post_password"]
        at = item.published_at if is_published else None
        creators = [ArchiveName(term.name, term.slug) for term in item.terms.get("author", ())]
        login = item["creator"]
        attached = [source_id for _order, _digits, source_id in sorted(self.attached.get(item.source_id, ()))]
        html, problems = wordpress_html(item["content"], self.attachments, attached, self.blocks)
        return ArchivePost(
            source_id=item.source_id,
            language=self._language(item),
            group=item.group,
            is_translation=bool(item.fields.get("_wpml_import_source_language_code")),
            headline=plain_text(item["title"]),
            summary=plain_text(item["excerpt"]),
            html=html,
            base_url=item["link"] or f"https://{self.site}/",
            published_at=at,
            slug=unquote(item["post_name"]),
            url=item["link"],
            other_urls=[f"/?p={item['post_id']}"] if item["post_id"] else [],
            sections=[self._named(term) for term in item.terms.get("category", ())],
            topics=[self._named(term) for name in TAGS for term in item.terms.get(name, ())],
            authors=creators or ([self.authors.get(login, ArchiveName(login, login))] if login else []),
            lead_picture=self.attachments.get(item.fields.get("_thumbnail_id", "")),
            problems=[*problems, *_problems(item, at, is_published)],
        )

    def _named(self, term):
        name = plain_text(term.name)
        return ArchiveName(name, term.slug, self.names_there.get((term.slug, name), ""))


def _problems(item, at, is_published):
    """Yield a message for each part of a post that is not imported as it was."""
    status = item["status"]
    if item["post_password"]:
        yield _("was protected by a password: imported as a draft")
    elif status == "private":
        yield _("was private: imported as a draft")
    elif status == "future":
        yield _("was scheduled: imported as a draft")
    elif status not in {"publish", *DRAFTS}:
        yield _("has an unknown status and was imported as a draft: %(status)s") % {"status": status or "–"}
    if is_published and at is None:
        yield _("has no date: imported as a draft")
    if item.comments:
        yield _("has comments, which are left out: %(count)s") % {"count": item.comments}


def _reason(item, language):
    """Return why an item is not a story; "" for items that no user would mistake for a story."""
    if item.kind in UNMENTIONED or item["status"] in ("auto-draft", "inherit"):
        return ""
    if item.kind not in STORY_TYPES:
        return _("is of the type “%(type)s” and not a post") % {"type": item.kind}
    if item["status"] == "trash":
        return _("is in the trash")
    if not item.source_id:
        return _("has no id")
    return language_refusal(language)
