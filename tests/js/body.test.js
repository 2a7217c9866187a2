// A stored body, read into the editor and written again.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pm } from "django-prose-editor/editor";
import { read, write } from "newsroom-editor/html";
import { insertFactBox, togglePullQuote, toggleQuote } from "newsroom-editor/blocks";
import { filled } from "newsroom-editor/dom";
import {
  dissolveGallery,
  galleryPlace,
  joinPictures,
  movePicture,
  removePicture,
  takeOut,
} from "newsroom-editor/galleries";
import { unboldWords } from "newsroom-editor/links";
import { insertTable, setChart, toggleHead, wholeHead } from "newsroom-editor/tables";

const { EditorState, TextSelection } = pm.state;

/** A state whose cursor is in the first text that contains the words. */
function stateAt(html, words) {
  const doc = read(html);
  let at = 0;
  doc.descendants((node, pos) => {
    if (!at && node.isText && node.text.includes(words)) at = pos;
  });
  return EditorState.create({ doc, selection: TextSelection.create(doc, at), plugins: [wholeHead] });
}

function after(command, state) {
  let next = state;
  assert.equal(
    command(state, (tr) => {
      next = state.apply(tr);
    }),
    true,
  );
  return write(next.doc);
}

describe("a body comes back as it was stored", () => {
  for (const html of [
    "",
    "<p>one<br>two</p>",
    '<h2 data-label="background">Tides</h2><h3>Fog</h3><hr>',
    "<ul><li><p>one</p></li></ul><ol><li><p>two</p></li></ol>",
    "<blockquote><p>It rose.</p><cite>Han</cite></blockquote>",
    '<blockquote data-kind="pull-quote"><p>It rose.</p><p>It fell.</p><cite>Han</cite></blockquote>',
    '<aside data-kind="fact-box"><h3>The <em>line</em></h3><p>a</p><ul><li><p>b</p></li></ul></aside><h3>c</h3>',
    '<aside data-kind="fact-box"><p>a</p></aside>',
    '<aside data-kind="fact-box"><h3>a</h3></aside><p>b</p>',
    '<aside data-kind="insight"><p>one</p><ul><li><p>two</p></li></ul></aside>',
    '<figure data-image="12"><figcaption></figcaption></figure>',
    '<div data-kind="gallery"><figure data-image="12"><figcaption>a <em>b</em></figcaption></figure><figure data-image="7"><figcaption></figcaption></figure></div>',
    '<div data-kind="gallery"><figure data-image="12"><figcaption></figcaption></figure></div><p>a</p>',
    '<div data-kind="gallery"><h3>The <em>line</em></h3><figure data-image="12"><figcaption></figcaption></figure></div><h3>a</h3>',
    '<div data-kind="gallery"><h3>a</h3></div><p>b</p>',
    '<figure data-embed="google-maps:place/%EC%84%9C/37.5,126.9,17z"><figcaption>a <em>b</em></figcaption></figure>',
    '<p><a href="https://a.example">a</a> <a data-article="7">b</a> <a data-term="3">c</a> <span lang="fr">d</span></p>',
    "<p><strong><em>a</em></strong> H<sub>2</sub>O</p>",
    '<table><caption>Tides</caption><thead><tr><th>Port</th><th>m</th></tr></thead><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
    '<table data-chart="stacked"><caption>Tides</caption><tbody><tr><th>Port</th><td>1.2 m</td></tr></tbody></table>',
  ]) {
    test(JSON.stringify(html), () => assert.equal(write(read(html)), html));
  }
});

describe("a body does not keep", () => {
  for (const [name, html, expected] of [
    ["empty lines", "<p>a</p><p> </p><h2></h2><ul><li><p></p></li></ul>", "<p>a</p>"],
    ["unknown kinds", '<h2 data-label="x">a</h2><aside data-kind="x"><p>b</p></aside>', "<h2>a</h2><p>b</p>"],
    [
      "unknown kinds of charts",
      '<table data-chart="pie"><tbody><tr><td>a</td></tr></tbody></table>',
      "<table><tbody><tr><td>a</td></tr></tbody></table>",
    ],
    [
      "a gallery without pictures, and other blocks in one",
      '<div data-kind="gallery"></div><div data-kind="gallery"><p>a</p></div><div>b</div>',
      "<p>a</p><p>b</p>",
    ],
    ["links to nowhere", '<p><a href="javascript:x">a</a><a data-article="0">b</a></p>', "<p>ab</p>"],
    [
      "spans without limit",
      "<table><tbody><tr><td colspan=999>a</td></tr></tbody></table>",
      '<table><tbody><tr><td colspan="50">a</td></tr></tbody></table>',
    ],
  ]) {
    test(name, () => assert.equal(write(read(html)), expected));
  }
});

