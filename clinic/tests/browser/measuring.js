// What a page shows, measured where only the browser knows. Each function gives sentences; none is good.
window.measuring = (() => {
  const FIELDS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const SMALLEST = 24; // CSS pixels, WCAG 2.5.8
  const SMALLEST_TIME = 44;
  const OUTLINE = 2;

  const called = element => {
    const words = (element.innerText || element.value || element.name || "").replace(/\s+/g, " ").trim().slice(0, 40);
    return `${element.tagName.toLowerCase()}${element.id ? "#" + element.id : ""} "${words}"`;
  };

  const isShown = element => element.checkVisibility({ visibilityProperty: true });

  // What Tab comes to. Of a group of radio buttons it is one.
  const stops = () => {
    const groups = new Map();
    for (const element of document.querySelectorAll(FIELDS)) {
      if (element.tabIndex < 0 || element.disabled || !isShown(element)) continue;
      const key = element.type === "radio" ? element.name : element;
      if (!groups.has(key) || element.checked) groups.set(key, element);
    }
    return [...groups.values()];
  };

  const missed = () =>
    stops().filter(
      element => !walked.has(element) && ![...walked.keys()].some(one => one.type === "radio" && one.name === element.name)
    );

  const outlined = element =>
    [element, element.nextElementSibling, element.parentElement, element.closest(".card, .choice")]
      .filter(Boolean)
      .some(one => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= OUTLINE;
      });

  // Something of it lies in the viewport with nothing on top.
  const inSight = element =>
    [...element.getClientRects()].some(box =>
      [0.1, 0.5, 0.9].some(across =>
        [0.1, 0.5, 0.9].some(down => {
          const top = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
          return top && (element.contains(top) || top.contains(element) || [...(element.labels ?? [])].includes(top));
        })
      )
    );

  const walked = new Map();
  let hasBegun = false;
  const note = () => {
    const element = document.activeElement;
    const isFirst = !hasBegun; // where the page itself has put the focus
    hasBegun = true;
    if (isFirst || element === document.body || walked.has(element)) return;
    walked.set(element, [
      ...(outlined(element) ? [] : [`no outline when Tab comes to ${called(element)}`]),
      ...(inSight(element) ? [] : [`hidden when Tab comes to ${called(element)}`]),
    ]);
  };

  const wordsIn = box => {
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const found = [];
    while (texts.nextNode()) {
      if (texts.currentNode.parentElement.closest(".visually-hidden, svg")) continue;
      range.selectNodeContents(texts.currentNode);
      found.push(...range.getClientRects());
    }
    return found;
  };

  // A card is pressed all over, by what its link lays across it; so is the box around a choice.
  const targetOf = element => {
    const pressed = [element, ...(element.labels ?? [])];
    const boxes = [...pressed, element.closest(".card, .choice")].filter(Boolean).flatMap(one => [...one.getClientRects()]);
    return {
      width: Math.max(...boxes.map(box => box.width)),
      height: Math.max(...boxes.map(box => box.height)),
    };
  };

  // A link in a sentence is as high as its line.
  const isInSentence = element =>
    element.tagName === "A" &&
    getComputedStyle(element).display === "inline" &&
    element.parentElement.innerText.trim() !== element.innerText.trim();

  return {
    // Watches, and says how often Tab must be pressed to come to all: not at all where it has.
    watchTab() {
      document.addEventListener("keydown", note, true);
      return missed().length && stops().length + 2; // and once out of the page, and in again
    },

    tabbed() {
      note();
      document.removeEventListener("keydown", note, true);
      return [...missed().map(element => `Tab does not come to ${called(element)}`), ...[...walked.values()].flat()];
    },

    outlines() {
      return stops().flatMap(element => {
        element.focus({ focusVisible: true, preventScroll: true });
        return outlined(element) ? [] : [`no outline on ${called(element)}`];
      });
    },

    targets() {
      return [...document.querySelectorAll(FIELDS)]
        .filter(element => element.tabIndex >= 0 && isShown(element) && !element.matches(".skip") && !isInSentence(element))
        .flatMap(element => {
          const { width, height } = targetOf(element);
          const smallest = element.matches(".slot input") ? SMALLEST_TIME : SMALLEST;
          const size = `${Math.round(width)} by ${Math.round(height)}`;
          return Math.min(width, height) + 0.01 < smallest ? [`only ${size}: ${called(element)}`] : [];
        });
    },

    // What is wrong shows at the field itself, too, whatever other rules say of fields.
    unmarked() {
      return [...document.querySelectorAll(".field--error :is(input:not([type=radio], [type=checkbox]), select, textarea)")]
        .filter(field => parseFloat(getComputedStyle(field).borderWidth) < OUTLINE)
        .map(field => `no mark on ${called(field)}, which is wrong`);
    },

    // The links above the heading that lead to no field.
    unreached() {
      return [...document.querySelectorAll(".error-summary a")]
        .filter(link => !document.querySelector(`${link.hash}:is(input:not([type=hidden]), select, textarea)`))
        .map(link => `no field ${link.hash} for ${called(link)}`);
    },

    sideways() {
      const room = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= room) return [];
      const widest = [...document.body.querySelectorAll("*")].filter(one => one.getBoundingClientRect().right > room + 0.5);
      return [`${document.documentElement.scrollWidth} wide in ${room}: ${widest.slice(-3).map(called).join(", ")}`];
    },

    // Words that reach out of a box which shows nothing beyond its edges.
    cutOff() {
      const boxes = [...document.body.querySelectorAll("*")].filter(element => {
        const { overflowX, overflowY } = getComputedStyle(element);
        return [overflowX, overflowY].some(one => ["hidden", "clip"].includes(one)) && isShown(element);
      });
      return boxes
        .filter(box => !box.closest(".visually-hidden, .trap, svg"))
        .flatMap(box => {
          const edges = box.getBoundingClientRect();
          const isOutside = one => one.right > edges.right + 1 || one.bottom > edges.bottom + 1 || one.left < edges.left - 1;
          return wordsIn(box).some(isOutside) ? [`cut off: ${called(box)}`] : [];
        });
    },

    // What people have typed becomes as long as people's words get: `long` maps the words of the cast.
    lengthen(long) {
      const typed = new RegExp(Object.keys(long).join("|"), "g");
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode;
        const words = text.data.replace(typed, found => Object.entries(long).find(([one]) => new RegExp(`^(?:${one})$`).test(found))[1]);
        if (words !== text.data && !text.parentElement.closest("script, style, svg")) text.data = words;
      }
    },

    space() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
        p { margin-bottom: 2em !important; }`);
      document.adoptedStyleSheets = [sheet];
    },

    unspace() {
      document.adoptedStyleSheets = [];
    },

    // All that moved since the page began to load, but for what somebody did.
    async shifts() {
      const seen = [];
      const observer = new PerformanceObserver(list => seen.push(...list.getEntries()));
      observer.observe({ type: "layout-shift", buffered: true });
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
      return seen
        .filter(shift => !shift.hadRecentInput)
        .map(shift => `moved by ${shift.value}: ${shift.sources.map(one => one.node && called(one.node)).join(", ")}`);
    },
  };
})();
