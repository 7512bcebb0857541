// Other weeks without a page load (htmx): keeps the time that was chosen, and leaves nobody without a focus.
// Whatever goes wrong becomes the page load that it would be without JavaScript.
{
  let chosen = null;

  const openPage = (event) => location.assign(event.detail.pathInfo.finalRequestPath);
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, openPage);
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    chosen = document.querySelector("[name=time]:checked")?.value ?? chosen;
    // The visit may have been cancelled meanwhile, say: a page of its own.
    if (event.detail.shouldSwap && !event.detail.serverResponse.includes('id="times"')) {
      event.detail.shouldSwap = false;
      openPage(event);
    }
  });

  document.addEventListener("htmx:afterSettle", () => {
    const times = document.getElementById("times");
    // Above them, and about times that are no longer here. The link leads to a page without it.
    document.querySelector(".error-summary")?.remove();
    const again = times.querySelector(`[name=time][value="${chosen}"]`);
    if (again) {
      again.checked = true;
      again.closest("details").open = true;
    }
    // htmx has given it back to what was pressed, where that has an id and is still there.
    if (document.activeElement === document.body) {
      times.querySelector("summary, .button").focus();
    }
  });
}