describe("a pull quote", () => {
  const text = '<p>It <strong>rose</strong> <a href="https://a.example">at dawn</a>, she said.</p><p>b</p>';
  const quote = (words) => `<blockquote data-kind="pull-quote"><p>${words}</p></blockquote>`;

  /** A state in which the words from the first to the second are selected. */
  function selected(html, from, to) {
    const [start, end] = [stateAt(html, from), stateAt(html, to)];
    const [anchor, last] = [start.selection.from, end.selection.from];
    return start.apply(start.tr.setSelection(TextSelection.create(start.doc, anchor, last + to.length)));
  }

  test("has the selected words without their links, behind their paragraph", () => {
    const html = after(togglePullQuote, selected(text, "rose", "at dawn"));
    assert.equal(html, text.replace("</p><p>b", `</p>${quote("<strong>rose</strong> at dawn")}<p>b`));
  });
  test("has a paragraph for each that the selection touches", () => {
    const html = after(togglePullQuote, selected("<p>one</p><p>two</p>", "one", "two"));
    assert.equal(html, `<p>one</p><p>two</p>${quote("one</p><p>two")}`);
  });
  test("is empty where nothing is selected, and is not stored then", () => {
    assert.equal(after(togglePullQuote, stateAt("<p>a</p>", "a")), "<p>a</p>");
  });
  test("is taken away by its tool, and a quote by that of quotes", () => {
    assert.equal(after(togglePullQuote, stateAt(`<p>b</p>${quote("a")}`, "a")), "<p>b</p>");
    assert.equal(after(toggleQuote, stateAt(quote("a"), "a")), "<blockquote><p>a</p></blockquote>");
  });
});

describe("a fact box", () => {
  test("begins behind the paragraph of the cursor, in whose title one writes, and holds no other", () => {
    const before = stateAt("<p>a</p><p>b</p>", "a");
    let next = before;
    insertFactBox(before, (tr) => {
      next = before.apply(tr);
    });
    assert.equal(next.selection.$from.parent.type.name, "box_title");
    assert.equal(
      write(next.apply(next.tr.insertText("T")).doc),
      '<p>a</p><aside data-kind="fact-box"><h3>T</h3></aside><p>b</p>',
    );
    assert.equal(insertFactBox(next), false);
  });
});

describe("a gallery", () => {
  const picture = (id) => `<figure data-image="${id}"><figcaption>picture ${id}</figcaption></figure>`;
  const pictures = (...ids) => ids.map(picture).join("");
  const gallery = (...ids) => `<div data-kind="gallery">${pictures(...ids)}</div>`;
  const at = (html, id) => stateAt(html, `picture ${id}`);

  test("is made of the pictures that stand beside each other, and of galleries", () => {
    const html = `<p>a</p>${pictures(1, 2)}${gallery(3, 4)}<p>b</p>${picture(5)}`;
    assert.equal(after(joinPictures, at(html, 2)), `<p>a</p>${gallery(1, 2, 3, 4)}<p>b</p>${picture(5)}`);
    assert.equal(joinPictures(at(html, 5)), false);
    assert.equal(joinPictures(stateAt(html, "a")), false);
    assert.equal(joinPictures(at(gallery(1, 2), 2)), false);
  });
  test("has no more than thirty", () => {
    const ids = [...Array(31).keys()].map((id) => id + 1);
    assert.equal(joinPictures(at(pictures(...ids), 7)), false);
    assert.equal(after(joinPictures, at(pictures(...ids.slice(1)), 7)), gallery(...ids.slice(1)));
  });
  test("changes its order, with the cursor in the same caption", () => {
    assert.equal(after(movePicture(1), at(gallery(1, 2, 3), 1)), gallery(2, 1, 3));
    assert.equal(after(movePicture(-1), at(gallery(1, 2, 3), 3)), gallery(1, 3, 2));
    assert.equal(movePicture(-1)(at(gallery(1, 2), 1)), false);
    assert.equal(movePicture(1)(at(gallery(1, 2), 2)), false);
    assert.equal(movePicture(1)(at(picture(1), 1)), false);
    let next = at(gallery(1, 2, 3), 1);
    for (const step of [1, 1]) {
      movePicture(step)(next, (tr) => {
        next = next.apply(tr);
      });
    }
    assert.equal(
      write(next.apply(next.tr.insertText("!")).doc),
      gallery(2, 3, 1).replace("picture 1", "!picture 1"),
    );
  });
  test("leaves a single picture alone where another is taken out or removed", () => {
    assert.equal(after(takeOut, at(gallery(1, 2, 3), 2)), gallery(1, 3) + picture(2));
    assert.equal(after(takeOut, at(gallery(1, 2), 1)), pictures(2, 1));
    assert.equal(after(removePicture, at(gallery(1, 2, 3), 2)), gallery(1, 3));
    assert.equal(after(removePicture, at(gallery(1, 2), 1)), picture(2));
    assert.equal(after(removePicture, at(`<p>a</p>${picture(1)}`, 1)), "<p>a</p>");
  });
  describe("with a title", () => {
    const titled = (title, ...ids) => gallery(...ids).replace(">", `><h3>${title}</h3>`);
    const line = (title) => `<p>${title}</p>`;

    test("keeps it where pictures are moved or removed", () => {
      assert.equal(after(movePicture(1), at(titled("Sea", 1, 2), 1)), titled("Sea", 2, 1));
      assert.equal(movePicture(-1)(at(titled("Sea", 1, 2), 1)), false);
      assert.equal(after(removePicture, at(titled("Sea", 1, 2, 3), 1)), titled("Sea", 2, 3));
      assert.equal(after(takeOut, at(titled("Sea", 1, 2, 3), 3)), titled("Sea", 1, 2) + picture(3));
    });
    test("keeps the first of several that are joined, and leaves no other out", () => {
      const html = picture(1) + titled("Sea", 2, 3) + titled("Land", 4, 5);
      assert.equal(after(joinPictures, at(html, 1)), titled("Sea", 1, 2, 3, 4, 5) + line("Land"));
    });
    test("leaves it as a paragraph where no gallery is left", () => {
      assert.equal(after(dissolveGallery, at(titled("Sea", 1, 2), 2)), line("Sea") + pictures(1, 2));
      assert.equal(after(dissolveGallery, stateAt(titled("Sea", 1, 2), "Sea")), line("Sea") + pictures(1, 2));
      assert.equal(after(removePicture, at(titled("Sea", 1, 2), 1)), line("Sea") + picture(2));
    });
    test("says which picture the cursor is at", () => {
      const { index, size } = galleryPlace(at(titled("Sea", 1, 2, 3), 2)).gallery;
      assert.deepEqual([index, size], [1, 3]);
      assert.equal(galleryPlace(stateAt(titled("Sea", 1, 2), "Sea")).gallery.index, -1);
    });
  });
  test("is dissolved into its pictures", () => {
    assert.equal(after(dissolveGallery, at(`<p>a</p>${gallery(1, 2)}`, 2)), `<p>a</p>${pictures(1, 2)}`);
    assert.equal(dissolveGallery(at(picture(1), 1)), false);
  });
});

