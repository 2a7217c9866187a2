"""A page with two bodies, as an admin form has them, beside everything else of the newsroom."""

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from articles.admin.editor_widget import BodyEditor
from newsroom.urls import urlpatterns as newsroom

PAGE = """{% load static %}<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Two bodies</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{% static 'admin/css/base.css' %}">
<link rel="stylesheet" href="{% static 'admin/css/dark_mode.css' %}">
<link rel="stylesheet" href="{% static 'admin/css/forms.css' %}">
{% csp_nonce_attr form.media %}</head><body>
<form method="post" action="?">{% csrf_token %}
<div class="two-bodies">{% for field in form %}<p>{{ field.label_tag }}{{ field }}</p>{% endfor %}</div>
<button name="_save">Save</button></form></body></html>"""


class TwoBodies(forms.Form):
    body_en = forms.CharField(widget=BodyEditor, required=False, label="Text (English)")
    body_ko = forms.CharField(widget=BodyEditor, required=False, label="Text (Korean)")


def two_bodies(request):
    form = TwoBodies(request.POST or None, initial=dict(request.GET.items()))
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"form": form}, request))


urlpatterns = [path("bodies/", two_bodies), *newsroom]
