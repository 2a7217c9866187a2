import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { differing, hasChanges, versionsOf } from "newsroom-story/fields";

const input = (name, value, more = "") => `<input ${more} name="${name}" value="${value}">`;
let form;

beforeEach(() => {
  document.body.innerHTML = `<form>
    ${input("title_en", "Fog")} ${input("initial-title_en", "Fog", "type=hidden")}
    ${input("is_live", "on", "type=checkbox checked")} ${input("initial-is_live", "True", "type=hidden")}
    <textarea name="body_en">a&#10;b</textarea> ${input("initial-body_en", "a&#13;&#10;b", "type=hidden")}
    ${input("version_filing", "3")} ${input("version_en", "2")} ${input("version_ko", "")}
    ${input("sources-TOTAL_FORMS", "1")} ${input("sources-INITIAL_FORMS", "1")}
    ${input("sources-0-name", "KMA")} ${input("initial-sources-0-name", "KMA", "type=hidden")}
    ${input("sources-__prefix__-name", "new")}
  </form>`;
  form = document.querySelector("form");
});

describe("the form differs", () => {
  test("in nothing at first: line ends and the way a checkbox is posted do not count", () => {
    assert.deepEqual(differing(form), { typed: {}, shown: {} });
    assert.equal(hasChanges(form), false);
  });
  test("in a field, with what it showed and the versions", () => {
    form.elements.title_en.value = "Fog lifts";
    assert.deepEqual(differing(form), {
      typed: { title_en: ["Fog lifts"] },
      shown: { "initial-title_en": ["Fog"], version_filing: ["3"], version_en: ["2"], version_ko: [""] },
    });
    assert.equal(hasChanges(form), true);
  });
  test("in a checkbox that is no longer ticked", () => {
    form.elements.is_live.checked = false;
    assert.deepEqual(differing(form).typed, { is_live: [] });
  });
  test("in a choice of several once something is chosen where nothing was", () => {
    const choice = `<select name="topics" multiple><option value="3">Sea</option></select>`;
    form.insertAdjacentHTML("beforeend", choice + input("initial-topics", "", "type=hidden"));
    assert.deepEqual(differing(form).typed, {});
    form.querySelector("option").selected = true;
    assert.deepEqual(differing(form).typed, { topics: ["3"] });
  });
  test("in a choice of several, not in its order", () => {
    const options = `<option value="3" selected>Sea</option><option value="2" selected>Fog</option>`;
    const shown = ["2", "3"].map((value) => input("initial-topics", value, "type=hidden")).join("");
    form.insertAdjacentHTML("beforeend", `<select name="topics" multiple>${options}</select>${shown}`);
    assert.deepEqual(differing(form).typed, {});
    form.querySelector("option").selected = false;
    assert.deepEqual(differing(form).typed, { topics: ["2"] });
  });
  test("in boxes of one name, not in their order", () => {
    const boxes = ["3", "2"].map((value) => input("stories", value, "type=checkbox checked")).join("");
    const shown = ["2", "3"].map((value) => input("initial-stories", value, "type=hidden")).join("");
    form.insertAdjacentHTML("beforeend", boxes + shown);
    assert.deepEqual(differing(form).typed, {});
    form.elements.stories[0].checked = false;
    assert.deepEqual(differing(form).typed, { stories: ["2"] });
  });
  test("in all rows of a formset when one changes", () => {
    form.elements["sources-0-name"].value = "Coast guard";
    const { typed } = differing(form);
    assert.deepEqual(Object.keys(typed).sort(), [
      "sources-0-name",
      "sources-INITIAL_FORMS",
      "sources-TOTAL_FORMS",
    ]);
    assert.deepEqual(typed["sources-0-name"], ["Coast guard"]);
  });
  test("not in a row that the form was opened with, before somebody changes it", () => {
    const row = input("sources-1-name", "Fog") + input("initial-sources-1-name", "Fog", "type=hidden");
    form.insertAdjacentHTML("beforeend", row);
    form.elements["sources-TOTAL_FORMS"].value = "2";
    assert.deepEqual(differing(form).typed, {});
    form.elements["sources-1-name"].value = "";
    assert.ok("sources-1-name" in differing(form).typed);
  });
  test("when a row is added or deleted", () => {
    form.elements["sources-TOTAL_FORMS"].value = "2";
    assert.ok("sources-0-name" in differing(form).typed);
    form.elements["sources-TOTAL_FORMS"].value = "1";
    form.insertAdjacentHTML("beforeend", input("sources-0-DELETE", "on"));
    assert.ok("sources-0-DELETE" in differing(form).typed);
  });
});

test("versions are those that are numbers", () => assert.deepEqual(versionsOf(form), { filing: 3, en: 2 }));
