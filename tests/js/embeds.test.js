// Addresses of other sites, recognised while a text is written; the whole table is compared in tests/browser.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pm } from "django-prose-editor/editor";
import { setEmbedFacts } from "newsroom-editor/facts";
import { embedName, isEmbedCode, makeEmbed, offeredEmbed, removeEmbed } from "newsroom-editor/embeds";
import { read, write } from "newsroom-editor/html";
import { fromElsewhere } from "newsroom-editor/office";

const { EditorState, TextSelection } = pm.state;
const PROVIDERS = [
  {
    name: "tube",
    label: "Video on Tube",
    forms: [
      {
        key: "{id}",
        addresses: ["tube\\.example/(?<id>[0-9]{3})(?:\\?.*)?", "frames\\.example/(?<id>[0-9]{3})"],
      },
    ],
  },
  {
    name: "book",
    label: "Post on Book",
    forms: [{ key: "{user}/{id}", addresses: ["book\\.example/(?<user>[a-z]+)/(?<id>[0-9]+)"] }],
  },
  {
    name: "wrapped",
    label: "Post",
    forms: [{ key: "{id}", addresses: ["plugin\\.example/\\?href=(?<inner>[^&#]{1,1000})"] }],
  },
  {
    name: "lax",
    label: "Video",
    forms: [{ key: "{id}", addresses: ["lax\\.example/(?<id>[a-z=]+)"] }],
  },
];
const EDITOR = { embeds: PROVIDERS };
const CARD = '<figure data-embed="tube:123"><figcaption></figcaption></figure>';

function stateAt(html, words) {
  const doc = read(html);
  let at = 1;
  doc.descendants((node, pos) => {
    if (node.isText && node.text.includes(words)) at = pos;
  });
  return EditorState.create({ doc, selection: TextSelection.create(doc, at) });
}

function after(command, state) {
  let next = null;
  command(state, (tr) => {
    next = state.apply(tr);
  });
  return next && write(next.doc);
}

describe("an address", () => {
  for (const [written, name] of [
    ["https://tube.example/123?si=tracking", "tube:123"],
    [" HTTP://TUBE.example/123 ", "tube:123"],
    ["//frames.example/123", "tube:123"],
    ["https://book.example/desk/45", "book:desk/45"],
    ["https://plugin.example/?href=https%3A%2F%2Ftube.example%2F123", "tube:123"],
    ["https://plugin.example/?href=%E0%A4%A", ""],
    ["https://lax.example/ab", "lax:ab"],
    ["https://lax.example/a=b", ""],
    ["https://plugin.example/?href=https%3A%2F%2Fplugin.example%2F%3Fhref%3Dx", ""],
    ["https://tube.example.evil.example/123", ""],
    ["https://tube.example@evil.example/123", ""],
    ["https://user:word@tube.example/123", ""],
    ["https://tube.example:8443/123", ""],
    ["javascript://tube.example/123", ""],
    ["https://tube.example/123 and more", ""],
    ["tube.example/123", ""],
    ["", ""],
  ]) {
    test(JSON.stringify(written), () => assert.equal(embedName(PROVIDERS, written), name));
  }
});

