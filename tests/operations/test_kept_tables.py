"""Each table is kept for a time, or permanently with a reason. New tables need a decision."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from newsroom.operations.retention import RULES

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
EVIDENCE = "what was published, when, by whom: editions, the log, front pages, claims"
STORIES = "the stories and what belongs to them, kept as long as they are"
BOUNDED = "does not grow with time: a row for each person, place, word or part of the site"
PEOPLE = "accounts and permissions, kept as long as they are"
IMPORTED = "what an import has to know so that it makes nothing twice"
REGISTERS = "what people have entered by hand, and delete by hand"
KEPT = {
    EVIDENCE: """
        articles.DayDigest articles.Edition articles.EditionByline articles.EditionPicture
        articles.EditionTopic articles.Event articles.LegalHold articles.Redaction
        articles.StandingPageVersion claims.Claim claims.Statement frontpage.Placement
        live.LiveCoverage live.LiveEntry
        confidential.CustodyRequest security.PermissionRequest security.PermissionRequest_groups
        security.PermissionRequest_left_groups security.PermissionRequest_permissions
        operations.HeldCopy newsletters.NewsletterIssue advertising.Advertisement
    """,
    STORIES: """
        articles.Article articles.ArticleTopic articles.Byline articles.Contribution
        articles.HistoricalArticle articles.Image articles.LanguageProgress articles.Note
        articles.Note_mentions articles.PictureTag articles.PreviewLink
        articles.RelatedExclusion articles.RelatedLink articles.RightsReservation articles.Source
        articles.TranslatedSegment articles.Waiver breaking_news.BreakingStory
        translations.FirstTranslation translations.MemoryEntry
        machine_translation.MachineSuggestion machine_translation.SendingConsent
        related.Posting related.Reading related.Relation pageviews.ReadingsBefore search.Words
        story_search.StoryWords story_search.WaitingStory
    """,
    BOUNDED: """
        articles.ConsumerPosition articles.Publication machine_translation.MonthOfCosts
        operations.Heartbeat notifications.ReportDelivery
        pageviews.HourOfReading pageviews.MostRead related.Mark search.KnownWord search.Name search.Rebuild
        search.TermForm redirects.RedirectUse contenttypes.ContentType taggit.Tag taggit.TaggedItem
    """,
    PEOPLE: """
        account.EmailAddress account.EmailConfirmation accounts.User accounts.User_groups
        accounts.User_user_permissions auth.Group auth.Group_permissions auth.Permission mfa.Authenticator
        socialaccount.SocialAccount socialaccount.SocialApp socialaccount.SocialToken
    """,
    IMPORTED: "interchange.ImportedPicture interchange.ImportedPost",
    REGISTERS: """
        articles.Author articles.PictureContract articles.Section articles.StandingPage articles.Term
        articles.Topic redirects.Redirect
        confidential.ConfidentialSource confidential.ConfidentialSource_people confidential.RestrictedStory
        confidential.RestrictedStory_people diary.DiaryItem diary.DiaryAssignment
        diary.CalendarFeed
        story_lists.SavedView
    """,
}


def test_each_table_is_decided_on_once():
    decided = [name for names in KEPT.values() for name in names.split()]
    decided += [rule.model._meta.label for rule in RULES]
    tables = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert sorted(decided) == sorted(tables)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_docs_have_each_setting_in_the_table(language):
    page = (DOCS / language / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .* \| `([A-Z_]+_DAYS)` \|", page, re.MULTILINE)
    assert sorted(rows) == sorted({name for rule in RULES for name in rule.settings})
