"""A stock form as a browser without JavaScript fills and posts it: all defaults are kept."""

import re

from lxml import html

ROW = re.compile(r"(?P<prefix>bylines|sources|related_links)-(?P<number>\d+)-")


class PostedForm:
    """The fields of one form of a page: form["title_en"] = "…", then data() to post.

    form_id  the id of the form element; by default the first form with more than a button
    """

    def __init__(self, response, form_id="article_form"):
        self.page = html.fromstring(response.content.decode())
        [self.form] = self.page.xpath(f"//form[@id='{form_id}']")
        self.values, self.empty = {}, {}
        for element in self.form.xpath(".//input|.//select|.//textarea"):
            self._read(element)

    def _read(self, element):
        name, kind = element.get("name"), element.get("type", "text")
        if not name or kind in {"submit", "button", "file"} or element.get("disabled") is not None:
            return
        if kind in {"checkbox", "radio"} and element.get("checked") is None:
            return
        if element.tag == "select":
            chosen = [option.get("value") for option in element.xpath(".//option[@selected]")]
            if not chosen and element.get("multiple") is None:
                chosen = [option.get("value") for option in element.xpath(".//option")][:1]
        elif element.tag == "textarea":
            chosen = [(element.text or "").removeprefix("\n")]
        else:
            chosen = [element.get("value", "on" if kind == "checkbox" else "")]
        where = self.empty if "__prefix__" in name else self.values
        where.setdefault(name, []).extend(chosen)

    def __setitem__(self, name, value):
        self.values[name] = [str(item) for item in value] if isinstance(value, list) else [str(value)]

    def __getitem__(self, name):
        return self.values[name][0]

    def __contains__(self, name):
        return name in self.values

    def _add_rows(self, prefix, wanted):
        """Press the button for a new row until there are `wanted` rows."""
        while int(self[f"{prefix}-TOTAL_FORMS"]) < wanted:
            number = self[f"{prefix}-TOTAL_FORMS"]
            for name, values in self.empty.items():
                if f"{prefix}-__prefix__-" in name:
                    self.values[name.replace("__prefix__", number)] = list(values)
            self[f"{prefix}-TOTAL_FORMS"] = int(number) + 1

    def data(self, button="_continue", **fields):
        """Return the data that the named button posts, with the line ends that browsers send.

        Names of fields in a missing row add that row, as in "sources-0-kind".
        """
        for name, value in fields.items():
            if row := ROW.match(name):
                self._add_rows(row["prefix"], int(row["number"]) + 1)
            self[name] = value
        posted = {
            name: [text.replace("\r\n", "\n").replace("\n", "\r\n") for text in values]
            for name, values in self.values.items()
        }
        name, _equals, value = button.partition("=")
        return posted | {name: [value or "on"]}


ADD = "/admin/articles/article/add/"


def change_url(article):
    return f"/admin/articles/article/{article.pk}/change/"


def opened(client, article):
    """Return the form of a story as it is after opening."""
    return PostedForm(client.get(change_url(article)))
