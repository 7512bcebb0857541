// A button that prints the page. Without JavaScript there is none: the browser's menu prints too.
for (const button of document.querySelectorAll("[data-print]")) {
  button.parentElement.hidden = false;
  button.addEventListener("click", () => print());
}
