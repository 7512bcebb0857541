// Warns before an idle session ends, keeps it alive while somebody types, and ends it with what was typed.
// The server decides; this asks it (clinic/staff/idle.py). Without JavaScript the session ends all the same.
{
  const WARN = 60; // seconds before the end
  const LOOK = 60; // seconds between two looks while there is time
  const dialog = document.getElementById("idle");
  const ending = dialog.querySelector("form");
  let used = false;
  let typedIn = null;
  let timer;

  const lookIn = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(1, seconds) * 1000);
  };

  const stay = () =>
    fetch(dialog.dataset.stay, {
      method: "POST",
      headers: { "X-CSRFToken": ending.elements.csrfmiddlewaretoken.value },
    });

  async function look() {
    try {
      if (used && !dialog.open) await stay();
      used = false;
      const { seconds } = await (await fetch(dialog.dataset.left)).json();
      if (seconds <= 0) return end();
      if (seconds > WARN) {
        if (dialog.open) dialog.close(); // another tab was used
        return lookIn(Math.min(LOOK, seconds - WARN));
      }
      if (!dialog.open) dialog.showModal();
      lookIn(seconds);
    } catch {
      lookIn(5); // the line is down
    }
  }

  function end() {
    ending.elements.path.value = location.pathname + location.search;
    if (typedIn?.isConnected) {
      ending.elements.typed.value = new URLSearchParams(new FormData(typedIn)).toString();
    }
    ending.submit();
  }

  // Only what is sent by POST to this very page can come back on it.
  const comesBack = (form) =>
    form &&
    form !== ending &&
    form.method === "post" &&
    new URL(form.getAttribute("action") || "", location.href).pathname === location.pathname;

  document.addEventListener("input", (event) => {
    if (comesBack(event.target.form)) typedIn = event.target.form;
  });
  for (const name of ["input", "keydown", "pointerdown"]) {
    document.addEventListener(name, () => (used = true), { passive: true });
  }
  // A computer that slept wakes up past the end.
  document.addEventListener("visibilitychange", () => document.hidden || look());

  const goOn = async () => {
    await stay();
    dialog.close();
    look();
  };
  dialog.querySelector("[type=button]").addEventListener("click", goOn);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape is somebody, too
    goOn();
  });
  ending.addEventListener("submit", (event) => {
    event.preventDefault();
    end();
  });
  lookIn(LOOK);
}
