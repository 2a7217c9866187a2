"""HTML of WordPress and other systems becomes canonical bodies, and losses are reported."""

import pytest

from newsroom.interchange.archive.markup import convert_html, wordpress_html
from newsroom.interchange.archive.posts import ArchivePicture

PICTURES = {"https://old-harbor.example/u/ferry.jpg": 7, "https://old-harbor.example/u/crane.jpg": 8}
STORIES = {"https://old-harbor.example/2019/05/crane/": 12}
ATTACHMENTS = {
    "1": ArchivePicture("https://old-harbor.example/u/ferry.jpg"),
    "2": ArchivePicture("https://old-harbor.example/u/crane.jpg"),
}


def converted(text):
    html, problems = wordpress_html(text, ATTACHMENTS, ["1", "2"])
    found = convert_html(
        html,
        base_url="https://old-harbor.example/2019/05/ferry/",
        find_picture=lambda address, alt: PICTURES.get(address),
        find_story=STORIES.get,
    )
    return found.body, [*problems, *found.problems]


GALLERY = (
    '<div data-kind="gallery"><figure data-image="7"><figcaption>{}</figcaption></figure>'
    '<figure data-image="8"><figcaption>{}</figcaption></figure></div>'
)


def swapped(gallery):
    return gallery.replace('"7"', "first").replace('"8"', '"7"').replace("first", '"8"')


VIDEO = '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption></figcaption></figure>'


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("<p>From <ins>6</ins>.<del> </del></p>", "<p>From 6.</p>"),
        ("One.\nStill one.\n\nTwo [sic].", "<p>One.<br>Still one.</p><p>Two [sic].</p>"),
        (
            "<!-- wp:paragraph -->\n<p>One.</p>\n<!-- /wp:paragraph -->\n\n<p>Two.</p>",
            "<p>One.</p><p>Two.</p>",
        ),
        (
            '<figure class="wp-block-pullquote"><blockquote><p>We sail.</p><cite>Han</cite></blockquote>'
            "</figure>",
            '<blockquote data-kind="pull-quote"><p>We sail.</p><cite>Han</cite></blockquote>',
        ),
        (
            '[caption id="x"]<a href="/u/big"><img src="/u/ferry.jpg"></a> At <em>sea</em>[/caption]',
            '<figure data-image="7"><figcaption>At <em>sea</em></figcaption></figure>',
        ),
        (
            '<figure class="x"><img src="/u/ferry.jpg"/><figcaption>At sea</figcaption></figure>',
            '<figure data-image="7"><figcaption>At sea</figcaption></figure>',
        ),
        (
            'Before <img src="/u/crane.jpg"> after',
            '<p>Before</p><figure data-image="8"><figcaption></figcaption></figure><p>after</p>',
        ),
        ('[gallery ids="1"]', '<figure data-image="7"><figcaption></figcaption></figure>'),
        ('[gallery include="2, 1"]', swapped(GALLERY.format("", ""))),
        ("[gallery]", GALLERY.format("", "")),
        ('[gallery exclude="1"]', '<figure data-image="8"><figcaption></figcaption></figure>'),
        ('One [gallery ids="1,2"] two', f"<p>One</p>{GALLERY.format('', '')}<p>two</p>"),
        (
            '<figure class="wp-block-gallery has-nested-images columns-2"><!-- wp:image -->'
            '<figure class="wp-block-image"><img src="/u/ferry.jpg"/><figcaption>At sea</figcaption></figure>'
            '<figure class="wp-block-image"><img src="/u/crane.jpg"/></figure>'
            '<figcaption class="blocks-gallery-caption">The harbor</figcaption></figure>',
            GALLERY.format("At sea", "").replace("<figure", "<h3>The harbor</h3><figure", 1),
        ),
        (
            '<figure class="wp-block-gallery"><figure><img src="/u/ferry.jpg"/></figure>'
            "<figcaption>The harbor</figcaption></figure><p>now</p>",
            '<figure data-image="7"><figcaption></figcaption></figure><p>The harbor</p><p>now</p>',
        ),
        (
            '<div id="gallery-1" class="gallery"><dl class="gallery-item"><dt class="gallery-icon">'
            '<a href="/x"><img src="/u/ferry.jpg"></a></dt><dd class="wp-caption-text gallery-caption">At '
            '<em>sea</em></dd></dl><dl class="gallery-item"><dt><img src="/u/crane.jpg"></dt></dl>'
            '<br style="clear: both"></div><p>now</p>',
            GALLERY.format("At <em>sea</em>", "") + "<p>now</p>",
        ),
        (
            '<div class="gallery"><figure class="gallery-item"><div class="gallery-icon"><a href="/x">'
            '<img src="/u/ferry.jpg"></a></div><figcaption class="x">At sea</figcaption></figure>'
            '<figure class="gallery-item"><div><img src="/u/crane.jpg"></div></figure></div>',
            GALLERY.format("At sea", ""),
        ),
        (
            '<div class="wp-caption"><img src="/u/ferry.jpg"><p class="wp-caption-text">At sea</p></div>',
            '<figure data-image="7"><figcaption>At sea</figcaption></figure>',
        ),
        (
            '<figure class="wp-block-gallery"><ul class="blocks-gallery-grid">'
            '<li class="blocks-gallery-item"><figure><img src="/u/ferry.jpg"/></figure></li>'
            '<li class="blocks-gallery-item"><figure><a href="/u/x"><img src="/u/crane.jpg"/></a>'
            "<figcaption>A <em>crane</em></figcaption></figure></li></ul></figure>",
            GALLERY.format("", "A <em>crane</em>"),
        ),
        (
            '<figure class="kg-card kg-gallery-card"><div class="kg-gallery-container"><div>'
            '<div class="kg-gallery-image"><img src="/u/ferry.jpg"></div>'
            '<div class="kg-gallery-image"><img src="/u/crane.jpg"></div></div></div></figure>',
            GALLERY.format("", ""),
        ),
        (
            "See\n\nhttps://video.example/watch?v=1&t=2\n\nnow",
            '<p>See</p><p><a href="https://video.example/watch?v=1&amp;t=2">'
            "https://video.example/watch?v=1&amp;t=2</a></p><p>now</p>",
        ),
        ("See\n\nhttps://youtu.be/dQw4w9WgXcQ?si=1\n\nnow", f"<p>See</p>{VIDEO}<p>now</p>"),
        ("[embed]https://youtu.be/dQw4w9WgXcQ[/embed]", VIDEO),
        (
            '<div><iframe src="//www.youtube.com/embed/dQw4w9WgXcQ"></iframe></div><p>now</p>',
            f"{VIDEO}<p>now</p>",
        ),
        (
            '<p>The <a href="/2019/05/crane/">crane</a> and <a href="#note">a note</a></p>',
            '<p>The <a data-article="12">crane</a> and a note</p>',
        ),
        ("<pre>a\nb <b>c\nd</b></pre>", "<p>a<br>b <strong>c<br>d</strong></p>"),
        ('<p><a href="//[harbor">a</a> and <a href="http://[">b</a></p>', "<p>a and b</p>"),
        ("", ""),
    ],
)
def test_texts(text, body):
    assert converted(text) == (body, [])


