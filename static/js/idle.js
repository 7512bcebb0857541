// Warns before an idle session ends, keeps it alive while somebody types, and ends it with what was typed.
// The server decides; this asks it (clinic/staff/idle.py). Without JavaScript the session ends all the same.
{
  const WARN = 60; // seconds before the end
  const LOOK = 60; // seconds between two looks while there is time
  const LONGEST = 15 * 60; // seconds: clinic/staff/idle.py
  const PATIENCE = 10; // seconds, until no answer is none
  const dialog = document.getElementById("idle");
  const ending = dialog.querySelector("form");
  const whose = ending.elements.whose.value;
  let used = false;
  let timer;
  let endsAt = Date.now() + LONGEST * 1000; // by this computer's clock, as of the last answer

  const lookIn = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(1, seconds) * 1000);
  };

  // How much time is left, and whose session it is by now. The page's own token is stale when somebody has
  // signed in again in another tab.
  async function ask(address, options) {
    const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE * 1000), ...options });
    if (!response.ok) throw new Error(response.status);
    const answer = await response.json();
    endsAt = Date.now() + answer.seconds * 1000;
    const forms = answer.user === whose ? document : ending;
    for (const field of forms.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = answer.token;
    return answer;
  }

  const left = () => ask(dialog.dataset.left);
  const stay = () =>
    ask(dialog.dataset.stay, {
      method: "POST",
      headers: { "X-CSRFToken": ending.elements.csrfmiddlewaretoken.value },
    });

  async function look() {
    try {
      let answer = await left();
      if (used && !dialog.open && answer.user === whose) answer = await stay();
      used = false;
      const { seconds, user } = answer;
      if (seconds <= 0 || user !== whose) return end();
      dialog.classList.remove("idle--over");
      if (seconds > WARN) {
        if (dialog.open) dialog.close(); // another tab was used
        return lookIn(Math.min(LOOK, seconds - WARN));
      }
      if (!dialog.open) dialog.showModal();
      lookIn(seconds);
    } catch {
      if (isOver()) cover();
      lookIn(5); // the line is down
    }
  }

  // What was typed waits behind it, until the site can be told that the session is over.
  function cover() {
    dialog.classList.add("idle--over");
    if (!dialog.open) dialog.showModal();
  }

  const isOver = () => Date.now() >= endsAt;

  function end() {
    ending.elements.path.value = location.pathname + location.search;
    if (typedIn?.isConnected) {
      ending.elements.typed.value = new URLSearchParams(new FormData(typedIn)).toString();
    }
    window.dispatchEvent(new Event("session-ends"));
    ending.submit();
  }

  // Only what is sent by POST to this very page can come back on it.
  const comesBack = (form) =>
    form &&
    form !== ending &&
    form.method === "post" &&
    new URL(form.getAttribute("action") || "", location.href).pathname === location.pathname;

  // Where the page is the answer to a form, what was typed stands in it already (templates/staff/_whose.html).
  let typedIn = [...document.querySelectorAll("[data-typed]")].map((field) => field.form).find(comesBack);

  document.addEventListener("input", (event) => {
    if (comesBack(event.target.form)) typedIn = event.target.form;
  });
  for (const name of ["input", "keydown", "pointerdown"]) {
    document.addEventListener(name, () => (used = true), { passive: true });
  }
  // A computer that slept wakes up past the end.
  document.addEventListener("visibilitychange", () => document.hidden || look());

  const goOn = () => {
    if (isOver()) return look();
    used = true;
    dialog.close();
    look();
  };
  dialog.querySelector("[type=button]").addEventListener("click", goOn);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape is somebody, too
    goOn();
  });
  // A second Escape closes it all the same.
  dialog.addEventListener("close", () => dialog.classList.contains("idle--over") && cover());
  ending.addEventListener("submit", (event) => {
    event.preventDefault();
    left().then(end, end); // with a token that is good
  });
  lookIn(LOOK);
}
