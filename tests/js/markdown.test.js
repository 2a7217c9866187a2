import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromMarkdown, isMarkdown, plainHtml } from "newsroom-editor/markdown";

const html = (text) => fromMarkdown(text).html;

describe("plain text is Markdown", () => {
  for (const text of [
    "## Tides",
    "- one\n- two",
    "1. first",
    "> said",
    "a **bold** word",
    "[here](https://a.example)",
  ]) {
    test(`when it says ${JSON.stringify(text)}`, () => assert.equal(isMarkdown(text), true));
  }
  for (const text of [
    "5 * 3 * 2",
    "-5 degrees",
    "#hashtag",
    "2. second",
    "a_b_c",
    "[note](page 3)",
    "a ** b ** c",
  ]) {
    test(`but not when it says ${JSON.stringify(text)}`, () => assert.equal(isMarkdown(text), false));
  }
});

describe("Markdown becomes the elements of a body", () => {
  for (const [text, expected] of [
    ["# Tides", "<h2>Tides</h2>"],
    ["## Tides ##", "<h2>Tides</h2>"],
    ["### Fog", "<h3>Fog</h3>"],
    ["***", "<hr>"],
    ["- one\n* two", "<ul><li>one</li><li>two</li></ul>"],
    ["1. one\n7) two", "<ol><li>one</li><li>two</li></ol>"],
    ["> It rose.\n> — Han Seo-yun", "<blockquote><p>It rose.</p><cite>Han Seo-yun</cite></blockquote>"],
    ["> — alone", "<blockquote><p>— alone</p></blockquote>"],
    [
      "| Port | Metres |\n|---|---:|\n| Mokpo | 3 |",
      "<table><thead><tr><th>Port</th><th>Metres</th></tr></thead><tbody><tr><td>Mokpo</td><td>3</td></tr></tbody></table>",
    ],
    ["one\ntwo", "<p>one</p><p>two</p>"],
  ]) {
    test(JSON.stringify(text), () => assert.equal(html(text), expected));
  }

  test("a line that was wrapped goes on, where blank lines part the paragraphs", () => {
    const long = "The tide rose by three metres within an hour on Thursday morning";
    assert.equal(
      html(`${long}\nin Mokpo.\n\nNobody was hurt.`),
      `<p>${long} in Mokpo.</p><p>Nobody was hurt.</p>`,
    );
    assert.equal(html(`Short\nlines.\n\nStay.`), "<p>Short</p><p>lines.</p><p>Stay.</p>");
    assert.equal(html(`${long}\nin Mokpo.`), `<p>${long}</p><p>in Mokpo.</p>`);
  });

  test("pictures are left out and reported", () => {
    assert.deepEqual(fromMarkdown("![a gull](gull.png) Gulls"), { html: "<p> Gulls</p>", hasPictures: true });
    assert.equal(fromMarkdown("Gulls").hasPictures, false);
  });
});

describe("a line of Markdown", () => {
  for (const [text, expected] of [
    ["a **bold** and *slanted* word", "<p>a <strong>bold</strong> and <em>slanted</em> word</p>"],
    ["__bold__ and _slanted_", "<p><strong>bold</strong> and <em>slanted</em></p>"],
    ["5 * 3 * 2", "<p>5 * 3 * 2</p>"],
    ["snake_case_name", "<p>snake_case_name</p>"],
    ["달_무리_신문", "<p>달_무리_신문</p>"],
    [String.raw`\*not slanted\*`, "<p>*not slanted*</p>"],
    ["`a < b`", "<p>a &lt; b</p>"],
    ["[the *port*](https://a.example/x)", '<p><a href="https://a.example/x">the <em>port</em></a></p>'],
    ['[port](https://a.example "Title")', '<p><a href="https://a.example">port</a></p>'],
    ["<https://a.example>", '<p><a href="https://a.example">https://a.example</a></p>'],
    ["[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"],
    ["<b onclick=x>", "<p>&lt;b onclick=x&gt;</p>"],
  ]) {
    test(JSON.stringify(text), () => assert.equal(html(text), expected));
  }

  test("may hold the signs that stand for what was set aside", () => {
    assert.equal(html("a\ue0000\ue001b"), "<p>a0b</p>");
  });
});

test("plain text is a paragraph for each line", () => {
  assert.equal(
    plainHtml(" one\r\n\r\ntwo & <three>\rfour"),
    "<p>one</p><p>two &amp; &lt;three&gt;</p><p>four</p>",
  );
});
