// Whoever is about to leave an article with words that are not saved is asked first: "Publish now" publishes
// what is saved. A session that ends goes on without asking: what was typed comes back (js/idle.js).
{
  const form = document.getElementById("article_form");
  let typed = false;
  const saved = () => (typed = false);

  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", saved);
  window.addEventListener("session-ends", saved);
  window.addEventListener("beforeunload", (event) => typed && event.preventDefault());
}
