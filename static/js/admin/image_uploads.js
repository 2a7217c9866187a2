// Uploads pictures one by one, so that any number can be chosen and each has its own report.

const form = document.getElementById("upload_form");
const files = document.getElementById("id_files");
const drop = form.querySelector(".upload-drop");
const report = document.querySelector(".upload-report");
const progress = report.querySelector("[role=status]");
const submit = form.querySelector("[type=submit]");
const words = form.dataset;
let isBusy = false;

/** The row of a file in the report, which shows its status. */
function row(name) {
  const made = document.createElement("li");
  const [title, text, facts] = ["b", "span", "small"].map((tag) =>
    made.appendChild(document.createElement(tag)),
  );
  title.textContent = name;
  text.textContent = words.waiting;
  report.querySelector("ul").append(made);
  return { made, title, text, facts };
}

function tell(item, { state, text, facts = "", address = "" }) {
  item.made.className = `is-${state}`;
  item.text.textContent = text;
  item.facts.textContent = facts;
  if (!address) return;
  const link = document.createElement("a");
  link.href = address;
  link.textContent = item.title.textContent;
  item.title.replaceChildren(link);
}

async function send(file, shared) {
  const data = new FormData();
  for (const [name, value] of shared) data.set(name, value);
  data.set("files", file);
  const options = { method: "POST", body: data, headers: { Accept: "application/json" } };
  try {
    const answer = await fetch(form.action, options);
    const { files: found, errors } = await answer.json();
    return found[0] ?? { state: "refused", text: errors.join(" ") };
  } catch {
    return { state: "refused", text: words.failed };
  }
}

async function upload() {
  const chosen = [...files.files];
  const shared = [...new FormData(form)].filter(([name]) => name !== "files");
  report.hidden = false;
  report.scrollIntoView({ block: "nearest" });
  report.querySelector("ul").replaceChildren();
  const items = chosen.map((file) => row(file.name));
  isBusy = submit.disabled = true;
  const counts = { done: 0, all: chosen.length, stored: 0, known: 0, refused: 0 };
  for (const [place, file] of chosen.entries()) {
    items[place].text.textContent = words.sending;
    const result = await send(file, shared);
    tell(items[place], result);
    counts.done += 1;
    counts[result.state] += 1;
    progress.textContent = words.done.replace(/\{(\w+)\}/g, (_place, name) => counts[name]);
  }
  isBusy = submit.disabled = false;
  files.value = "";
}

form.addEventListener("submit", (event) => {
  if (!files.files.length) return; // the server reports that a file is missing
  event.preventDefault();
  if (!isBusy) upload();
});
for (const name of ["dragover", "dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("is-over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) files.files = event.dataTransfer.files;
  });
}
addEventListener("beforeunload", (event) => {
  if (isBusy) event.preventDefault();
});
const help = document.getElementById("id_files_help");
help.textContent = help.dataset.script;
