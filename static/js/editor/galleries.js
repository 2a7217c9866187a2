// Galleries: groups of pictures. Commands to create, reorder and dissolve them.

import { pm } from "django-prose-editor/editor";
import { command, insertBlock, nearest } from "newsroom-editor/blocks";
import { button, filled } from "newsroom-editor/dom";
import { choosePictures } from "newsroom-editor/pictures";
import { schema } from "newsroom-editor/schema";

const { Fragment } = pm.model;
const { NodeSelection, TextSelection } = pm.state;
const { nodes } = schema;
const MOST_PICTURES = 30;

const picturesOf = (gallery) => gallery.children.slice(1); // behind the title
const hasTitle = (gallery) => gallery.firstChild.content.size > 0;

/** A gallery of pictures with the title of another, or with an empty one. */
function galleryOf(pictures, title = nodes.box_title.create()) {
  return nodes.gallery.create(null, [title, ...pictures]);
}

/** The titles of dissolved galleries, as paragraphs. */
function titlesOf(galleries) {
  return galleries.filter(hasTitle).map(({ firstChild }) => nodes.paragraph.create(null, firstChild.content));
}

/** The gallery and picture at the cursor: {node, pos, index, picture}; index is -1 for the whole gallery. */
function galleryAt(state) {
  const around = nearest(state, nodes.gallery);
  if (!around) return null;
  const picture = nearest(state, nodes.figure);
  let index = -1;
  around.node.forEach((_child, offset, place) => {
    if (picture?.pos === around.pos + 1 + offset) index = place - 1;
  });
  return { ...around, index, picture: index < 0 ? null : picture };
}

/** The adjacent pictures and galleries at the cursor: {from, to, pictures, galleries, count}, or null. */
function picturesHere(state) {
  const here = nearest(state, nodes.gallery) ?? nearest(state, nodes.figure);
  if (!here) return null;
  const { doc } = state;
  const isPicture = (node) => [nodes.figure, nodes.gallery].includes(node?.type);
  let first = doc.resolve(here.pos).index(0);
  let from = here.pos;
  while (isPicture(doc.maybeChild(first - 1))) {
    first -= 1;
    from -= doc.child(first).nodeSize;
  }
  const pictures = [];
  const galleries = [];
  let to = from;
  for (let place = first; isPicture(doc.maybeChild(place)); place += 1) {
    const node = doc.child(place);
    to += node.nodeSize;
    if (node.type === nodes.gallery) galleries.push(node);
    pictures.push(...(node.type === nodes.gallery ? picturesOf(node) : [node]));
  }
  return { from, to, pictures, galleries, count: doc.resolve(to).index(0) - first };
}

const figure = (image) => nodes.figure.create({ image: String(image) });

/** Replace a range by one or more pictures, with the cursor at the same place of the same picture. */
function put(tr, state, { from, to }, content) {
  const { $from } = state.selection;
  const picture = nearest(state, nodes.figure);
  tr.replaceWith(from, to, content);
  if (!picture) return;
  tr.doc.nodesBetween(from, Math.min(from + content.size, tr.doc.content.size), (node, pos) => {
    if (node !== picture.node) return true;
    const place = state.selection.node
      ? NodeSelection.create(tr.doc, pos)
      : TextSelection.create(tr.doc, pos + 1 + $from.parentOffset);
    tr.setSelection(place);
    return false;
  });
}

/** Merge the adjacent pictures and galleries at the cursor into one gallery, with their first title. */
export const joinPictures = command((tr, state) => {
  const here = picturesHere(state);
  if (!here || here.count < 2 || here.pictures.length > MOST_PICTURES) return false;
  const [first, ...others] = here.galleries.filter(hasTitle);
  return put(
    tr,
    state,
    here,
    Fragment.from([galleryOf(here.pictures, first?.firstChild), ...titlesOf(others)]),
  );
});

/** Replace the gallery by single pictures. */
export const dissolveGallery = command((tr, state) => {
  const around = galleryAt(state);
  if (!around) return false;
  return put(
    tr,
    state,
    range(around),
    Fragment.from([...titlesOf([around.node]), ...picturesOf(around.node)]),
  );
});

const range = ({ node, pos }) => ({ from: pos, to: pos + node.nodeSize });

/** Move the picture at the cursor by a step, -1 or 1, within its gallery. */
export function movePicture(step) {
  return command((tr, state) => {
    const around = galleryAt(state);
    const place = around ? around.index + step : -1;
    const pictures = around ? picturesOf(around.node) : [];
    if (!around?.picture || place < 0 || place >= pictures.length) return false;
    pictures.splice(place, 0, ...pictures.splice(around.index, 1));
    return put(tr, state, range(around), Fragment.from(galleryOf(pictures, around.node.firstChild)));
  });
}

