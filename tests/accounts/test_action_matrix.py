"""Account actions by direct POSTs: action × acting person × account × parameters.

Refused actions change no row. `MAY` lists the permitted accounts of each action, and `expected_hand_over`
the result of each combination of parameters. A new action, role or field without a row here fails.
"""

from itertools import product

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest
from django.template.response import SimpleTemplateResponse
from django.test import Client

from articles.models import LanguageProgress
from articles.workflow.permissions import ROLES
from newsroom.accounts.account_actions import ACTIONS, HandOverForm
from newsroom.confidential.models import ConfidentialSource, CustodyRequest, RestrictedStory
from tests.factories import NOON, make_article, make_user

pytestmark = pytest.mark.django_db

SUPERUSER = "superuser"
WHO = [*ROLES, None, SUPERUSER]
MANAGERS = {"Administrators", SUPERUSER}  # the groups that may change accounts
# Names of the accounts that are acted on. `self` is the account of the acting person.
WHOM = ("self", "invited", "reporter", "holder", "closed holder", "manager", "root")
# {action: (accounts for administrators, accounts for superusers)}
MAY = {
    "invite": (["invited"], ["invited"]),
    "send-password-link": (
        ["self", "reporter", "holder", "manager"],
        ["self", "reporter", "holder", "manager", "root"],
    ),
    # The account of a holder opens confidential material, which neither group may see.
    "remove-second-factors": (["reporter", "manager"], ["reporter", "manager", "root"]),
    "end-sessions": (
        ["reporter", "holder", "closed holder", "manager"],
        ["reporter", "holder", "closed holder", "manager", "root"],
    ),
    "hand-over": (
        ["invited", "reporter", "holder", "closed holder", "manager"],
        ["invited", "reporter", "holder", "closed holder", "manager", "root"],
    ),
}
TO = ("nobody", "self", "reporter", "heir", "clerk", "closed", "whom")
# {field of HandOverForm: its values}
PARAMETERS = {"to": TO, "closes": ("", "on"), "confidential_to": TO}
HOLDERS = {"holder", "closed holder"}


def test_every_action_role_and_parameter_is_in_the_tables():
    assert set(MAY) == set(ACTIONS)
    assert set(PARAMETERS) == set(HandOverForm.base_fields)
    for name, action in ACTIONS.items():
        assert action.form_class in ((HandOverForm,) if name == "hand-over" else (Form,)), name


