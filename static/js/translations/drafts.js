// A machine draft for the focused segment: inserted if it is empty, otherwise offered beside its text.

import {
  button,
  draw,
  paragraph,
  screenRoot,
  setTexts,
  tell,
  textsOf,
  words,
} from "newsroom-translations/rows";
import { save } from "newsroom-translations/autosave";

const PATIENCE = 60_000; // the server ends a request long before
const asked = new WeakSet();

/** Send a request; {code, told}, code 0 without a response. Not repeated: the draft may have been paid for. */
async function ask(row, extra) {
  const { unit, rowId, seen, source } = row.dataset;
  const body = new URLSearchParams({ unit, row: rowId, seen, source, ...extra });
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    const response = await fetch(screenRoot.dataset.machine, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return { code: response.status, told: isJson ? await response.json() : {} };
  } catch {
    return { code: 0, told: {} };
  }
}

function place(row, told) {
  tell(row);
  setTexts(row, [told.text]);
  draw(told, { row, sent: [told.text] });
}

function offer(row, { text, findings, engine }) {
  const ways = paragraph("", { className: "seg-choices" });
  ways.append(
    button(words.replace, () => draft(row, { replace: "1" })),
    button(words.keepText, () => tell(row)),
  );
  const notes = findings.map((one) => paragraph(one, { className: "seg-refused" }));
  const said = paragraph(text, { className: "seg-version", lang: screenRoot.dataset.language });
  tell(row, paragraph(engine), said, ...notes, ways);
}

/** Request a draft for a row, after saving its text. */
export async function draft(row, extra = {}) {
  if (!screenRoot.dataset.machine || asked.has(row) || row.dataset.verb) return;
  asked.add(row);
  const isSaved = await save(row);
  if (isSaved) {
    tell(row, paragraph(words.drafting));
    const before = textsOf(row);
    const { code, told } = await ask(row, extra);
    if (code !== 200) tell(row, paragraph(told.refused ?? words.noDraft, { className: "seg-refused" }));
    else if (!told.is_placed) offer(row, told);
    else if (before.join() === textsOf(row).join()) place(row, told);
    else draw(told, { row, sent: before }); // the user has typed since: their text stays, and is saved next
  }
  asked.delete(row);
}