/** The rest of a gallery without one of its pictures; a single picture if only one is left. */
function left({ node, index }) {
  const pictures = picturesOf(node).filter((_one, place) => place !== index);
  return pictures.length > 1 ? [galleryOf(pictures, node.firstChild)] : [...titlesOf([node]), ...pictures];
}

/** Move the picture at the cursor out of its gallery, behind it. */
export const takeOut = command((tr, state) => {
  const around = galleryAt(state);
  if (!around?.picture) return false;
  return put(tr, state, range(around), Fragment.from([...left(around), around.picture.node]));
});

/** Remove the picture at the cursor, from its gallery too. */
export const removePicture = command((tr, state) => {
  const around = galleryAt(state);
  const picture = around?.picture ?? (around ? null : nearest(state, nodes.figure));
  if (!picture) return false;
  if (!around) return tr.delete(picture.pos, picture.pos + picture.node.nodeSize);
  return tr.replaceWith(around.pos, around.pos + around.node.nodeSize, left(around));
});

/** Add pictures, by their ids, behind the picture at the cursor. */
function addPictures(images) {
  return command((tr, state) => {
    const around = galleryAt(state);
    if (!around) return false;
    const { node, pos } = around.picture ?? around;
    return tr.insert(pos + node.nodeSize - (around.picture ? 0 : 1), images.map(figure));
  });
}

/** Choose the pictures of a new gallery, and insert it behind the block at the cursor. */
export function askForGallery(editor) {
  choosePictures(editor, {
    title: editor.words.chooseGallery,
    label: editor.words.insertGallery,
    fewest: 2,
    most: MOST_PICTURES,
    onClose: () => editor.view.focus(),
    onChoose: (items) => editor.run(insertBlock(galleryOf(items.map(({ id }) => figure(id))))),
  });
}

/** Choose further pictures for the gallery at the cursor. */
export function askForMore(editor) {
  const around = galleryAt(editor.view.state);
  if (!around) return;
  choosePictures(editor, {
    title: editor.words.addToGallery,
    label: editor.words.addChosen,
    fewest: 1,
    most: MOST_PICTURES - picturesOf(around.node).length,
    onClose: () => editor.view.focus(),
    onChoose: (items) => editor.run(addPictures(items.map(({ id }) => id))),
  });
}

/** The data of the tools for the pictures at the cursor: {gallery: {index, size} or null, joins}. */
export function galleryPlace(state) {
  const around = galleryAt(state);
  return {
    gallery: around && { index: around.index, size: picturesOf(around.node).length },
    joins: joinPictures(state),
  };
}

/** The name of a place in a gallery; `own` is the name of the line in it. */
export function placeName({ view, words }, own) {
  const { index, node } = galleryAt(view.state);
  if (index < 0) return [words.gallery, words.galleryTitle].join(" › ");
  return [words.gallery, own, pictureOf(words, index, node)].join(" › ");
}

const pictureOf = (words, index, gallery) =>
  filled(words.pictureOf, { number: index + 1, total: picturesOf(gallery).length });

/** The tools for the picture at the cursor and for its gallery, in the line below the others. */
export function pictureTools(context, { image, gallery, joins }) {
  const { editor } = context;
  const own = (name, run) => button({ tabindex: "-1", "data-tool": name }, run, editor.words[name]);
  return [
    ...(image
      ? [own("changePicture", () => editor.changePicture()), context.tool("removePicture", removePicture)]
      : []),
    joins ? context.tool("joinPictures", joinPictures) : null,
    ...(gallery ? galleryTools(context, gallery, own) : []),
  ];
}

/** Commands for the order of the pictures, also by Alt and arrows, and for the gallery. */
function galleryTools(context, { index, size }, own) {
  const move = (name, step, arrow) =>
    context.tool(name, moveAndTell(context.editor, step), {
      "aria-keyshortcuts": `Alt+Arrow${arrow}`,
      title: `Alt+${arrow === "Up" ? "↑" : "↓"}`,
    });
  return [
    index > 0 ? move("moveEarlier", -1, "Up") : null,
    index >= 0 && index < size - 1 ? move("moveLater", 1, "Down") : null,
    index >= 0 ? context.tool("takeOut", takeOut) : null,
    size < MOST_PICTURES ? own("addPictures", () => askForMore(context.editor)) : null,
    context.tool("dissolveGallery", dissolveGallery),
  ];
}

/** Run a command, then announce the number of the picture at the cursor and of all pictures. */
export function moveAndTell(editor, step) {
  return (state, dispatch) => {
    if (!movePicture(step)(state, dispatch)) return false;
    if (dispatch) {
      const { index, node } = galleryAt(editor.view.state);
      editor.say(pictureOf(editor.words, index, node));
    }
    return true;
  };
}
