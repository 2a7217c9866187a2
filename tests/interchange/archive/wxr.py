"""WordPress export files with invented content, as export_wp() of WordPress 6.8 writes them."""

from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old Harbor</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old-harbor.example</wp:base_site_url>
<wp:author><wp:author_login><![CDATA[minseo]]></wp:author_login>
<wp:author_display_name><![CDATA[시험 민서]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel></rss>"
PUBLISHED = "2019-05-03 09:30:00"


def cdata(text):
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def item(
    post_id,
    title,
    content="",
    *,
    kind="post",
    status="publish",
    date=PUBLISHED,
    excerpt="",
    terms=(),
    fields=(),
    more="",
    name=None,
):
    """Return an <item>.

    terms   (taxonomy, slug, name)
    fields  (key, value)
    more    further elements
    """
    name = f"post-{post_id}" if name is None else name
    categories = "".join(
        f'<category domain="{taxonomy}" nicename="{slug}">{cdata(words)}</category>'
        for taxonomy, slug, words in terms
    )
    metas = "".join(
        f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value>"
        "</wp:postmeta>"
        for key, value in fields
    )
    return (
        f"<item><title>{cdata(title)}</title><link>https://old-harbor.example/2019/05/{escape(name)}/</link>"
        f"<dc:creator>{cdata('minseo')}</dc:creator><content:encoded>{cdata(content)}</content:encoded>"
        f"<excerpt:encoded>{cdata(excerpt)}</excerpt:encoded><wp:post_id>{post_id}</wp:post_id>"
        f"<wp:post_date_gmt>{cdata(date)}</wp:post_date_gmt><wp:post_name>{cdata(name)}</wp:post_name>"
        f"<wp:status>{cdata(status)}</wp:status><wp:post_type>{cdata(kind)}</wp:post_type>"
        f"<wp:post_password></wp:post_password>{more}{categories}{metas}</item>"
    )


def attachment(post_id, file, *, alt="", caption="", parent=0, place=0):
    address = f"https://old-harbor.example/wp-content/uploads/{file}"
    return item(
        post_id,
        file,
        kind="attachment",
        status="inherit",
        excerpt=caption,
        fields=[("_wp_attachment_image_alt", alt)],
        more=f"<wp:post_parent>{parent}</wp:post_parent><wp:menu_order>{place}</wp:menu_order>"
        f"<wp:attachment_url>{cdata(address)}</wp:attachment_url>",
    )


def wpml(language, group, source=""):
    """Return the fields of the plugin WPML Export and Import."""
    translated = [("_wpml_import_source_language_code", source)] if source else []
    return [
        ("_wpml_import_language_code", language),
        ("_wpml_import_translation_group", group),
        *translated,
    ]


def polylang(language, group):
    return [("language", language, language.title()), ("post_translations", group, group)]


def write_export(path, *items, site="", network=""):
    """Write an export file.

    site, network  addresses of the site and its network, by default both the old harbor
    """
    head, body = HEAD, "\n".join(items)
    if site:
        blog = f"<wp:base_blog_url>{site}</wp:base_blog_url>"
        head = head.replace(
            "https://old-harbor.example</wp:base_site_url>", f"{network or site}</wp:base_site_url>{blog}"
        )
        body = body.replace("https://old-harbor.example", site)
    path.write_text(head + body + TAIL, encoding="utf-8")
    return path
