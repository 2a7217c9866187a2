// Fills in the address of a new object while its name is typed, until the user edits the address.

const PAUSE = 250; // milliseconds without a key

function suggest(field) {
  const form = field.form;
  // In a form of several rows, names belong to the field's own row.
  const prefix = field.name.slice(0, -field.dataset.addressName.length);
  const names = field.dataset.addressFrom.split(",").map((name) => form.elements[prefix + name]);
  let suggested = field.value;
  let isOwn = field.value !== "" && !("addressFollows" in field.dataset);
  let timer = 0;
  let asked = 0;

  async function ask() {
    const query = new URLSearchParams(names.map((name) => [name.name.slice(prefix.length), name.value]));
    asked += 1;
    const mine = asked;
    const response = await fetch(`${field.dataset.addressUrl}?${query}`).catch(() => null);
    if (!response?.ok) return; // The server creates the address on saving.
    const { address } = await response.json();
    if (isOwn || mine !== asked) return;
    suggested = address;
    field.value = address;
  }

  for (const name of names) {
    name.addEventListener("input", () => {
      if (isOwn) return;
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
  }
  field.addEventListener("input", () => {
    // An empty field gets suggestions again.
    isOwn = field.value !== "" && field.value !== suggested;
  });
}

for (const field of document.querySelectorAll("[data-address-from]")) suggest(field);
