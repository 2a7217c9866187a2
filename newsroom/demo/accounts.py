"""Accounts of the demonstration newsroom, one for each role, and their common password."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group

from articles.models import Author

LETTERS = "abcdefghjkmnpqrstuvwxyz"  # without i, l and o, which look like digits


def password_path():
    """Return the path of the file that holds the password."""
    return Path(settings.DATA_DIR) / "demo_password"


def read_password() -> str:
    """Return the password of the accounts, or "" if none is saved."""
    path = password_path()
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def write_password(password: str) -> None:
    """Save the password in a file that only its owner can read."""
    path = password_path()
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{password}\n")


def generate_password() -> str:
    """Return a random password of sixteen letters in four groups: 72 bits, easy to type."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def find_missing_accounts(accounts: list[dict]) -> list[dict]:
    """Return the accounts that do not exist in the database."""
    names = [account["username"] for account in accounts]
    existing = set(get_user_model().objects.filter(username__in=names).values_list("username", flat=True))
    return [account for account in accounts if account["username"] not in existing]


def create_accounts(accounts: list[dict], password: str) -> None:
    """Create the accounts with one password and add each to the group of its role."""
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


def assign_authors(authors: list[dict]) -> None:
    """Link authors to their accounts, unless either is linked already."""
    for columns in authors:
        author = Author.objects.filter(slug=columns["slug"], user=None).first()
        user = get_user_model().objects.filter(username=columns.get("account", ""), author=None).first()
        if author and user:
            author.user = user
            author.save(update_fields=["user"])


def format_accounts(accounts: list[dict]) -> list[str]:
    """Return a line for each active account: username, password, description of the role."""
    password = read_password()
    users = {user.username: user for user in get_user_model().objects.filter(is_active=True)}
    existing = [account for account in accounts if account["username"] in users]
    # Accounts created together share one hash, which is checked once.
    hashes = {users[account["username"]].password for account in existing}
    unchanged = {encoded for encoded in hashes if password and check_password(password, encoded)}
    told = {name: password if user.password in unchanged else "(changed)" for name, user in users.items()}
    return [
        f"  {account['username']:<14}{told[account['username']]:<22}{account['does']}" for account in existing
    ]
