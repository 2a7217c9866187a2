// Players, posts and maps of other sites: recognised by their address, and shown as a card with a caption. The
// patterns come from articles/body/embed_providers.toml. No request goes to the other site.

import { pm } from "django-prose-editor/editor";
import { insertBlock, nearest } from "newsroom-editor/blocks";
import { askForLink } from "newsroom-editor/dialog";
import { element, filled } from "newsroom-editor/dom";
import { inLanguage } from "newsroom-editor/library";
import { EMBED, schema } from "newsroom-editor/schema";

const { TextSelection } = pm.state;
const { nodes, marks } = schema;
const CODE = /^\s*<(iframe|blockquote)\b[\s\S]*>\s*$/i;
// Also a shortened address, or one without a scheme.
const ADDRESS_ALONE = /^(https?:\/\/)?[^\s/]+\.[^\s/]+\/\S*$/i;
const POSTS = /\b(twitter-tweet|instagram-media|bluesky-embed|tiktok-embed)\b/;

/** Patterns are compiled once for each configuration. */
const patterns = new Map();
function pattern(source) {
  if (!patterns.has(source)) patterns.set(source, new RegExp(`^(?:${source})$`));
  return patterns.get(source);
}

/** A normalised address without its scheme; "" if it cannot be the address of a page. */
function pageAddress(written) {
  try {
    const url = new URL(written.trim().replace(/^\/\//, "https://"));
    const isPage = /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.port;
    return isPage ? url.href.slice(url.protocol.length + 2) : "";
  } catch {
    return "";
  }
}

function decoded(inner) {
  try {
    return decodeURIComponent(inner);
  } catch {
    return "";
  }
}

/** The key under which a text stores an embed: "youtube:dQw4w9WgXcQ"; "" for an unknown address. */
export function embedName(providers, written, isInner = false) {
  const address = pageAddress(written);
  if (!address || /\s/.test(written.trim())) return "";
  for (const { name, forms } of providers) {
    for (const { key, addresses } of forms) {
      for (const source of addresses) {
        const groups = pattern(source).exec(address)?.groups;
        if (!groups) continue;
        if ("inner" in groups) return isInner ? "" : embedName(providers, decoded(groups.inner), true);
        const found = `${name}:${key.replace(/\{([a-z]+)\}/g, (_, part) => groups[part])}`;
        return EMBED.test(found) ? found : ""; // a text would not store any other
      }
    }
  }
  return "";
}

/** Whether a plain text is embed code that a site offers for copying. */
export const isEmbedCode = (text) => CODE.test(text);

/** The key of an element of pasted HTML: a frame, or a post that a script would draw; "" for neither. */
export function embedOf(providers, source, address) {
  if (address) return embedName(providers, address);
  if (source.localName !== "blockquote" || !POSTS.test(source.className)) return "";
  const links = [...source.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")).reverse();
  const own = [source.getAttribute("cite"), source.dataset.instgrmPermalink].filter(Boolean);
  for (const one of [...own, ...links]) {
    const name = embedName(providers, one);
    if (name) return name;
  }
  return "";
}

/** “Video on YouTube”, or the key if the provider is unknown. */
export function embedLabel({ embeds }, name) {
  return embeds.find((provider) => provider.name === name.split(":")[0])?.label ?? name;
}

/** The key of the embed for the line at the cursor, if it contains only an address; "" otherwise. */
export function offeredEmbed(editor, { selection: { $from, $to } }) {
  const { parent } = $from;
  if (parent.type !== nodes.paragraph || $from.depth !== 1 || !$from.sameParent($to)) return "";
  const link = parent.childCount === 1 && marks.link.isInSet(parent.firstChild.marks);
  const linked = link && link.attrs.kind === "href" ? embedName(editor.embeds, link.attrs.value) : "";
  return linked || embedName(editor.embeds, parent.textContent);
}

/** Turn the address at the cursor into a card, with the cursor in its caption: the words of the link, if any. */
export function makeEmbed(editor) {
  return (state, dispatch) => {
    const name = offeredEmbed(editor, state);
    if (!name) return false;
    const { $from } = state.selection;
    const words = $from.parent.textContent.trim();
    const caption = ADDRESS_ALONE.test(words) || !words ? null : schema.text(words);
    // A separate step: undo restores the address.
    const tr = pm.history
      .closeHistory(state.tr)
      .replaceWith($from.before(), $from.after(), nodes.embed.create({ name }, caption));
    tr.setSelection(TextSelection.create(tr.doc, $from.before() + 1));
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** Remove the card at the cursor. The content of its caption stays as a paragraph. */
export function removeEmbed(state, dispatch) {
  const around = nearest(state, nodes.embed);
  if (!around) return false;
  const { node, pos } = around;
  const { tr } = state;
  if (node.content.size) tr.replaceWith(pos, pos + node.nodeSize, nodes.paragraph.create(null, node.content));
  else tr.delete(pos, pos + node.nodeSize);
  dispatch?.(tr.scrollIntoView());
  return true;
}

/** Ask for the address of a player, a post or a map, and show it as a card. */
export function askForEmbed(editor) {
  const { embedTitle: link, embedHint: addressHint, embedWrong: addressWrong } = editor.words;
  askForLink(editor, {
    href: "",
    needsText: false,
    own: { link, addressHint, addressWrong },
    address: (written) => embedName(editor.embeds, written),
    onClose: () => editor.view.focus(),
    onChoose: ({ href: name }) => editor.run(insertBlock(nodes.embed.create({ name }))),
  });
}

export class EmbedView {
  constructor(node, editor) {
    this.editor = editor;
    this.image = "";
    this.picture = element("div", { class: "body-editor__picture", contenteditable: "false" });
    this.card = element("div", { class: "body-editor__embed", contenteditable: "false" });
    this.contentDOM = element("figcaption", { "data-hint": editor.words.embedCaption });
    this.dom = element("figure", {}, this.picture, this.card, this.contentDOM);
    this.show(node);
  }

  show({ attrs: { name, image, title, author } }) {
    const { embeds, words } = this.editor;
    const isKnown = embeds.some((provider) => name.startsWith(`${provider.name}:`));
    const label = isKnown ? embedLabel(this.editor, name) : words.embedUnknown;
    this.dom.dataset.embed = name;
    const facts = [
      title && element("small", { class: "body-editor__title" }, title),
      author && element("small", {}, author),
    ];
    this.card.replaceChildren(
      element("strong", {}, filled(label, { name })),
      ...facts.filter(Boolean),
      element("code", { lang: "zxx" }, name.slice(name.indexOf(":") + 1)),
    );
    this.showPicture(image);
  }

  /** Show the picture that replaces the embed until a reader loads it. */
  async showPicture(image) {
    if (this.image === image) return;
    this.image = image;
    this.picture.replaceChildren();
    const { library, language } = this.editor;
    const found = image ? await library.find("image", image).catch(() => null) : null;
    if (!found || this.image !== image) return;
    const { src, width, height } = found;
    this.picture.append(element("img", { src, width, height, alt: inLanguage(found.alt, language).text }));
  }

  update(node) {
    if (node.type !== nodes.embed) return false;
    this.show(node);
    return true;
  }

  selectNode() {
    this.dom.classList.add("is-selected");
  }

  deselectNode() {
    this.dom.classList.remove("is-selected");
  }

  ignoreMutation(mutation) {
    if (mutation.type === "selection") return false;
    return mutation.type === "attributes" || !this.contentDOM.contains(mutation.target);
  }
}
