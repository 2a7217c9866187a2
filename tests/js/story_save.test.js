// What the form of a story takes over from the page that answers a save.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

CSS.escape = (text) => text;
const { clearErrors, follow, readForm, refresh, showErrors, takeValues, comparable } = await import(
  "newsroom-story/refresh"
);

const row = (number, id, url, isNew = false) => `
  <div class="inline-related${isNew ? "" : " has_original"}" id="sources-${number}">
    <div class="row-tools">${
      isNew
        ? '<span><a class="inline-deletelink" href="#">Remove</a></span>'
        : `<span class="delete"><input type="checkbox" name="sources-${number}-DELETE" id="id_sources-${number}-DELETE"></span>`
    }</div>
    <details class="row"><summary>${url}</summary>
      <div class="form-row"><div class="flex-container"><label for="id_sources-${number}-url">Address</label>
        <input name="sources-${number}-url" id="id_sources-${number}-url" value="${url}">
        <input type="hidden" name="initial-sources-${number}-url" value="${isNew ? "" : url}"></div></div>
    </details>
    <input type="hidden" name="sources-${number}-id" id="id_sources-${number}-id" value="${id}">
  </div>`;

const page = ({ title = "Fog", shown = title, version = 3, rows = "", total = 0, initial = total }) => `
  <title>${title}</title>
  <h1 data-refresh="heading">${title}</h1>
  <form id="article_form"><div>
    <div data-refresh="bar"><button name="_continue" value="1">Save</button><p data-refresh-keep>${version}</p></div>
    <input type="hidden" name="version_en" value="${version}">
    <div class="form-row"><div class="flex-container"><label for="id_title_en">Headline</label>
      <input name="title_en" id="id_title_en" value="${title}">
      <input type="hidden" name="initial-title_en" value="${shown}"></div></div>
    <div class="js-inline-admin-formset story-rows" id="sources-group">
      <input type="hidden" name="sources-TOTAL_FORMS" value="${total}">
      <input type="hidden" name="sources-INITIAL_FORMS" value="${initial}">
      ${rows}
    </div>
  </div></form>`;

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const formOf = (one) => one.getElementById("article_form");
const urls = () => [...document.querySelectorAll("[name$=-url]:not([type=hidden])")].map(({ name }) => name);
const value = (name) => document.querySelector(`[name="${name}"]`).value;

let form;
function show(options) {
  document.body.innerHTML = page(options);
  form = formOf(document);
}
const answer = (options) => formOf(parsed(page(options)));

describe("values after a save", () => {
  beforeEach(() => show({ title: "Fog", shown: "Sun" }));

  test("are the saved ones, with their version", () => {
    assert.equal(takeValues(form, readForm(form), answer({ title: "Fog", version: 4 })), true);
    assert.deepEqual([value("version_en"), value("initial-title_en")], ["4", "Fog"]);
  });
  test("replace what the server has set otherwise", () => {
    takeValues(form, readForm(form), answer({ title: "‘Fog’", version: 4 }));
    assert.equal(value("title_en"), "‘Fog’");
  });
  test("leave what was typed meanwhile, which differs from what is saved", () => {
    const sent = readForm(form);
    form.elements.title_en.value = "Fog lifts";
    takeValues(form, sent, answer({ title: "Fog", version: 4 }));
    assert.deepEqual([value("title_en"), value("initial-title_en")], ["Fog lifts", "Fog"]);
  });
  test("leave white space before the cursor, which is no change", () => {
    form.elements.title_en.value = "Fog ";
    takeValues(form, readForm(form), answer({ title: "Fog", version: 4 }));
    assert.deepEqual([value("title_en"), value("initial-title_en")], ["Fog ", "Fog "]);
  });
  test("keep the old version of a text that somebody else has changed as well, to be merged", () => {
    const sent = readForm(form);
    form.elements.title_en.value = "Fog lifts";
    takeValues(form, sent, answer({ title: "Fog at sea", version: 5 }));
    assert.deepEqual([value("version_en"), value("initial-title_en")], ["3", "Fog"]);
  });
  test("are not taken from a form with other fields", () => {
    const fresh = answer({ title: "Fog", version: 4 });
    fresh.elements.title_en.remove();
    assert.equal(takeValues(form, readForm(form), fresh), false);
    assert.equal(value("version_en"), "3");
  });
});

