"""A newsroom with HTML attacks in every text field that people fill."""

import re
from collections import Counter
from functools import cache

from django.contrib.auth.models import Group
from django.db import models

from articles import clock
from articles.body import BodyField
from articles.models import (
    Article,
    Author,
    Image,
    Language,
    Note,
    PictureContract,
    PictureTag,
    PreviewLink,
    Publication,
    RelatedLink,
    Section,
    Source,
    StandingPage,
    Term,
    Topic,
    localized,
)
from articles.models.logged import LONGEST_CAPTION
from articles.models.text import line
from articles.publishing import correct, withdraw
from articles.workflow.notes import write_note
from articles.workflow.preview_links import share
from newsroom.accounts.models import User
from newsroom.advertising.models import Advertisement
from newsroom.claims.decisions import AgreedText, examine_statement, publish_statement
from newsroom.claims.models import Claim, Statement
from newsroom.confidential.models import ConfidentialSource, CustodyRequest, RestrictedStory
from newsroom.diary.models import DiaryAssignment, DiaryItem
from newsroom.frontpage.models import FrontPageScope, LeadPresentation, Placement, SlotKind, SlotPosition
from newsroom.frontpage.placements import place_story
from newsroom.live.models import LiveEntry
from newsroom.live.pictures import ChosenPicture
from newsroom.live.publication import begin_coverage, correct_entry, post_entry
from newsroom.newsletters.models import NewsletterIssue
from newsroom.security.log import record
from newsroom.security.models import PermissionRequest, SecurityEventKind
from newsroom.translations.models import MemoryEntry
from tests.articles.body.attacks import ATTACKS
from tests.claims.cases import DAY, make_claim
from tests.factories import (
    NOON,
    approve,
    make_author,
    make_publication,
    make_section,
    make_standing_page,
    make_topic,
    rewrite,
)
from tests.public.newsdesk import make_image, tell

STORIES = 21
PEOPLE = 3 * STORIES  # each of them checked a source
CONTRACTS = 83  # enough for every payload in the shortest column of a contract
FILED = (Article, Author, Image, PictureContract, Section, Topic, User, Group)
MARK = "zqx"
CLOSINGS = (
    *('"', "'", '">', "'>", "</script>", "</textarea>", "</title>", "</style>", "</noscript>", "</option>"),
    *("-->", "]]>", "</template>", "</a>", "&quot;>", "{{ 7 }}", "%s", "<![CDATA["),
)
PAYLOADS = [f"{closing}<{MARK} on{MARK}=1>" for closing in CLOSINGS]
PAYLOADS += [f'" on{MARK}="1', f"' on{MARK}='1", f"` on{MARK}=1 ", *ATTACKS]
LONGEST = 2_500  # characters; checks of longer texts would only take longer
ADDRESS = re.compile(r"(?:href|src|data|ping)=['\"]?([^'\">]+)")
ADDRESSES = sorted({found[:400] for text in ATTACKS for found in ADDRESS.findall(text)})
ADDRESSES += [f"https://paper.example/{text}"[:400] for text in PAYLOADS if text.isprintable()]


@cache
def chunks(length):
    """Return texts that together contain the payloads.

    Each leaves room for a number within `length` characters.
    """
    packed = [""]
    for text in PAYLOADS:
        if len(text) > length - 5:
            continue
        if len(packed[-1]) + len(text) + 1 > length - 4:
            packed.append("")
        packed[-1] += f"{text} "
    return packed


def typed_fields(model):
    """Return the text columns of a model that people fill: no addresses, choices, digests or bodies."""
    names = {field.name for field in model._meta.concrete_fields}
    left_out = (models.SlugField, models.EmailField, models.URLField, models.FileField, BodyField)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (isinstance(field, left_out) or field.choices or field.primary_key or not field.editable)
        and localized(field.name, Language.EN) not in names
        and field.name not in {"password", "time_zone", "digest", "digest_key", "role", "origin"}
    ]


