"""A page with two bodies side by side, as an admin form has them, and the pickers under an admin of its own."""

from django import forms
from django.contrib.admin import AdminSite
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from articles.admin.editor import BodyEditor
from articles.admin.pickers import picker_urls

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Two bodies</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/admin/css/base.css"><link rel="stylesheet" href="/static/admin/css/dark_mode.css">
<link rel="stylesheet" href="/static/admin/css/forms.css">
{% csp_nonce_attr form.media %}</head><body>
<form method="post" action="?">{% csrf_token %}
<div class="two-bodies">{% for field in form %}<p>{{ field.label_tag }}{{ field }}</p>{% endfor %}</div>
<button name="_save">Save</button></form></body></html>"""


class TwoBodies(forms.Form):
    body_en = forms.CharField(widget=BodyEditor, required=False, label="Text (English)")
    body_ko = forms.CharField(widget=BodyEditor, required=False, label="Text (Korean)")


class PickingSite(AdminSite):
    def get_urls(self):
        return [*picker_urls(self), *super().get_urls()]


def two_bodies(request):
    form = TwoBodies(request.POST or None, initial=dict(request.GET.items()))
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"form": form}, request))


site = PickingSite(name="admin")
urlpatterns = [path("bodies/", two_bodies), path("admin/", site.urls)]
