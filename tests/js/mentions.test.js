import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { matching, typedName } from "../../static/js/admin/mentions.js";

const typed = (value) => typedName({ value, selectionStart: value.length, selectionEnd: value.length });
const person = (name, user) => ({ name, words: `${name.toLowerCase()} ${user}` });
const PEOPLE = [person("Han Seo-yun", "seoyun"), person("한서윤", "editor"), person("Hana Lee", "lee")];
const found = (words) => matching(PEOPLE, words).map(({ name }) => name);

describe("a name is being typed", () => {
  for (const [value, expected] of [
    ["@", ""],
    ["ask @Han", "Han"],
    ["(@Han Seo", "Han Seo"],
    ["＠한서", "한서"],
    ["@Han and @Le", "Le"],
  ]) {
    test(JSON.stringify(value), () => assert.equal(typed(value), expected));
  }
  for (const value of ["Han", "desk@news", "한@서", "@Han\n", `@${"x".repeat(31)}`]) {
    test(`but not in ${JSON.stringify(value)}`, () => assert.equal(typed(value), null));
  }
  test("but not while words are selected", () => {
    assert.equal(typedName({ value: "@Han", selectionStart: 1, selectionEnd: 4 }), null);
  });
  test("before the cursor alone", () => {
    assert.equal(typedName({ value: "@Han Seo", selectionStart: 3, selectionEnd: 3 }), "Ha");
  });
});

describe("people are found", () => {
  test("by the beginning of any word, in either language", () => {
    assert.deepEqual(found("ha"), ["Han Seo-yun", "Hana Lee"]);
    assert.deepEqual(found("LEE"), ["Hana Lee"]);
    assert.deepEqual(found("한서".normalize("NFD")), ["한서윤"]);
    assert.deepEqual(found("editor"), ["한서윤"]);
    assert.deepEqual(found("an"), []);
  });
  test("all while nothing is typed, eight at most", () => {
    assert.equal(found("").length, 3);
    assert.equal(matching(Array(20).fill(PEOPLE[0]), "").length, 8);
  });
  test("no longer once the name is complete", () => assert.deepEqual(found("Hana Lee "), []));
});
