// Shows the lead picture beside the field that chooses it.

const figure = document.querySelector(".lead-picture");
const select = document.getElementById("id_lead_image");

async function show(number) {
  const image = figure.querySelector("img");
  const note = figure.querySelector("figcaption");
  let picture = null;
  if (number) {
    const address = `${figure.dataset.pictures}?id=${encodeURIComponent(number)}`;
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    picture = answer?.ok ? (await answer.json()).results[0] : null;
  }
  if (select.value !== number) return; // somebody was faster
  image.hidden = !picture;
  if (picture) image.src = picture.src;
  note.textContent = picture ? "" : note.dataset.none;
}

if (figure && select) globalThis.django.jQuery(select).on("change", () => show(select.value));
