import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { runInNewContext } from "node:vm";

const source = readFileSync(new URL("../../static/js/live.js", import.meta.url), "utf8");
const settled = () => new Promise(setImmediate);
let answers, waits, signals, reloads, again;

const entry = (number) =>
  number < 0
    ? `<li class="live__entry" id="e${-number}">Taken down</li>`
    : `<li class="live__entry" id="e${number}"><div class="live__text">Entry ${number}</div></li>`;
const part = (numbers, { older = "", ended = "" } = {}) => `
  <section data-live="/live/" ${ended} data-one="1 new" data-many="{count} new">
    <div data-part="state"></div><p class="live__new" role="status"></p>
    <ol class="live__entries">${numbers.map(entry).join("")}</ol>${older && '<a rel="next" href="/older/">Older</a>'}
  </section>`;
const texts = () => [...document.querySelectorAll(".live__entry")].map((one) => one.id).join();
const button = () => document.querySelector(".live__new button");

/** Show a page with entries, and run its script until the first answer is taken. */
async function open(numbers, options) {
  document.body.innerHTML = part(numbers, options);
  runInNewContext(source, {
    document,
    DOMParser,
    AbortSignal: { timeout: (pause) => `after ${pause}` },
    location: { reload: () => reloads++ },
    addEventListener(_name, work) {
      again = work;
    },
    clearTimeout() {},
    setTimeout: (_work, pause) => waits.push(pause),
    fetch(_address, { signal }) {
      signals.push(signal);
      return answers.shift();
    },
  });
  await settled();
}

const answer = (text) => Promise.resolve({ ok: true, status: 200, text: async () => text });

beforeEach(() => {
  [answers, waits, signals, reloads] = [[], [], [], 0];
});

test("a question is given up after ten seconds, and asked again no sooner than that", async () => {
  answers = [Promise.reject(Error("timeout")), Promise.resolve({ ok: false, status: 503 })];
  await open([1]);
  again();
  await settled();
  assert.deepEqual(signals, ["after 10000", "after 10000"]);
  assert.deepEqual(waits, [10000, 10000]);
});

test("of two questions at once the second is not asked", async () => {
  let arrive;
  answers = [
    new Promise((resolve) => {
      arrive = resolve;
    }),
  ];
  await open([1]);
  again();
  arrive(await answer(part([1])));
  await settled();
  assert.equal(signals.length, 1);
  assert.deepEqual(waits, [1000]);
});

test("the button keeps the focus when more entries come", async () => {
  answers = [answer(part([2, 1])), answer(part([3, 2, 1]))];
  await open([1]);
  button().focus();
  again();
  await settled();
  assert.equal(button().textContent, "2 new");
  assert.equal(document.activeElement, button());
  button().click();
  assert.equal(texts(), "e3,e2,e1");
  assert.equal(button(), null);
});

test("no entry is left out between those of the page and those that are new", async () => {
  answers = [answer(part([9, 8], { older: true }))];
  await open([2, 1]);
  button().click();
  assert.equal(reloads, 1);
  assert.equal(texts(), "e2,e1");
});

test("an entry that was taken down says so in its place, and is not announced", async () => {
  answers = [answer(part([-3, 2, -1]))];
  await open([1]);
  assert.equal(document.getElementById("e1").textContent, "Taken down");
  assert.equal(button().textContent, "1 new");
  button().click();
  assert.equal(texts(), "e2,e1");
});

test("nobody asks after the end", async () => {
  answers = [answer(part([1], { ended: "data-ended" }))];
  await open([1]);
  again();
  await settled();
  assert.equal(signals.length, 1);
});
