"""The form by which a file comes back: once to be looked at, once to be written."""

import base64
import binascii

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.interchange.xliff.formats import Refused
from newsroom.interchange.xliff.plans import agreed, document, plans

MOST_BYTES = 3_000_000  # fifty stories; the command takes more


class TranslationFileForm(forms.Form):
    """A file of translations. Once it is valid, `plans` is what it would do.

    The file moves into `kept`, so that it need not be chosen again. What comes back from there is as foreign
    as the file was, and read with the same care; `agreed` is what the person has seen of it.
    """

    file = forms.FileField(
        label=gettext_lazy("Translated file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.md,.markdown,.txt,application/xliff+xml"}),
        help_text=gettext_lazy("XLIFF 1.2, 2.0 or 2.1, or the Markdown from here; 3 MB at most."),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    agreed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, only=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.only = user, only
        self.plans, self.content = [], b""

    def clean(self):
        data = super().clean()
        try:
            self.content = self._content(data)
            self.plans = plans(document(self.content), self.user, only=self.only)
            refusals = [plan.refusal for plan in self.plans if plan.refusal]
            if len(self.plans) == len(refusals) == 1:
                raise Refused(refusals[0])
        except Refused as refused:
            self.plans = []
            self.add_error("file", str(refused))
        return data

    def _content(self, data):
        file = data.get("file")
        if file:
            if file.size > MOST_BYTES:
                raise Refused(
                    _("The file has %(size)d MB; more than %(most)d are read by manage.py import_xliff.")
                    % {"size": file.size // 1_000_000, "most": MOST_BYTES // 1_000_000}
                )
            return file.read()
        try:
            kept = base64.b64decode(data.get("kept", ""), validate=True)
        except (binascii.Error, ValueError):
            kept = b""
        if not kept:
            raise Refused(_("Choose the file."))
        return kept

    @property
    def is_agreed(self):
        """Whether it would still do what the person has seen."""
        return self.cleaned_data["agreed"] == agreed(self.plans)

    def carry(self):
        """Keep the file, and what is shown of it, in the page."""
        self.data = self.data.copy()
        self.data["kept"], self.data["agreed"] = base64.b64encode(self.content).decode(), agreed(self.plans)
