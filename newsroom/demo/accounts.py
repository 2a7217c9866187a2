"""One account for each role of the demonstration newsroom, and the password they share."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group

from articles.models import Author

LETTERS = "abcdefghjkmnpqrstuvwxyz"  # none that looks like another or like a digit


def password_file():
    return Path(settings.DATA_DIR) / "demo_password"


def kept_password():
    """The password of the accounts made here, or "" before there are any."""
    path = password_file()
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def keep_password(password):
    """Write the password down for the owner of the data folder alone."""
    path = password_file()
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{password}\n")


def new_password():
    """Sixteen random letters in four groups, easy to type: 72 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def missing_accounts(accounts):
    names = [account["username"] for account in accounts]
    there = set(get_user_model().objects.filter(username__in=names).values_list("username", flat=True))
    return [account for account in accounts if account["username"] not in there]


def make_accounts(accounts, password):
    """Make the accounts with one password and put each into its role's group."""
    encoded = make_password(password)  # one slow hash for all of them
    for account in accounts:
        first, last = account["name"]
        user = get_user_model().objects.create(
            username=account["username"],
            password=encoded,
            first_name=first,
            last_name=last,
            name_ko=account["name_ko"],
            email=f"{account['username']}@example.org",
            language=account["language"],
            is_staff=True,
            is_superuser=not account["role"],
        )
        if account["role"]:
            user.groups.add(Group.objects.get(name=account["role"]))


def give_bylines(authors):
    """Let the authors who have an account of these be the same person, where nobody has decided yet."""
    for columns in authors:
        author = Author.objects.filter(slug=columns["slug"], user=None).first()
        user = get_user_model().objects.filter(username=columns.get("account", ""), author=None).first()
        if author and user:
            author.user = user
            author.save(update_fields=["user"])


def table(accounts):
    """The lines that tell who may log in: username, password, what it may do."""
    password = kept_password()
    users = {user.username: user for user in get_user_model().objects.filter(is_active=True)}
    there = [account for account in accounts if account["username"] in users]
    # Accounts made together share one hash: it is checked once.
    hashes = {users[account["username"]].password for account in there}
    known = {encoded for encoded in hashes if password and check_password(password, encoded)}
    return [
        f"  {account['username']:<14}"
        f"{password if users[account['username']].password in known else '(changed)':<22}{account['does']}"
        for account in there
    ]