describe("a line", () => {
  for (const [what, html, name] of [
    ["of an address alone", "<p>https://tube.example/123</p>", "tube:123"],
    ["of a link alone", '<p><a href="https://tube.example/123">the launch</a></p>', "tube:123"],
    ["with other words", "<p>see https://tube.example/123</p>", ""],
    ["with a link among words", '<p><a href="https://tube.example/123">this</a> one</p>', ""],
    ["in a passage", '<aside data-kind="lead"><p>https://tube.example/123</p></aside>', ""],
    ["of a heading", "<h2>https://tube.example/123</h2>", ""],
  ]) {
    test(what, () => assert.equal(offeredEmbed(EDITOR, stateAt(html, "")), name));
  }

  test("becomes a card with one command", () => {
    const state = stateAt("<p>before</p><p>https://tube.example/123</p><p>after</p>", "https");
    assert.equal(after(makeEmbed(EDITOR), state), `<p>before</p>${CARD}<p>after</p>`);
  });

  for (const [words, caption] of [
    ["the launch", "the launch"],
    ["tube.example/123", ""],
  ]) {
    test(`of a link becomes a card with the caption “${caption}”`, () => {
      const html = `<p><a href="https://tube.example/123">${words}</a></p>`;
      const card = CARD.replace("></figcaption>", `>${caption}</figcaption>`);
      assert.equal(after(makeEmbed(EDITOR), stateAt(html, words)), card);
    });
  }

  test("stays as it is where nothing is known", () => {
    assert.equal(after(makeEmbed(EDITOR), stateAt("<p>words</p>", "words")), null);
  });

  test("a card that is removed leaves the words of its caption", () => {
    const html = CARD.replace("></figcaption>", ">The launch</figcaption>");
    assert.equal(after(removeEmbed, stateAt(html, "launch")), "<p>The launch</p>");
  });
});

describe("pasted code", () => {
  for (const [what, html, expected, isTold] of [
    [
      "of a known frame is a card",
      '<p>a</p><iframe src="//frames.example/123"></iframe>',
      `<p>a</p>${CARD}`,
      false,
    ],
    [
      "of an unknown frame is a link",
      '<iframe src="https://other.example/1"></iframe>',
      '<p><a href="https://other.example/1">https://other.example/1</a></p>',
      true,
    ],
    [
      "of a post that a script would draw is a card",
      '<blockquote class="twitter-tweet"><p>words</p><a href="https://tube.example/123?ref=x">May 1</a></blockquote><script async></script>',
      CARD,
      false,
    ],
    [
      "of a post of an unknown site is a quote",
      '<blockquote class="twitter-tweet"><p>words</p></blockquote>',
      "<blockquote><p>words</p></blockquote>",
      false,
    ],
  ]) {
    test(what, () => {
      const found = fromElsewhere(html, PROVIDERS);
      assert.equal(found.html, expected);
      assert.equal(found.hasEmbeds, isTold);
    });
  }

  test("is told from plain text", () => {
    assert.ok(isEmbedCode('<iframe width="560" src="https://tube.example/123"></iframe>'));
    assert.ok(
      isEmbedCode('<blockquote class="twitter-tweet">\n<p>a</p></blockquote> <script async></script>'),
    );
    assert.ok(!isEmbedCode("a <iframe> is an element"));
  });
});

describe("facts of a card", () => {
  const FACTS =
    'data-image="12" data-title="Tom &amp; &lt;Ann&gt; &quot;2&quot; it&#x27;s" data-author="Harbor TV"';
  const KNOWN = `<figure data-embed="tube:123" ${FACTS}><figcaption>Cranes</figcaption></figure>`;

  test("come back from the editor as they are stored", () => {
    assert.equal(write(read(KNOWN)), KNOWN);
    assert.equal(write(read(CARD)), CARD);
  });

  test("that are none are left out", () => {
    const odd =
      '<figure data-embed="tube:123" data-image="x" data-title=" "><figcaption></figcaption></figure>';
    assert.equal(write(read(odd)), CARD);
  });

  test("are set on the card at the cursor and its caption stays", () => {
    const facts = { title: "The <launch>", author: "", image: "7" };
    const facing = 'data-image="7" data-title="The &lt;launch&gt;"';
    const changed = after(setEmbedFacts(facts), stateAt(KNOWN, "Cranes"));
    assert.equal(changed, `<figure data-embed="tube:123" ${facing}><figcaption>Cranes</figcaption></figure>`);
    assert.equal(after(setEmbedFacts(facts), stateAt("<p>elsewhere</p>", "elsewhere")), null);
  });

  test("are no picture of the library", () => {
    assert.equal(read(KNOWN).firstChild.type.name, "embed");
    const picture = '<figure data-image="12"><figcaption></figcaption></figure>';
    assert.equal(read(picture).firstChild.type.name, "figure");
  });
});
