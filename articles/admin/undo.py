"""Messages about a step with a button that undoes it."""

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string

UNDO = "_undo"  # in the POST of such a button


def undo_message(request: HttpRequest, text: str, address: str, fields: dict | None = None) -> str:
    """Return the HTML of a message with a button that posts fields to an address; no button for "".

    The values of the fields are sent as text: a template would write days in words.
    """
    fields = {name: str(value) for name, value in (fields or {}).items()} | {UNDO: "1"}
    context = {"text": text, "address": address, "fields": fields}
    return render_to_string("admin/_undo.html", context, request)


def add_undo_message(request: HttpRequest, text: str, address: str, fields: dict) -> None:
    messages.success(request, undo_message(request, text, address, fields))
