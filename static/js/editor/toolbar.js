// The tools above the text: one stop for Tab, arrows move from tool to tool.

import { pm } from "django-prose-editor/editor";
import {
  insertBlock,
  insertFactBox,
  isInQuote,
  nearest,
  setLine,
  setPassage,
  toggleLine,
  toggleList,
  togglePullQuote,
  toggleQuote,
} from "newsroom-editor/blocks";
import { askForEmbed } from "newsroom-editor/embeds";
import { button, drawing, element } from "newsroom-editor/dom";
import { askForGallery } from "newsroom-editor/galleries";
import { ICONS } from "newsroom-editor/icons";
import { stretch, toggleForeign } from "newsroom-editor/links";
import { openMenu } from "newsroom-editor/menu";
import { KINDS, PULL_QUOTE, schema } from "newsroom-editor/schema";
import { insertTable } from "newsroom-editor/tables";

const { toggleMark } = pm.commands;
const { redo, undo } = pm.history;
const { nodes, marks } = schema;
export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

const isAt = (type) => (state) => Boolean(nearest(state, type));
const isMarked = (type) => (state) => {
  const { from, to, empty, $from } = state.selection;
  if (empty) return Boolean(type.isInSet(state.storedMarks ?? $from.marks()));
  return state.doc.rangeHasMark(from, to, type);
};
const markTool = (name, keys) => ({
  name,
  keys,
  run: toggleMark(marks[name]),
  isActive: isMarked(marks[name]),
});

/** The tools in groups. `run` is a command; `open` is called instead of it on a click. */
function groups(editor) {
  const kinds = (opener) =>
    openMenu(
      opener,
      KINDS.map((kind) => ({
        text: editor.labels[kind],
        lang: editor.language,
        isChecked: nearest(editor.view.state, nodes.passage)?.node.attrs.kind === kind,
        choose: () => editor.run(setPassage(kind)),
      })),
      editor.words.passage,
    );
  const isLinked = (kind) => (state) => stretch(state, marks.link)?.mark.attrs.kind === kind;
  const takesLinks = (state) => state.selection.$from.parent.inlineContent;
  return [
    [
      {
        name: "paragraph",
        keys: "Mod+Alt+0",
        run: setLine(nodes.paragraph),
        isActive: isAt(nodes.paragraph),
        isFree: true,
      },
      { name: "heading", keys: "Mod+Alt+2", run: toggleLine(nodes.heading), isActive: isAt(nodes.heading) },
      {
        name: "subheading",
        keys: "Mod+Alt+3",
        run: toggleLine(nodes.subheading),
        isActive: isAt(nodes.subheading),
      },
    ],
    [
      markTool("strong", "Mod+B"),
      markTool("em", "Mod+I"),
      markTool("sub", "Mod+,"),
      markTool("sup", "Mod+."),
    ],
    [
      {
        name: "bulletList",
        keys: "Mod+Shift+8",
        run: toggleList(nodes.bullet_list),
        isActive: isAt(nodes.bullet_list),
      },
      {
        name: "orderedList",
        keys: "Mod+Shift+7",
        run: toggleList(nodes.ordered_list),
        isActive: isAt(nodes.ordered_list),
      },
      { name: "quote", keys: "Mod+Shift+9", run: toggleQuote, isActive: isInQuote("") },
      { name: "pullQuote", run: togglePullQuote, isActive: isInQuote(PULL_QUOTE) },
      {
        name: "passage",
        hasMenu: true,
        run: setPassage("background"),
        open: kinds,
        isActive: isAt(nodes.passage),
        isFree: true,
      },
      { name: "factBox", run: insertFactBox, isActive: isAt(nodes.fact_box), isFree: true },
    ],
    [
      {
        name: "link",
        keys: "Mod+K",
        run: takesLinks,
        open: () => editor.editLink(),
        isActive: isLinked("href"),
      },
      {
        name: "article",
        run: takesLinks,
        open: () => editor.linkTo("article"),
        isActive: isLinked("article"),
      },
      { name: "topic", run: takesLinks, open: () => editor.linkTo("topic"), isActive: isLinked("topic") },
      { name: "term", run: takesLinks, open: () => editor.linkTo("term"), isActive: isLinked("term") },
      { name: "foreign", run: toggleForeign(editor.other), isActive: isMarked(marks.foreign) },
    ],
    [
      { name: "figure", run: () => true, open: () => editor.insertPicture(), isActive: isAt(nodes.figure) },
      { name: "gallery", run: () => true, open: () => askForGallery(editor), isActive: isAt(nodes.gallery) },
      { name: "embed", run: () => true, open: () => askForEmbed(editor), isActive: isAt(nodes.embed) },
      { name: "table", run: insertTable, isActive: isAt(nodes.table_frame) },
      { name: "rule", run: insertBlock(nodes.rule.create()) },
    ],
    [
      { name: "undo", keys: "Mod+Z", run: undo },
      { name: "redo", keys: "Mod+Shift+Z", run: redo },
    ],
  ];
}

