"""What the page before a deletion tells: what a person knows, and not the rows that join one to another."""

from articles import deletion_guards
from articles.admin.headlines import headline
from articles.models import (
    Article,
    ArticleTopic,
    Presence,
    RelatedExclusion,
    RightsReservation,
    UnsavedTyping,
)
from articles.models.filing import EditionByline, EditionPicture, EditionTopic

JOINS = (
    ArticleTopic,
    RelatedExclusion,
    RightsReservation,
    Presence,
    UnsavedTyping,
    EditionTopic,
    EditionByline,
    EditionPicture,
)


class PlainDeletions:
    """An admin class that tells what is in use where it is used, and what to do instead of deleting it.

    Django's own asks to delete first what nobody may delete: the bylines and editions of printed stories.
    """

    def get_deleted_objects(self, objs, request):
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        users = deletion_guards.in_the_way(objs) if protected else []
        users += [thing for thing in self.mentions(objs) if thing not in users]
        return (
            deletion_guards.without(shown, JOINS),
            deletion_guards.uncounted(counts, JOINS),
            # No permission would help: what is in use stays.
            set() if users else lacking,
            [self._told(thing, request) for thing in users],
        )

    def render_delete_form(self, request, context):
        if context["protected"]:
            context["instead"] = self.instead(request, context["object"])
        return super().render_delete_form(request, context)

    def mentions(self, objs):
        """What holds the things in its text, where no foreign key keeps them."""
        return []

    def instead(self, request, thing):
        """One sentence on what this person may do instead of deleting what is in use, or ""."""
        return ""

    def may(self, act, model, request):
        """Whether a person may "view" or "change" what has a screen of its own."""
        admin = self.admin_site.get_model_admin(model)
        return getattr(admin, f"has_{act}_permission")(request)

    def _told(self, thing, request):
        name = headline(thing) if isinstance(thing, Article) else thing
        return deletion_guards.told(thing, name, site=self.admin_site, request=request)
