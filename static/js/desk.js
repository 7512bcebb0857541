// The desk keeps itself up to date (htmx), but changes nothing under somebody's hands: not while they move the
// pointer or type, have something open, or have just sent something. What has a focus keeps it, and what one
// reads stays where it is. Without JavaScript there is the link "Refresh".
{
  const EVERY = 30_000; // milliseconds
  const HANDS = 2_000; // so long they may still be on their way to a button
  const said = document.getElementById("desk-said");
  const outdated = document.getElementById("desk-outdated");
  const title = document.title;
  const desk = () => document.getElementById("desk");
  let newest = desk().dataset.newest;
  let due = Date.now() + EVERY;
  let used = 0;
  let sent = 0;
  let place = null;

  // Nobody's hands are in a tab that is out of sight, and its title says how many wait.
  const underHands = () =>
    Date.now() - Math.max(used, sent) < HANDS ||
    desk().querySelector("details[open]") !== null ||
    (desk().contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));

  function look() {
    if (Date.now() < due || underHands()) return;
    due = Date.now() + EVERY;
    htmx.trigger(desk(), "refresh");
  }

  // A session that is over leads to the sign-in page, which is no desk.
  function fail() {
    const words = desk().dataset.outdated;
    if (outdated.textContent !== words) outdated.textContent = words;
  }

  // The row that has the focus, or else the first one in sight. At the top of the page nothing is to be kept.
  function rowInHand() {
    const rows = [...desk().querySelectorAll("li[id]")];
    const own = rows.find((row) => row.contains(document.activeElement));
    const inSight = scrollY > 0 && rows.find((row) => row.getBoundingClientRect().bottom > 0);
    return own || inSight || null;
  }

  function tell() {
    const { waiting, announced, newest: latest } = desk().dataset;
    document.title = waiting === "0" ? title : `(${waiting}) ${title}`;
    said.textContent = latest > newest ? announced : "";
    if (latest > newest) newest = latest;
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    if (!detail.shouldSwap) return;
    if (!detail.serverResponse.includes('id="desk"')) {
      detail.shouldSwap = false;
      fail();
    } else if (underHands()) {
      detail.shouldSwap = false;
      due = Date.now();
    } else {
      const row = rowInHand();
      const panel = document.activeElement.closest("#desk section");
      place = { row: row?.id, top: row?.getBoundingClientRect().top, panel: panel?.id };
    }
  });

  document.addEventListener("htmx:afterSwap", () => {
    outdated.textContent = "";
    // htmx has given it back to what had it, unless that is gone.
    if (place?.panel && document.activeElement === document.body) {
      document.getElementById(place.panel).focus({ preventScroll: true });
    }
    const row = place?.row && document.getElementById(place.row);
    if (row) scrollBy({ top: row.getBoundingClientRect().top - place.top, behavior: "instant" });
    place = null;
    tell();
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, fail);
  }

  for (const name of ["pointermove", "pointerdown", "keydown"]) {
    document.addEventListener(name, () => (used = Date.now()), { passive: true });
  }

  // A double click sends once. The page that comes back is where this one was.
  document.addEventListener("submit", (event) => {
    if (!desk().contains(event.target)) return;
    if (Date.now() - sent < HANDS) return event.preventDefault();
    sent = Date.now();
    const row = event.target.closest("li[id]");
    const from = { at: sent, y: scrollY, row: row.id, panel: row.closest("section").id };
    sessionStorage.setItem("desk", JSON.stringify(from));
  });

  function comeBack() {
    const from = JSON.parse(sessionStorage.getItem("desk"));
    sessionStorage.removeItem("desk");
    if (!from || Date.now() - from.at > 10_000) return;
    scrollTo({ top: from.y, behavior: "instant" });
    const row = document.getElementById(from.row);
    (row?.querySelector("a") ?? document.getElementById(from.panel)).focus({ preventScroll: true });
    said.textContent = document.querySelector(".messagelist")?.innerText ?? "";
  }

  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
  tell();
  comeBack();
}
