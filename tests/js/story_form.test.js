// Small computations of the story form: lengths, overlaps, crops, names of keys.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

document.body.innerHTML = `
  <form id="article_form">
    <b data-length="en"></b><textarea data-count="en" data-one="%(number)s word" data-many="%(number)s words"></textarea>
    <input id="title" data-most="5" data-within="%(number)s of %(most)s" data-beyond="%(number)s, beyond %(most)s">
  </form>
  <dialog id="shortcuts"><input type="checkbox" data-shortcuts-single></dialog>`;
const { plain } = await import("../../static/js/admin/story_text.js");
const { countedLength } = await import("../../static/js/admin/lengths.js");
const { percent, share } = await import("../../static/js/admin/focal_point.js");
const { replaced } = await import("../../static/js/admin/story_overlaps.js");
const { combination } = await import("../../static/js/admin/shortcuts.js");

describe("the length of a text", () => {
  const note = () => document.getElementById("title-length");
  const type = (text) => {
    const field = document.getElementById("title");
    field.value = text;
    field.dispatchEvent(new Event("input"));
  };

  test("is counted in characters as people see them", () => {
    assert.equal(countedLength("한글", "ko"), 2);
    assert.equal(countedLength("한글".normalize("NFD"), "ko"), 2);
    assert.equal(countedLength("👩‍👩‍👧é", "en"), 2);
  });
  test("has halves in Korean for letters, digits and signs of half the width", () => {
    assert.equal(countedLength("‘AI’ 14척", "ko"), 5); // four signs, two letters, a blank and two digits are 4
    assert.equal(countedLength("《항구》 A", "ko"), 5);
    assert.equal(countedLength("‘AI’ 14척", "en"), 8);
  });
  test("is told while it is typed", () => {
    type(" Fog ");
    assert.equal(note().textContent, "3 of 5");
    assert.equal(note().classList.contains("is-beyond"), false);
    type("Fog lifts");
    assert.equal(note().textContent, "9, beyond 5");
    assert.equal(note().classList.contains("is-beyond"), true);
    type("");
    assert.equal(note().hidden, true);
  });
  test("of a body is that of its words", () => {
    assert.equal(
      plain("<h2>Tides</h2><p>the <strong>h</strong>igh\n tide<br>&amp; fog</p>"),
      "Tides the high tide & fog",
    );
  });
});

describe("a passage is replaced", () => {
  test("where it is found once", () => assert.equal(replaced("a b c", "b", "x"), "a x c"));
  test("as it is, also with signs of patterns", () => assert.equal(replaced("a $1 c", "$1", "$&"), "a $& c"));
  for (const [text, before] of [
    ["a b b", "b"],
    ["a", "b"],
    ["a", ""],
    ["aaa", "aa"],
  ]) {
    test(`but not ${JSON.stringify(before)} in ${JSON.stringify(text)}`, () =>
      assert.equal(replaced(text, before, "x"), null));
  }
});

describe("a crop", () => {
  test("lies around the focal point", () => {
    assert.equal(share(1000, 500, 50), 50);
    assert.equal(share(1000, 500, 40), 30);
  });
  test("ends at the edges of the picture", () => {
    assert.equal(share(1000, 500, 5), 0);
    assert.equal(share(1000, 500, 99), 100);
  });
  test("of the whole picture is in the middle", () => assert.equal(share(500, 500, 90), 50));
  test("takes percents between 0 and 100", () => {
    assert.deepEqual(["33.4", "-3", "120", "x", ""].map(percent), [33, 0, 100, 0, 0]);
  });
});

describe("a combination of keys is called", () => {
  for (const [event, expected] of [
    [{ key: "j", code: "KeyJ" }, "j"],
    [{ key: "ㅓ", code: "KeyJ" }, "j"],
    [{ key: "Process", code: "KeyJ" }, "j"],
    [{ key: "J", code: "KeyJ", shiftKey: true }, "j"],
    [{ key: "?", code: "Slash", shiftKey: true }, "?"],
    [{ key: "s", code: "KeyS", ctrlKey: true }, "Mod+s"],
    [{ key: "ß", code: "KeyS", altKey: true }, "Alt+s"],
    [{ key: "Enter", code: "Enter", ctrlKey: true, altKey: true }, "Mod+Alt+Enter"],
  ]) {
    test(expected, () => assert.equal(combination(new KeyboardEvent("keydown", event)), expected));
  }
});