export class Toolbar {
  constructor(editor) {
    this.editor = editor;
    const grouped = groups(editor);
    this.tools = grouped.flat();
    this.dom = element("div", {
      role: "toolbar",
      class: "body-tools",
      "aria-label": editor.words.toolbar,
      "aria-controls": editor.id,
    });
    for (const group of grouped) {
      this.dom.append(
        element("div", { class: "body-tools__group" }, ...group.map((tool) => this.draw(tool))),
      );
    }
    this.tools[0].dom.tabIndex = 0;
    roving(this.dom, editor);
  }

  draw(tool) {
    const { editor } = this;
    const label = editor.words[tool.name];
    const keys = tool.keys?.replace("Mod", IS_MAC ? "⌘" : "Ctrl");
    tool.dom = button(
      {
        class: "body-tools__tool",
        "data-tool": tool.name,
        "aria-label": label,
        "aria-pressed": tool.isActive ? "false" : null,
        "aria-haspopup": tool.hasMenu ? "menu" : null,
        "aria-expanded": tool.hasMenu ? "false" : null,
        "aria-keyshortcuts": tool.keys?.replace("Mod", IS_MAC ? "Meta" : "Control"),
        title: keys ? `${label} (${keys})` : label,
        tabindex: "-1",
      },
      () => this.press(tool),
      drawing(ICONS[tool.name]),
    );
    return tool.dom;
  }

  press(tool) {
    if (tool.dom.getAttribute("aria-disabled") === "true") return;
    if (tool.open) tool.open(tool.dom);
    else this.editor.run(tool.run);
  }

  update(state) {
    for (const { dom, run, isActive, isFree } of this.tools) {
      const active = Boolean(isActive?.(state));
      if (isActive) dom.setAttribute("aria-pressed", String(active));
      dom.setAttribute("aria-disabled", String(!(run(state) || (isFree && active))));
    }
  }

  focus() {
    this.dom.querySelector("[tabindex='0']").focus();
  }
}

/** Make the buttons of a toolbar one stop for Tab; arrows, Home and End move through, Esc back to the text. */
export function roving(dom, editor) {
  dom.addEventListener("mousedown", (event) => {
    // The text keeps its selection and its input method.
    if (event.target.closest("button")) event.preventDefault();
  });
  dom.addEventListener("focusin", (event) => {
    const here = event.target.closest("button:not([role])");
    if (!here) return;
    for (const other of dom.querySelectorAll("button:not([role])")) other.tabIndex = other === here ? 0 : -1;
  });
  dom.addEventListener("keydown", (event) => {
    const stops = [...dom.querySelectorAll("button:not([role])")];
    const here = stops.indexOf(document.activeElement);
    if (here < 0) return;
    const places = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 };
    if (event.key === "Escape") editor.view.focus();
    else if (event.key in places) stops.at(places[event.key] % stops.length).focus();
    else return;
    event.preventDefault();
  });
}
