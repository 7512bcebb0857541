// The checks follow what is typed, a moment after the hands rest. The server looks, and signs off; nothing that is
// typed is saved. Without JavaScript the same buttons send the form, and it comes back as typed.
{
  const REST = 900; // milliseconds without a key
  const PATIENCE = 10_000; // milliseconds, until no answer is none
  const FIELDS = ["title", "summary", "body"];
  const checks = document.getElementById("checks");
  const found = document.getElementById("checks-found");
  const said = document.getElementById("checks-said");
  const behind = document.getElementById("checks-behind");
  const form = document.getElementById("article_form");
  const state = () => found.querySelector("[data-found]").textContent.trim().replace(/\s+/g, " ");
  const typed = () => FIELDS.map((name) => form.elements[name]?.value ?? "");
  let checked = JSON.stringify(typed());
  let asking = 0;
  let timer;

  // A session that is over leads to the sign-in page, which is no answer.
  async function check(...pressed) {
    clearTimeout(timer);
    const now = typed();
    const number = ++asking;
    const values = FIELDS.map((name, place) => [name, now[place]]);
    try {
      const response = await fetch(checks.dataset.check, {
        method: "POST",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body: new URLSearchParams([["article", checks.dataset.article], ...values, ...pressed]),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const html = await response.text();
      if (!response.ok || !html.includes("data-found")) throw new Error(response.status);
      if (number !== asking) return; // a later one is on its way
      show(html);
      checked = JSON.stringify(now);
    } catch {
      if (number === asking) behind.textContent = checks.dataset.behind;
    }
  }

  // What is said aloud changes only with the numbers.
  function show(html) {
    const before = state();
    const hadFocus = found.contains(document.activeElement);
    found.innerHTML = html;
    behind.textContent = "";
    if (state() !== before) said.textContent = state();
    if (hadFocus) (found.querySelector("button") ?? document.getElementById("checks-now")).focus();
  }

  function look() {
    if (JSON.stringify(typed()) === checked) return;
    // Not under somebody's hands.
    if (found.contains(document.activeElement)) timer = setTimeout(look, REST);
    else check();
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, REST);
  });

  checks.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    check([button.name, button.value]);
  });
}
