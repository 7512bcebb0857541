// Shows what needs a passkey where the browser has them, and says what went wrong: allauth's scripts only log it.
// They ask the browser at each click, and what the second one is given makes the first one's answer worthless:
// so a double click asks once.
{
  let asking = false;
  for (const form of document.querySelectorAll("form.passkey")) {
    form.hidden = !window.PublicKeyCredential;
    form.addEventListener(
      "click",
      (event) => {
        if (!event.target.closest("button")) return;
        if (asking) {
          event.preventDefault();
          event.stopPropagation();
        }
        asking = true;
      },
      { capture: true },
    );
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    asking = false;
    const problem = document.getElementById("passkey-problem");
    problem.hidden = false;
    problem.focus();
  });
  window.addEventListener("pageshow", () => (asking = false)); // back on a page that the browser has kept
}
