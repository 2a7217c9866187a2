// The review page: a mark with the pointer or the focus highlights its partners. Without this script, numbers show
// the partners, and a mark is a link to its partner.

const marks = new Map(); // {key of a fact: its marks}
for (const mark of document.querySelectorAll("[data-fact]")) {
  const { fact } = mark.dataset;
  marks.set(fact, [...(marks.get(fact) ?? []), mark]);
}

function show(event) {
  const fact = event.target.closest?.("[data-fact]")?.dataset.fact;
  for (const lit of document.querySelectorAll(".fact.is-lit")) lit.classList.remove("is-lit");
  for (const mark of marks.get(fact) ?? []) mark.classList.add("is-lit");
}

document.addEventListener("pointerover", show);
document.addEventListener("focusin", show);