describe("rows after a save", () => {
  test("have ids where they were new, and are counted as saved", () => {
    show({ rows: row(0, "", "a", true), total: 1, initial: 0 });
    takeValues(form, readForm(form), answer({ rows: row(0, "7", "a"), total: 1 }));
    assert.deepEqual([value("sources-0-id"), value("sources-INITIAL_FORMS")], ["7", "1"]);
    assert.equal(document.querySelector(".inline-deletelink"), null);
    assert.equal(document.querySelectorAll("[name=sources-0-DELETE]").length, 1);
  });
  test("are gone where they were deleted, and the others take their numbers", () => {
    show({ rows: row(0, "7", "a") + row(1, "8", "b"), total: 2 });
    document.querySelector("[name=sources-0-DELETE]").checked = true;
    takeValues(form, readForm(form), answer({ rows: row(0, "8", "b"), total: 1 }));
    assert.deepEqual(urls(), ["sources-0-url"]);
    assert.deepEqual([value("sources-0-id"), value("sources-TOTAL_FORMS")], ["8", "1"]);
    assert.ok(document.getElementById("id_sources-0-url"));
  });
  test("that were added meanwhile stay new, behind the saved ones", () => {
    show({ rows: row(0, "", "a", true), total: 1, initial: 0 });
    const sent = readForm(form);
    form.querySelector("#sources-group").insertAdjacentHTML("beforeend", row(1, "", "b", true));
    takeValues(form, sent, answer({ rows: row(0, "7", "a"), total: 1 }));
    assert.deepEqual([value("sources-1-id"), value("sources-TOTAL_FORMS")], ["", "2"]);
  });
  for (const [name, rows] of [
    ["somebody else has added one", row(0, "7", "a") + row(1, "8", "b")],
    ["somebody else has deleted one", ""],
  ]) {
    test(`are not matched if ${name}`, () => {
      show({ rows: row(0, "7", "a"), total: 1 });
      assert.equal(takeValues(form, readForm(form), answer({ rows, version: 4 })), false);
      assert.equal(value("version_en"), "3");
    });
  }
});

describe("parts of the page", () => {
  test("follow the answer, and elements that are in both stay", () => {
    show({});
    const button = form.elements._continue;
    refresh(document, parsed(page({ title: "Rain", version: 9 })));
    assert.equal(document.querySelector("h1").textContent, "Rain");
    assert.equal(document.title, "Rain");
    assert.equal(form.elements._continue, button);
    assert.equal(document.querySelector("[data-refresh-keep]").textContent, "3");
  });
  test("keep what a person has opened", () => {
    document.body.innerHTML = "<div><details id='a' open><summary>1</summary></details></div>";
    follow(document.body, parsed("<div><details id='a'><summary>2</summary></details><p>new</p></div>").body);
    assert.equal(document.getElementById("a").open, true);
    assert.equal(document.body.textContent, "2new");
  });
});

describe("errors of a refused save", () => {
  test("stand at their fields, which get the focus, until the next save", () => {
    show({ title: "Typed" });
    const refused = parsed(page({ title: "Typed" }));
    refused
      .querySelector("#id_title_en")
      .insertAdjacentHTML("beforebegin", "<ul class='errorlist'><li>Too long.</li></ul>");
    refused
      .querySelector("form > div")
      .insertAdjacentHTML("afterbegin", "<p class='errornote'>Correct it.</p>");
    showErrors(form, refused);
    assert.equal(document.querySelector("#id_title_en").getAttribute("aria-invalid"), "true");
    assert.equal(document.querySelector(".errornote a").textContent, "Headline: Too long.");
    assert.equal(document.activeElement.id, "id_title_en");
    assert.equal(value("title_en"), "Typed");
    clearErrors(form);
    assert.equal(document.querySelector(".errornote, .errorlist, [aria-invalid]"), null);
  });
  test("of a row as a whole stand in the row, which unfolds", () => {
    const rows = row(0, 7, "https://one.example");
    show({ rows, total: 1 });
    const refused = parsed(page({ rows, total: 1 }));
    refused
      .querySelector("#sources-0 .row")
      .insertAdjacentHTML("beforebegin", "<ul class='errorlist nonfield'><li>Name it.</li></ul>");
    showErrors(form, refused);
    assert.equal(document.querySelector("#sources-0 details").open, true);
    assert.equal(document.querySelector("#sources-0 summary + .errorlist").textContent, "Name it.");
  });
});

test("texts are compared without quotation marks, white space and markup", () => {
  assert.equal(comparable('<p>"Come"  in</p>'), comparable("<p>“Come” in</p>"));
  assert.notEqual(comparable("<p>Come in</p>"), comparable("<p>Come out</p>"));
});
