// The instant being typed, on the clocks of the newsroom and of the user.

function offset(instant, zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - instant;
}

// The instants at which the zone's clock shows this time: two in autumn, none in spring.
export function instantsOnClock(shown, zone) {
  const day = 86_400_000;
  const offsets = new Set([offset(shown - day, zone), offset(shown + day, zone)]);
  const found = [...offsets].map((one) => shown - one);
  return found.filter((instant) => instant + offset(instant, zone) === shown).sort((one, two) => one - two);
}

function format(instant, zone) {
  return new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone: zone,
    dateStyle: "medium",
    timeStyle: "short",
  }).format(instant);
}

function show(output) {
  const typed = document.getElementById("id_at");
  const clock = document.getElementById("id_clock");
  const { newsroom, own } = output.dataset;
  const shown = typed.value ? Date.parse(`${typed.value}Z`) : NaN;
  const zone = clock?.value === "own" ? own : newsroom;
  const instants = Number.isNaN(shown) ? [] : instantsOnClock(shown, zone);
  output.value = instants
    .map((one) => [newsroom, own].map((place) => `${format(one, place)} (${place})`).join(" = "))
    .join(" / ");
}

const showAll = () => document.querySelectorAll(".other-clock").forEach(show);

// Also for a form that is added later and was filled in by the server.
for (const type of ["input", "change"]) {
  document.addEventListener(type, ({ target }) => {
    if (target.matches("#id_at, #id_clock")) showAll();
  });
}
showAll();