@pytest.mark.parametrize(
    ("text", "body", "problem"),
    [
        ("Ask [contact-form-7 id=5] us", "<p>Ask us</p>", "the shortcode [contact-form-7] was left out"),
        ("[note]Look[/note]", "<p>Look</p>", "the shortcode [note] was left out"),
        (
            "<p>From <del>5<del>0</del></del> <ins>6</ins>.</p>",
            "<p>From 6.</p>",
            "words shown as deleted were left out: 50",
        ),
        (
            '<iframe src="//player.example/1"></iframe>',
            '<p><a href="https://player.example/1">https://player.example/1</a></p>',
            "<iframe> became a link: https://player.example/1",
        ),
        (
            '[gallery ids="1,5"]',
            '<figure data-image="7"><figcaption></figcaption></figure>',
            "a picture of a gallery is not in the archive: attachment 5",
        ),
        ("<p>A<script>alert(1)</script></p>", "<p>A</p>", "<script> was left out"),
        (
            '<figure><img src="/u/gone.jpg"><figcaption>Gone</figcaption></figure><p>A</p>',
            "<p>A</p>",
            "a picture was not found: https://old-harbor.example/u/gone.jpg; its caption was: Gone",
        ),
        (
            '<p>A</p><img src="http://[site]/a.jpg">',
            "<p>A</p>",
            "a picture was not found: http://[site]/a.jpg",
        ),
    ],
)
def test_losses_are_told(text, body, problem):
    assert converted(text) == (body, [problem])
