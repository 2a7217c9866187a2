// Faults of a page's layout, as a list of sentences. Evaluated in a page; see test_layout.py.
() => {
  const SLACK = 2; // pixels: boxes are placed at fractions of them
  const NEAR = 4; // pixels: the least distance between words and a picture
  const TAP = 24; // pixels: WCAG 2.2, 2.5.8
  const SCROLLS = ".sections, .table-scroll, .insert--gallery, textarea";
  const TAPPED = "button, summary, .masthead__tools a, .sections a, .colophon a, .paging a, .topics a, .share a, .sources a, .kicker a";
  const LONGEST = { en: 95, ko: 55 }; // characters of a line
  const found = new Set();
  const width = document.documentElement.clientWidth;
  const main = document.querySelector("main");

  const name = (element) => {
    const words = (element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    const kind = element.classList.length ? `.${[...element.classList].join(".")}` : element.localName;
    return words ? `${kind} “${words}”` : kind;
  };
  const fault = (rule, ...elements) => found.add(`${rule}: ${elements.map(name).join(" / ")}`);
  // Chromium measures letters in a drawing also where a part of it is not displayed.
  const isDrawn = (element) =>
    !element?.ownerSVGElement || (getComputedStyle(element).display !== "none" && isDrawn(element.parentElement));
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
    isDrawn(element) &&
    !element.closest(".visually-hidden, .skip");
  const shared = (one, other) => [
    Math.min(one.right, other.right) - Math.max(one.left, other.left),
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
  ];
  const language = (element) => element.closest("[lang]").lang.slice(0, 2);

  // Lines of words: {box, element}. The box is that of the letters, without the room of a tall font around them.
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || /^(SCRIPT|STYLE|OPTION|TEXTAREA)$/.test(element.tagName)) continue;
    if (!isShown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const spare = (bottom - top) / 5;
      if (right - left > 1) lines.push({ element, box: { left, right, top: top + spare, bottom: bottom - spare } });
    }
  }
  const pictures = [...document.images].filter(isShown).map((element) => ({ element, box: element.getBoundingClientRect() }));

  function checkPage() {
    if (document.documentElement.scrollWidth > width) fault(`wider than its window of ${width}`, document.body);
    for (const part of ["main", "header", "footer"]) {
      if (document.querySelectorAll(`body > ${part}`).length !== 1) fault(`not one <${part}>`, document.body);
    }
    if ([...document.querySelectorAll("h1")].filter(isShown).length !== 1) fault("not one <h1>", document.body);
  }

  function checkWords() {
    for (const { element, box } of lines) {
      if (!element.closest(SCROLLS) && (box.left < -SLACK || box.right > width + SLACK)) fault("beyond the window", element);
      if (language(element) === "ko" && getComputedStyle(element).wordBreak !== "keep-all" && !element.closest("code"))
        fault("Hangul that breaks within words", element);
      for (const picture of pictures) {
        const [across, down] = shared(box, picture.box);
        if (across > SLACK && down > SLACK) fault("words over a picture", element);
        else if (across > -NEAR && down > -NEAR) fault("words that touch a picture", element);
      }
    }
    for (const element of new Set(lines.map((line) => line.element))) {
      for (let box = element; box !== document.body; box = box.parentElement) {
        const clips = /hidden|clip/.test(getComputedStyle(box).overflow);
        if (clips && (box.scrollWidth > box.clientWidth + SLACK || box.scrollHeight > box.clientHeight + SLACK))
          fault("cut off", element);
      }
    }
  }

  function checkOverlaps() {
    const sorted = [...lines].sort((one, other) => one.box.top - other.box.top);
    sorted.forEach((one, place) => {
      for (let next = place + 1; next < sorted.length && sorted[next].box.top < one.box.bottom - SLACK; next += 1) {
        const other = sorted[next];
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        const [across, down] = shared(one.box, other.box);
        if (across > SLACK && down > SLACK) fault("words over words", one.element, other.element);
      }
    });
  }

  // A box that is painted over words of another hides them, or they it; cards share no room in any order.
  function checkCovered() {
    const isPainted = (element) => {
      const { backgroundColor, backgroundImage, display } = getComputedStyle(element);
      if (display === "inline") return false; // the ground of words in a line
      return backgroundImage !== "none" || !/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor);
    };
    const boxesOf = (elements) => elements.filter(isShown).map((element) => ({ element, box: element.getBoundingClientRect() }));
    const painted = boxesOf([...document.body.querySelectorAll("*")].filter((one) => one.localName !== "img" && isPainted(one)));
    const cards = boxesOf([...main.querySelectorAll(".card, .latest, .most-read")]);
    const isApart = (one, other) => !one.contains(other) && !other.contains(one);
    const isShared = (one, other) =>
      isApart(one.element, other.element) && shared(one.box, other.box).every((length) => length > SLACK);
    for (const line of lines.filter(({ element }) => !element.closest(SCROLLS))) {
      if (painted.some((one) => isShared(line, one))) fault("words under a box", line.element);
      if (cards.some((one) => isShared(line, one))) fault("words in another card", line.element);
    }
    pictures.forEach((one, place) => {
      for (const other of pictures.slice(place + 1)) if (isShared(one, other)) fault("a picture over a picture", one.element, other.element);
    });
  }

  function checkEmptyBoxes() {
    const boxes = document.querySelectorAll("p, h1, h2, h3, ul, ol, li, dl, dt, dd, figure, figcaption, table, section, article, nav");
    for (const box of boxes) {
      if (!isShown(box) || box.textContent.trim() || box.querySelector("img, svg, input, iframe")) continue;
      const { height, width: across } = box.getBoundingClientRect();
      if (height > 0 && across > 0) fault("empty", box);
    }
  }

  function checkPictures() {
    for (const { element, box } of pictures) {
      if (!element.naturalWidth) fault("a picture that is not there", element);
      const stretch = box.width / box.height / (element.naturalWidth / element.naturalHeight);
      if (getComputedStyle(element).objectFit === "fill" && Math.abs(stretch - 1) > 0.03) fault("a stretched picture", element);
    }
  }

  // Rules above each other with no words between them look like one that was drawn twice.
  function checkRules() {
    const rules = [];
    for (const element of main.querySelectorAll("*")) {
      if (!isShown(element) || element.closest("table, svg")) continue;
      const style = getComputedStyle(element);
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const draw = (side, at) => {
        const isSeen = style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0;
        const all = ["Left", "Right"].some((one) => style[`border${one}Style`] !== "none");
        if (isSeen && !all && right - left > 120) rules.push({ element, box: { left, right, top: at, bottom: at } });
      };
      draw("Top", top);
      draw("Bottom", bottom);
    }
    rules.sort((one, other) => one.box.top - other.box.top);
    rules.forEach((one, place) => {
      for (const other of rules.slice(place + 1)) {
        const apart = other.box.top - one.box.top;
        if (apart > 30) break;
        const [across] = shared(one.box, other.box);
        const between = { left: one.box.left, right: one.box.right, top: one.box.top - 1, bottom: other.box.top + 1 };
        const isFilled = [...lines, ...pictures].some(({ box }) => Math.min(...shared(box, between)) > 0);
        if (across > 120 && !isFilled) fault("two rules with nothing between", one.element, other.element);
      }
    });
  }

  // Cards, headlines and pictures that begin near each other in a row begin at the same height.
  function checkRows() {
    for (const row of main.querySelectorAll(".front__list, .blocks, .latest ol, .related__list, .briefs__cards, .most-read ol")) {
      const cells = [...row.children].filter(isShown);
      for (const part of [null, "img", ".block__name"]) {
        const parts = cells.map((cell) => (part ? cell.querySelector(part) : cell)).filter(Boolean);
        const boxes = parts.map((element) => ({ element, ...element.getBoundingClientRect().toJSON() }));
        boxes.forEach((one, place) => {
          for (const other of boxes.slice(place + 1)) {
            const beside = one.left >= other.right || other.left >= one.right;
            const apart = Math.abs(one.top - other.top);
            const isSameRow = apart < Math.min(one.height, other.height) / 2;
            if (beside && isSameRow && apart > SLACK) fault("not in one line", one.element, other.element);
          }
        });
      }
    }
  }

  function checkTaps() {
    for (const element of document.querySelectorAll(TAPPED)) {
      const box = element.getBoundingClientRect();
      if (isShown(element) && box.height > 0 && (box.height < TAP - 1 || box.width < TAP - 1)) fault("too small to tap", element);
    }
  }

  function checkLineLengths() {
    for (const element of main.querySelectorAll(".body > p, .card__summary, .story__summary, .list-head__words")) {
      if (!isShown(element)) continue;
      const tops = new Set(lines.filter((line) => element.contains(line.element)).map((line) => Math.round(line.box.bottom)));
      const characters = element.textContent.trim().length / tops.size;
      if (tops.size > 2 && characters > LONGEST[language(element)]) fault(`lines of ${Math.round(characters)} characters`, element);
    }
  }

  // The button of an explanation stands at the end of its words, not at the start of the next line.
  function checkMentions() {
    for (const element of main.querySelectorAll(".mention")) {
      const end = [...element.querySelector("label").getClientRects()].at(-1);
      const [across, down] = shared(end, element.querySelector("button").getBoundingClientRect());
      if (across < SLACK || down < SLACK) fault("a button apart from its words", element);
    }
  }

  // Corrections list a story as often as it was corrected; elsewhere nobody needs it twice.
  function checkStories() {
    const links = [...main.querySelectorAll(".card__headline a, .latest__title a")]
      .filter((link) => !link.closest(".card")?.querySelector(".correction-changes"))
      .map((link) => link.pathname);
    for (const link of links.filter((one, place) => links.indexOf(one) !== place)) found.add(`a story twice: ${link}`);
  }

  for (const check of [checkPage, checkWords, checkOverlaps, checkCovered, checkEmptyBoxes, checkPictures, checkRules, checkRows, checkTaps, checkLineLengths, checkMentions, checkStories]) check();
  return [...found];
}
