// Rows are put in order by dragging, or with the arrow keys on their handle: bylines, sources and related
// stories in the form of a story, where hidden numbers hold the order; and lists of sections and pages, which
// send their order.

import { letUndoGo } from "./undo.js";

const live = document.getElementById("row-order");
const LIST = "#result_list:has([data-row-id])";
const ROWS =
  "tr.form-row:not(.empty-form), .story-rows .inline-related:not(.empty-form), tr:has([data-row-id])";
const rowsOf = (group) => [...group.querySelectorAll(ROWS)];
const groupOf = (row) => row.closest(`.inline-group, ${LIST}`);
const positionOf = (row) => row.querySelector("input[name$='-position']:not([name^='initial-'])");
const placeOf = (row) => Number(/-(\d+)-position$/.exec(positionOf(row).name)[1]);

/** Write the order of the rows into their numbers. */
function number(group) {
  rowsOf(group).forEach((row, place) => {
    const field = positionOf(row);
    if (field.value === String(place)) return;
    field.value = place;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const idsOf = (group) => rowsOf(group).map((row) => row.querySelector("[data-row-id]").dataset.rowId);
let isSending = false;

/** Send the order of a list, one request after the other; undo a refused move. */
async function send(group) {
  if (isSending) return;
  isSending = true;
  await sendUntilSame(group);
  isSending = false;
}

async function sendUntilSame(group) {
  const form = document.getElementById("row-order-form");
  const seen = form.elements._seen;
  while (idsOf(group).join() !== seen.value) {
    const order = idsOf(group).join();
    const body = new URLSearchParams(new FormData(form));
    body.set("_order", order);
    const { words, message } = await answerTo(form, body);
    if (words) return putBack(group, seen.value.split(","), words);
    seen.value = order;
    showMessage(message);
  }
}

/** Post an order; return the HTML of its message, or the text of the refusal. */
async function answerTo(form, body) {
  try {
    const response = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(30000) });
    const isText = response.headers.get("Content-Type")?.startsWith("text/plain");
    if (response.ok && !response.redirected) return { message: await response.text() };
    if ([409, 403].includes(response.status) && isText) return { words: await response.text() };
  } catch {
    // as below: no response, or none in time
  }
  return { words: live.dataset.lost };
}

/** Show the result, with a button to undo it. */
function showMessage(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const list = Object.assign(document.createElement("ul"), {
    className: "messagelist",
    id: "row-order-message",
  });
  const item = Object.assign(document.createElement("li"), { className: "success" });
  item.append(...page.body.childNodes);
  list.append(item);
  document.getElementById("row-order-message")?.remove();
  document.getElementById("changelist").before(list);
  letUndoGo();
}

function putBack(group, ids, words) {
  const rows = new Map(rowsOf(group).map((row) => [row.querySelector("[data-row-id]").dataset.rowId, row]));
  for (const id of ids) group.tBodies[0].append(rows.get(id));
  document.getElementById("row-order-message")?.remove();
  showError(words);
}

function showError(words) {
  document.getElementById("row-order-error")?.remove();
  const note = Object.assign(document.createElement("p"), { id: "row-order-error", className: "errornote" });
  note.setAttribute("role", "alert");
  const again = Object.assign(document.createElement("a"), { href: "", textContent: live.dataset.again });
  note.append(words, " ", again);
  document.getElementById("changelist").before(note);
}

function keepOrder(group) {
  if (!group.matches(LIST)) return number(group);
  document.getElementById("row-order-error")?.remove();
  send(group);
}

function arrange(group, rows) {
  const end = group.querySelector(".empty-form");
  for (const row of rows) end.before(row);
}

/** Move a row past its neighbour, -1 up or 1 down; return whether there was one. */
function move(row, step) {
  const rows = rowsOf(groupOf(row));
  const neighbour = rows[rows.indexOf(row) + step];
  if (step < 0) neighbour?.before(row);
  else neighbour?.after(row);
  return Boolean(neighbour);
}

function announce(row) {
  const rows = rowsOf(groupOf(row));
  live.textContent = live.dataset.moved
    .replace("{place}", rows.indexOf(row) + 1)
    .replace("{count}", rows.length);
}

function drag(row, handle) {
  const follow = ({ clientY }) => {
    const rows = rowsOf(groupOf(row));
    const at = rows.indexOf(row);
    const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
    if (at > 0 && clientY < middle(rows[at - 1])) move(row, -1);
    else if (at < rows.length - 1 && clientY > middle(rows[at + 1])) move(row, 1);
  };
  const end = () => {
    removeEventListener("pointermove", follow);
    row.classList.remove("is-picked");
    keepOrder(groupOf(row));
    handle.focus();
    announce(row);
  };
  row.classList.add("is-picked");
  addEventListener("pointermove", follow);
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, end, { once: true });
}

function addHandle(row) {
  const handle = document.createElement("button");
  Object.assign(handle, { type: "button", className: "row-handle", title: live.dataset.label });
  handle.setAttribute("aria-label", live.dataset.label);
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    if (!move(row, step)) return;
    keepOrder(groupOf(row));
    handle.focus();
    announce(row);
  });
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // prevent the selection of text during the drag
    if (event.button === 0) drag(row, handle);
  });
  const cell = row.querySelector("td.field-position, .row-moves");
  (cell ?? row.querySelector(".row-tools")).prepend(handle);
}

for (const group of document.querySelectorAll(
  `.inline-group:has(.empty-form input[name$='-position']), ${LIST}`,
)) {
  // Users who may move only some rows see the other numbers as text; those do not change.
  if (!group.matches(LIST) && !rowsOf(group).every(positionOf)) continue;
  group.classList.add("has-handles");
  rowsOf(group).forEach(addHandle);
}

document.addEventListener("formset:added", ({ target }) => {
  const group = groupOf(target);
  if (!group?.classList.contains("has-handles")) return;
  addHandle(target);
  number(group);
});

document.addEventListener("formset:removed", ({ detail }) => {
  const group = document.getElementById(`${detail.formsetName}-group`);
  if (!group?.classList.contains("has-handles")) return;
  // Django now numbers the rows again, in the order of the page, and needs the stored rows first.
  const shown = rowsOf(group);
  arrange(
    group,
    [...shown].sort((one, other) => placeOf(one) - placeOf(other)),
  );
  queueMicrotask(() => {
    arrange(group, shown);
    number(group);
  });
});
