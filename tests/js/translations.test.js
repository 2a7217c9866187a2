// Rows and tags of the translation screen.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

const row = (unit, { tags = "", texts = [""], source = "", more = "" } = {}) => `
  <div class="seg" tabindex="-1" data-unit="${unit}" data-print="${unit}-print" data-tags="${tags}" ${more}>
    <p class="seg-source"><span data-source-words>${source}</span></p><p data-message></p>
    <form>${texts.map((text) => `<textarea name="text">${text}</textarea>`).join("")}</form>
  </div>`;

document.body.innerHTML = `<div class="translation-screen" data-user="1" data-story="2" data-language="ko" data-may-write>
  <ol data-translation-rows></ol></div>`;
const list = document.querySelector("[data-translation-rows]");
const { isDirty, neighbour, rows, setTexts, textsOf, isSame } = await import("newsroom-translations/rows");
const { missing, place, placeAll, placeNext, placePlain, sourceText } = await import(
  "newsroom-translations/tags"
);
const { storeOf } = await import("newsroom-translations/store");

function show(...html) {
  list.innerHTML = html.join("");
  return rows()[0];
}

const field = (one) => one.querySelector("textarea");

function select(text, words) {
  const one = show(row("a", { tags: "strong em br", texts: [text] }));
  const start = text.indexOf(words);
  field(one).focus();
  field(one).setSelectionRange(start, start + words.length);
  return one;
}

describe("tags that a translation lacks", () => {
  for (const [text, expected] of [
    ["", [1, 2, 3]],
    ["⟨1⟩가⟨/1⟩", [2, 3]],
    ["⟨3/⟩", [1, 2]],
    ["⟨1⟩⟨/1⟩ ⟨2⟩⟨/2⟩⟨3/⟩", []],
    ["1 ⟨12⟩", [1, 2, 3]],
  ]) {
    test(JSON.stringify(text), () =>
      assert.deepEqual(missing(show(row("a", { tags: "strong em br", texts: [text] }))), expected),
    );
  }
  test("are none without tags", () => assert.deepEqual(missing(show(row("a"))), []));
  test("are looked for in all parts", () => {
    const one = show(row("a", { tags: "strong em", texts: ["⟨1⟩가⟨/1⟩", "⟨2⟩나⟨/2⟩"] }));
    assert.deepEqual(missing(one), []);
  });
});

describe("a tag is placed", () => {
  test("around the words that are selected, with the cursor behind it", () => {
    const one = select("밀물 높이", "높이");
    assert.equal(place(1, one), true);
    assert.equal(field(one).value, "밀물 ⟨1⟩높이⟨/1⟩");
    assert.equal(field(one).selectionStart, field(one).value.length);
  });
  test("with the cursor inside where nothing is selected", () => {
    const one = select("밀물", "");
    placePlain(one, "em");
    assert.equal(field(one).value, "⟨em⟩⟨/em⟩밀물");
    assert.equal(field(one).selectionStart, "⟨em⟩".length);
  });
  test("alone for a break", () => {
    const one = select("밀물", "밀물");
    place(3, one);
    assert.equal(field(one).value, "⟨3/⟩");
  });
  test("by closing the one that is open", () => {
    const one = select("⟨1⟩밀물", "");
    field(one).setSelectionRange(5, 5);
    place(1, one);
    assert.equal(field(one).value, "⟨1⟩밀물⟨/1⟩");
  });
  test("by moving the one that is there", () => {
    const one = select("⟨1⟩밀물⟨/1⟩ 높이", "높이");
    place(1, one);
    assert.equal(field(one).value, "밀물 ⟨1⟩높이⟨/1⟩");
  });
  test("not when the source has none of that number", () => {
    assert.equal(place(4, select("밀물", "")), false);
    assert.equal(place(1, null), false);
  });
  test("next: the first that lacks", () => {
    const one = select("⟨1⟩가⟨/1⟩ 나", "나");
    assert.equal(placeNext(one), true);
    assert.equal(field(one).value, "⟨1⟩가⟨/1⟩ ⟨2⟩나⟨/2⟩");
  });
  test("all at once", () => {
    const one = select("⟨2⟩가⟨/2⟩", "");
    field(one).setSelectionRange(99, 99);
    assert.equal(placeAll(one), true);
    assert.equal(field(one).value, "⟨2⟩가⟨/2⟩⟨1⟩⟨/1⟩ ⟨3/⟩");
    assert.equal(placeAll(one), false);
  });
});

test("the source is text with its tags, and its own angle brackets doubled", () => {
  const source =
    'A ⟨b⟩ <b class="tag" data-tag="1">1</b>high<b class="tag" data-tag="1" data-end>1</b><b class="tag" data-tag="2">↵</b><br>tide';
  assert.equal(sourceText(show(row("a", { tags: "strong br", source }))), "A ⟨⟨b⟩ ⟨1⟩high⟨/1⟩⟨2/⟩tide");
});

describe("rows", () => {
  beforeEach(() => show(row("a", { texts: ["가", ""] }), row("b", { more: "hidden" }), row("c")));
  const unit = (one) => one?.dataset.unit ?? null;

  test("follow each other as they are shown", () => {
    const [a, , c] = rows();
    assert.equal(unit(neighbour(a, 1)), "c");
    assert.equal(unit(neighbour(c, -1)), "a");
    assert.equal(unit(neighbour(c, 1)), null);
    assert.equal(unit(neighbour(null, -1)), "c");
    assert.equal(unit(neighbour(null, 1, (one) => unit(one) === "c")), "c");
  });
  test("are dirty when words differ, not when an empty part does", () => {
    const [a] = rows();
    assert.equal(isDirty(a), false);
    setTexts(a, ["가"]);
    assert.deepEqual([textsOf(a), isDirty(a)], [["가"], false]);
    setTexts(a, ["가", "나", "다"]);
    assert.deepEqual([textsOf(a), isDirty(a)], [["가", "나", "다"], true]);
    setTexts(a, []);
    assert.equal(textsOf(a).length, 1);
  });
  test("are compared part by part", () => {
    assert.equal(isSame(["가", "나"], ["가", "나"]), true);
    assert.equal(isSame(["가", "나"], ["나", "가"]), false);
    assert.equal(isSame(["가"], ["가", "나"]), false);
  });
});

describe("text that is kept in the browser", () => {
  beforeEach(() => localStorage.clear());

  test("is recalled until it is forgotten", () => {
    const store = storeOf("translations");
    store.keep("u1", ["가", "나"]);
    assert.deepEqual(
      storeOf("translations")
        .recall()
        .map(({ name, texts }) => [name, texts]),
      [["u1", ["가", "나"]]],
    );
    assert.deepEqual(storeOf("surroundings").recall(), []);
    store.forget("u1");
    assert.deepEqual(store.recall(), []);
  });
  test("is none when it is blank", () => {
    const store = storeOf("translations");
    store.keep("u1", [" ", ""]);
    assert.deepEqual(store.recall(), []);
  });
  test("is not overwritten while it is offered", () => {
    const store = storeOf("translations");
    store.keep("u1", ["old"]);
    const [kept] = store.recall();
    store.offer(kept, "kept", { take: () => {}, leave: () => {} });
    store.keep("u1", ["new"]);
    assert.deepEqual(
      store
        .recall()
        .map(({ name, texts }) => [name, texts[0]])
        .sort(),
      [
        ["u1", "new"],
        ["u1", "old"],
      ],
    );
    store.drop(kept);
    assert.deepEqual(
      store.recall().map(({ texts }) => texts[0]),
      ["new"],
    );
  });
});
