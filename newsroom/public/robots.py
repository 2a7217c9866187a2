"""What robots are told: where not to go, and where the sitemaps are."""

from django.urls import reverse

from articles.models.language import Language

# The newsroom, what is not published, and searches that were narrowed or paged, of which there is no end. A
# search for words alone leads to the empty page as its canonical one: robots must read it to know.
CLOSED = ["/admin/", "/preview/", *(f"/{code}/search/?*&" for code in Language.values)]
# Programs that gather texts to train models on; none of them is a search engine.
LEARNERS = """
    AI2Bot Amazonbot anthropic-ai Applebot-Extended Bytespider CCBot ClaudeBot cohere-ai Diffbot
    FacebookBot Google-Extended GPTBot ImagesiftBot meta-externalagent omgili PanguBot Timpibot
""".split()


def robots_txt(absolute, *, may_learn):
    """The text of robots.txt.

    absolute   makes a path an address
    may_learn  whether models may be trained on what is published here
    """
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    if not may_learn:
        lines += [*(f"User-agent: {name}" for name in LEARNERS), "Disallow: /", ""]
    sitemaps = (reverse(name) for name in ("public:sitemap_index", "public:sitemap_news"))
    return "\n".join([*lines, *(f"Sitemap: {absolute(path)}" for path in sitemaps), ""])