@pytest.fixture(autouse=True)
def no_pages(monkeypatch):
    """Do not render pages, which would take half the time: only statuses and rows are compared."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


@pytest.fixture
def people():
    """Return {name: account} with each kind of account. Two hold a restricted story and a source."""
    made = {
        "invited": person("invited"),
        "reporter": person("reporter"),
        "holder": person("holder"),
        "closed holder": person("closed-holder"),
        "manager": person("manager", role="Administrators"),
        "root": person("root", role=None, is_superuser=True),
        "heir": person("heir", role="Korean translators"),
        "clerk": person("clerk", role="Administrators"),  # this role may not hold confidential material
        "closed": person("closed"),
    }
    User = get_user_model()
    invited = made["invited"]
    invited.set_unusable_password()
    invited.save()
    User.objects.exclude(pk=invited.pk).update(last_login=NOON)
    article = make_article(by=None)
    for name in HOLDERS:
        RestrictedStory.objects.create(title_en=name, held_by=made[name])
        ConfidentialSource.objects.create(article=article, name=name, held_by=made[name])
    LanguageProgress.objects.filter(article=article, language="en").update(assignee=made["reporter"])
    User.objects.filter(username__in=["closed-holder", "closed"]).update(is_active=False)
    for name in ("reporter", "holder", "manager", "root"):
        Authenticator.objects.create(user=made[name], type=Authenticator.Type.TOTP, data={})
        session = {"session_key": name, "ip": "127.0.0.1", "user_agent": ""}
        UserSession.objects.create(user=made[name], created_at=NOON, last_seen_at=NOON, data={}, **session)
    return {name: User.objects.get(pk=user.pk) for name, user in made.items()}


def person(name, *, role="Reporters", **fields):
    return make_user(name, role=role, email=f"{name}@example.org", **fields)


def acting(who):
    role = None if who == SUPERUSER else who
    fields = {"is_superuser": who == SUPERUSER, "last_login": NOON}
    user = make_user(f"acting {who}", role=role, email="acting@example.org", **fields)
    client = Client()
    client.force_login(user)
    return client, user


def rows():
    """Return all rows that decide access: accounts, confidential material, requests, work and factors."""
    columns = ("pk", "is_active", "ends_on", "password", "email")
    return [
        list(get_user_model().objects.order_by("pk").values_list(*columns)),
        *(
            list(model.objects.order_by("pk").values_list())
            for model in (RestrictedStory, ConfidentialSource, CustodyRequest, LanguageProgress)
        ),
        list(Authenticator.objects.order_by("pk").values_list("pk")),
        list(UserSession.objects.order_by("pk").values_list("pk")),
    ]


def post(client, whom, action, data=()):
    """Return (status, whether the action was done, rows after it) of a POST, and roll it back."""
    address = f"/admin/accounts/user/{whom.pk}/do/{action}/"
    with transaction.atomic():
        response = client.post(address, dict(data), follow=False)
        is_done = response.status_code == 302 and "messages" in client.cookies
        levels = [message.level_tag for message in messages_of(client)] if is_done else []
        after = rows()
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)
    return response.status_code, "success" in levels, after


def messages_of(client):
    request = HttpRequest()
    request.COOKIES["messages"] = client.cookies["messages"].value
    return list(CookieStorage(request))


@pytest.mark.parametrize("who", WHO)
def test_an_action_is_done_by_those_who_may_to_whom_they_may(who, people):
    client, user = acting(who)
    before = rows()
    for (action, columns), whom in product(MAY.items(), WHOM):
        account = user if whom == "self" else people[whom]
        status, is_done, after = post(client, account, action)
        may = who in MANAGERS and whom in columns[who == SUPERUSER]
        cell = f"{who}, {action}, {whom}"
        if who not in MANAGERS or (whom == "root" and who != SUPERUSER):
            assert (status, is_done) == (403, False), cell
        else:
            assert is_done == may, cell
        if not may:
            assert after == before, cell


def expected_hand_over(whom, closes, confidential_to, to):
    """Return (status, whether a request is made, whether the account is closed afterwards)."""
    if to in ("closed", "whom"):  # the form does not offer these
        return 422, False, None
    if whom in HOLDERS:
        if confidential_to not in ("nobody", "reporter", "heir"):
            return 422, False, None
        if confidential_to == "nobody" and closes:
            return 422, False, None
    is_asked = whom in HOLDERS and confidential_to != "nobody"
    return 302, is_asked, bool(closes) or whom == "closed holder"


@pytest.mark.parametrize(
    "who", [pytest.param(who, marks=[pytest.mark.long] * (who == SUPERUSER)) for who in sorted(MANAGERS)]
)
@pytest.mark.parametrize("whom", ["reporter", "holder", "closed holder", "manager"])
def test_a_hand_over_with_all_its_parameters(who, whom, people):
    client, user = acting(who)
    before, account = rows(), people[whom]
    named = people | {"self": user, "whom": account}
    for to, closes, confidential_to in product(*PARAMETERS.values()):
        data = {"to": named[to].pk if to in named else "", "closes": closes}
        data["confidential_to"] = named[confidential_to].pk if confidential_to in named else ""
        if confidential_to == whom or to == whom:  # two names for the same account
            continue
        status, _is_done, after = post(client, account, "hand-over", data)
        expected, is_asked, is_closed = expected_hand_over(whom, closes, confidential_to, to)
        cell = f"{who} hands over {whom} to {to}, {closes or 'open'}, confidential to {confidential_to}"
        assert status == expected, cell
        assert after[1:3] == before[1:3], cell  # the holders are unchanged
        if status != 302:
            assert after == before, cell
            continue
        assert bool(after[3]) == is_asked, cell
        assert dict(row[:2] for row in after[0])[account.pk] != is_closed, cell


@pytest.mark.parametrize("decides", ["asker", "heir", "holder", "reporter", "manager", SUPERUSER])
@pytest.mark.parametrize("is_manager", [False, True])
def test_a_request_is_confirmed_by_a_second_manager_who_does_not_get_it(decides, is_manager, people):
    asker = people["manager"]
    asked = CustodyRequest.objects.create(holder=people["holder"], to=people["heir"], asked_by=asker)
    second = {"asker": asker, "manager": people["clerk"], SUPERUSER: people["root"]}.get(decides)
    second = second or people[decides]
    if is_manager and not second.is_superuser:
        second.groups.add(asker.groups.get())
    client = Client()
    client.force_login(second)
    status = client.post(
        f"/admin/confidential/custodyrequest/{asked.pk}/change/", {"_confirm": "x"}
    ).status_code
    manages = is_manager or decides in ("asker", "manager", SUPERUSER)
    may = manages and decides not in ("asker", "heir")
    assert status == (302 if may else 409 if manages else 403)
    holder = people["heir"] if may else people["holder"]
    assert RestrictedStory.objects.get(title_en="holder").held_by == holder
    assert get_user_model().objects.get(pk=people["holder"].pk).is_active != may