class HostileTexts:
    """Texts for the columns of models. Each call gives the next ones, until each column had all payloads."""

    def __init__(self):
        self.turns = Counter()

    def of(self, model, *names):
        """Return {column: text} of all typed columns of a model, or of the named ones."""
        found = {}
        for field in typed_fields(model):
            if names and field.name not in names:
                continue
            base = model, re.sub(r"_(en|ko)$", "", field.name), longest(field)
            texts = chunks(longest(field))
            text = f"{texts[self.turns[base] % len(texts)]}{self.turns[base]}"  # names are unique
            # Columns of Django's own models store what they get.
            found[field.name] = line(text) if model in (User, Group) else text
            self.turns[base] += 1
        return found

    def address(self):
        """Return the next address, including those that forms refuse, because older rows may have them."""
        self.turns[Source, "url", 500] += 1
        return ADDRESSES[self.turns[Source, "url", 500] % len(ADDRESSES)]

    def is_complete(self):
        """Return whether the FILED models have had all payloads that fit, in one of their languages."""
        return all(
            turn >= len(chunks(length))
            for (model, _name, length), turn in self.turns.items()
            if model in FILED
        )


def longest(field):
    return min(field.max_length or LONGEST, LONGEST)


class HostileNewsroom:
    """A newsroom with all kinds of rows that people write: stories, sections, notes, claims, people.

    texts  the HostileTexts that gave the texts
    """

    def __init__(self, by):
        self.by, self.texts = by, HostileTexts()
        self.groups = [Group.objects.create(**self.texts.of(Group)) for _number in range(PEOPLE)]
        self.people = [self.person(group) for group in self.groups]
        make_publication(**self.texts.of(Publication), license_url=self.texts.address())
        self.sections = [make_section(f"section-{one}", **self.texts.of(Section)) for one in range(31)]
        make_standing_page(body_en="<p>We.</p>", body_ko="<p>우리.</p>", **self.texts.of(StandingPage))
        for _number in range(3):
            Term.objects.create(**self.texts.of(Term))
        self.stories = [self.story(number) for number in range(STORIES)]
        for _number in range(CONTRACTS):  # in the library only: some of these texts have no second language
            contract = PictureContract.objects.create(**self.texts.of(PictureContract))
            image = make_image(contract=contract, **self.texts.of(Image))
            PictureTag.objects.create(image=image, **self.texts.of(PictureTag))
        self.change_stories()
        self.keep_records()

    def person(self, group):
        user = User.objects.create(is_staff=True, **self.texts.of(User))
        user.groups.add(group)
        return user

    def story(self, number):
        filing = {
            "section": self.sections[number],
            "topics": [make_topic(f"topic-{number}-{one}", **self.texts.of(Topic)) for one in "abc"],
            "authors": [make_author(f"author-{number}-{one}", **self.texts.of(Author)) for one in "abc"],
            "lead_image": make_image(**self.texts.of(Image)),
            "related": [{"url": self.texts.address(), **self.texts.of(RelatedLink)} for _one in range(3)],
            "sources": [
                {"url": self.texts.address(), "checked_by": person, "checked_at": NOON}
                | self.texts.of(Source)
                for person in self.people[3 * number : 3 * number + 3]
            ],
        }
        filing["is_sponsored"] = number >= STORIES - 4
        return tell(languages=("en", "ko"), **self.texts.of(Article), **filing)

    def change_stories(self):
        """Correct one story, withdraw another, leave the third outdated, and place a banner."""
        corrected, withdrawn, changed, placed = self.stories[:4]
        for story in (corrected, changed):
            rewrite(story, by=self.by, **self.texts.of(Article))
        for language in Language:
            approve(corrected, language)
            correct(corrected, language, by=self.by, note=self.note(), note_there=self.note())
            withdraw(withdrawn, language, by=self.by, note=self.note())
        words = self.texts.of(Placement, "words")["words"]
        banner = SlotPosition("en", FrontPageScope.FRONT, SlotKind.BANNER)
        place_story(placed, banner, by=self.by, words=words)
        own = self.texts.of(Placement, "lead_headline", "lead_kicker")
        shown = LeadPresentation(headline=own["lead_headline"], kicker=own["lead_kicker"])
        lead = SlotPosition("en", FrontPageScope.FRONT, SlotKind.LEAD)
        place_story(placed, lead, by=self.by, presentation=shown)

    def cover_live(self, story):
        begin_coverage(story, by=self.by)
        author = Author.objects.first()
        for language in Language:
            text = self.texts.of(LiveEntry, "text")["text"]
            words = self.texts.of(LiveEntry, "alt", "caption")
            words["caption"] = words["caption"][:LONGEST_CAPTION]
            picture = ChosenPicture(Image.objects.usable(clock.now()).first().pk, **words)
            named = {"author": author, "picture": picture}
            entry = post_entry(story, language, text, by=self.by, is_pinned=True, **named)
            note = self.texts.of(LiveEntry, "note")["note"]
            correct_entry(story, entry.number, language, text, by=self.by, seen=1, note=note)

    def note(self):
        return self.texts.of(Note, "text")["text"]

    def keep_records(self):
        story = self.stories[0]
        write_note(story, self.note(), by=self.by)
        write_note(story, self.note(), by=self.by, language="en", field="title", passage=PAYLOADS[0])
        share(story, **self.texts.of(PreviewLink, "for_whom"), days=30, by=self.by)
        claim = make_claim(
            by=self.by, article=story, accepted=True, **self.texts.of(Claim, "claimant", "wording")
        )
        agreed = AgreedText(**self.texts.of(Statement))
        confirmed = [one.fingerprint for one in examine_statement(claim, agreed)]
        known = {"confirmed": confirmed, "waiver": "The texts are hostile."}
        publish_statement(claim, agreed, by=self.by, live_until=clock.now() + 3 * DAY, **known)
        self.cover_live(self.stories[3])
        ConfidentialSource.objects.create(article=story, held_by=self.by, **self.texts.of(ConfidentialSource))
        RestrictedStory.objects.create(held_by=self.by, **self.texts.of(RestrictedStory))
        item = DiaryItem.objects.create(day=NOON.date(), created_by=self.by, **self.texts.of(DiaryItem))
        note = self.texts.of(DiaryAssignment, "note")
        DiaryAssignment.objects.create(item=item, person=self.by, **note)
        Advertisement.objects.create(
            link="https://paints.example/",
            wide_en="advertising/none.png",
            phone_en="advertising/none.png",
            wide_ko="advertising/none.png",
            phone_ko="advertising/none.png",
            **self.texts.of(Advertisement, "name", "advertiser", "alt_en", "alt_ko"),
        )
        NewsletterIssue.objects.create(
            language="en",
            stories=[story.pk],
            created_by=self.by,
            **self.texts.of(NewsletterIssue, "subject", "introduction"),
        )
        seen = {"first_seen_at": NOON, "last_seen_at": NOON, "source_language": "en"}
        MemoryEntry.objects.create(**self.texts.of(MemoryEntry), **seen)
        User.objects.filter(pk=self.by.pk).update(**self.texts.of(User, "first_name", "last_name", "name_ko"))
        self.ask_for_more()

    def ask_for_more(self):
        """Request permissions and confidential material, and save a view of the list."""
        first, second, third = self.people[:3]
        asked = PermissionRequest.objects.create(
            account=first, asked_by=second, **self.texts.of(PermissionRequest)
        )
        asked.groups.set(self.groups)
        asked.left_groups.set(self.groups[:3])
        group = self.groups[0]
        PermissionRequest.objects.create(group=group, asked_by=third, **self.texts.of(PermissionRequest))
        CustodyRequest.objects.create(
            holder=first, to=second, asked_by=third, **self.texts.of(CustodyRequest)
        )
        handed = {"held_by": self.by, "handed_over_from": first, "handed_over_at": clock.now()}
        RestrictedStory.objects.update(**handed)
        for about in self.groups[:5]:
            record(
                SecurityEventKind.GROUP_DELETED,
                about=about,
                user=first,
                group=about.name,
                members=[str(one) for one in self.people],
            )