describe("a table", () => {
  const three = (cells) =>
    `<table><tbody>${cells.map((cell) => `<tr><td>${cell}</td></tr>`).join("")}</tbody></table>`;

  test("is new with a head and three columns", () => {
    const empty = (tag) => `<tr>${`<${tag}></${tag}>`.repeat(3)}</tr>`;
    const expected = `<table><thead>${empty("th")}</thead><tbody>${empty("td").repeat(2)}</tbody></table>`;
    assert.equal(after(insertTable, stateAt("<p>x</p>", "x")), `<p>x</p>${expected}`);
  });
  test("gets a head down to the row of the cursor, and loses it again", () => {
    const html = after(toggleHead, stateAt(three(["a", "b", "c"]), "b"));
    assert.equal(
      html,
      "<table><thead><tr><th>a</th></tr><tr><th>b</th></tr></thead><tbody><tr><td>c</td></tr></tbody></table>",
    );
    assert.equal(after(toggleHead, stateAt(html, "b")), three(["a", "b", "c"]));
  });
  test("is shown as a chart, and as a table again", () => {
    const html = after(setChart("lines"), stateAt(three(["a", "b"]), "a"));
    assert.equal(html, three(["a", "b"]).replace("<table>", '<table data-chart="lines">'));
    assert.equal(after(setChart(""), stateAt(html, "b")), three(["a", "b"]));
    assert.equal(setChart("bars")(stateAt("<p>a</p>", "a")), false);
  });
  test("keeps a row that is no head", () => {
    assert.equal(toggleHead(stateAt(three(["a", "b"]), "b")), false);
    assert.equal(toggleHead(stateAt("<p>a</p>", "a")), false);
  });
});

describe("words in bold", () => {
  const state = stateAt("<p>Talks with <strong>Haeon</strong> on <strong>tides</strong>.</p>", "Talks");
  const passage = (before, words, after) => ({ before, words, after });

  test("are made plain where they were found", () => {
    const passages = [passage("Talks with ", "Haeon", " on tides."), passage("gone ", "pace", "")];
    assert.equal(after(unboldWords(passages), state), "<p>Talks with Haeon on <strong>tides</strong>.</p>");
  });
  test("that are no longer there are told", () => {
    assert.equal(unboldWords([passage("gone ", "pace", "")])(state), false);
  });
});

test("placeholders are filled, unknown ones stay", () => {
  assert.equal(filled("{a} of {b}", { a: 0 }), "0 of {b}");
});
