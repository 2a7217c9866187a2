// Sets the focal point of a picture by a click, by dragging or by arrow keys, and previews the crops.

const fields = { x: document.getElementById("id_focal_x"), y: document.getElementById("id_focal_y") };
const stage = document.querySelector(".focal");
const picture = stage?.querySelector("img");
const list = document.querySelector(".focal-crops");

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const percent = (value) => Math.min(100, Math.max(0, Math.round(Number(value) || 0)));

// Start of the crop as a share of the remaining length, as in CSS object-position.
export function share(whole, part, at) {
  const rest = whole - part;
  return rest > 0 ? Math.min(1, Math.max(0, ((whole * at) / 100 - part / 2) / rest)) * 100 : 50;
}

function cut(image, at) {
  const [across, down] = image.dataset.crop.split(" ").map(Number);
  const [width, height] = [picture.naturalWidth, picture.naturalHeight];
  const taken = Math.min(width / across, height / down);
  image.src = picture.src;
  image.style.objectPosition = `${share(width, taken * across, at.x)}% ${share(height, taken * down, at.y)}%`;
}

if (fields.x && fields.y && picture && list) {
  const handle = document.createElement("button");
  handle.type = "button";
  handle.className = "focal-handle";
  stage.append(handle);
  picture.classList.add("focal-picture");

  const show = () => {
    const at = { x: percent(fields.x.value), y: percent(fields.y.value) };
    handle.style.left = `${at.x}%`;
    handle.style.top = `${at.y}%`;
    const words = list.dataset.handle.replace("%(x)s", at.x).replace("%(y)s", at.y);
    handle.setAttribute("aria-label", words);
    for (const image of list.querySelectorAll("img")) cut(image, at);
  };

  const move = (x, y) => {
    fields.x.value = percent(x);
    fields.y.value = percent(y);
    fields.x.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  };

  const point = (event) => {
    const box = picture.getBoundingClientRect();
    move(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
  };

  picture.addEventListener("click", (event) => {
    point(event);
    handle.focus();
  });
  handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) point(event);
  });
  handle.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    move(percent(fields.x.value) + step[0] * far, percent(fields.y.value) + step[1] * far);
  });
  for (const field of Object.values(fields)) field.addEventListener("input", show);
  if (picture.complete && picture.naturalWidth) show();
  else picture.addEventListener("load", show);
}
