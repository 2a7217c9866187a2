"""Contracts with suppliers of pictures, and tags: constraints, and validity on a day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from articles.models import ContractState, Image, PictureContract, PictureTag
from articles.models.image import change_tags, normal_tag, parse_tags
from tests.factories import NOON

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)  # the day of NOON in Seoul


def make_contract(**columns):
    return PictureContract.objects.create(**({"supplier": "Nexo Photos", "number": "7/2026"} | columns))


def make_image(**columns):
    return Image.objects.create(**({"file": "pictures/quay.jpg", "width": 3, "height": 2} | columns))


def tag_twice():
    image = make_image()
    for _time in range(2):
        PictureTag.objects.create(image=image, name="harbor")


REFUSED_CONTRACTS = {
    "picture_contract_ends_after_it_begins": lambda: make_contract(first_day=TODAY, last_day=TODAY - DAY),
    "picture_contract_has_a_supplier": lambda: make_contract(supplier=" "),
    "picture_contract_kind_is_known": lambda: make_contract(kind="friend"),
    "picture_contract_language_is_known": lambda: make_contract(language="fr"),
    "picture_tag_has_a_name": lambda: PictureTag.objects.create(image=make_image(), name=""),
    "picture_tag_once": tag_twice,
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED_CONTRACTS)
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        REFUSED_CONTRACTS[name]()
    assert name in str(refusal.value) or "UNIQUE constraint failed" in str(refusal.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "state"),
    [
        (None, None, ContractState.IN_FORCE),
        (TODAY, TODAY, ContractState.ENDING),
        (TODAY + DAY, None, ContractState.TO_COME),
        (TODAY + DAY, TODAY + DAY, ContractState.TO_COME),
        (None, TODAY - DAY, ContractState.ENDED),
        (TODAY, TODAY + 30 * DAY, ContractState.ENDING),
        (TODAY, TODAY + 31 * DAY, ContractState.IN_FORCE),
    ],
)
def test_one_state_holds_on_a_day_in_python_and_in_the_database(first, last, state):
    contract = make_contract(first_day=first, last_day=last)
    assert contract.state_on(TODAY) == state
    found = [one for one in ContractState if PictureContract.objects.in_state(one, TODAY).exists()]
    assert found == [state]
    image = make_image(contract=contract)
    is_usable = state in (ContractState.IN_FORCE, ContractState.ENDING)
    assert (image.is_usable(NOON), Image.objects.usable(NOON).exists()) == (is_usable, is_usable)


@pytest.mark.django_db
def test_a_picture_needs_no_contract_but_its_rights():
    make_image(rights_until=NOON)
    free = make_image()
    assert list(Image.objects.usable(NOON)) == [free]


@pytest.mark.django_db
def test_the_required_credit_fills_an_empty_one_alone():
    image = make_image(contract=make_contract(credit_en="Nexo", credit_ko="넥소"), credit_ko="한바다")
    assert image.fill_credit() == ["credit_en"]
    assert (image.credit_en, image.credit_ko) == ("Nexo", "한바다")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", []),
        (" Harbor,#Storm ,, harbor", ["harbor", "storm"]),
        ("부산항、폭풍,부산  북항", ["부산항", "폭풍", "부산 북항"]),
        ("\u1112\u1161\u11ab\u1100\u1161\u11bc", ["한강"]),
    ],
)
def test_tags_have_one_form(text, tags):
    assert parse_tags(text) == tags
    assert [normal_tag(tag) for tag in tags] == tags


@pytest.mark.django_db
def test_tags_are_added_once_and_found_in_any_case():
    one, two = make_image(), make_image()
    change_tags([one], add=["harbor", "storm"])
    change_tags([one, two], add=["harbor"], remove=["storm", "rain"])
    assert [list(image.tag_rows.values_list("name", flat=True)) for image in (one, two)] == [["harbor"]] * 2
    assert list(Image.objects.tagged("#Harbor")) == [two, one]
