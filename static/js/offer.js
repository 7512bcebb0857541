// Offering times: what overlaps a ticked one cannot be ticked, nor more than three, and it says why. The server
// refuses both all the same (workflow.propose), and keeps the ticks.
{
  const { minutes, most, overlaps } = document.getElementById("offer").dataset;
  const says = document.getElementById("offer-says");
  const form = says.closest("form");
  const boxes = () => [...form.querySelectorAll("[name=places]")];
  const start = (box) => Date.parse(box.value.split("@")[1]);
  const overlap = (one, other) => Math.abs(start(one) - start(other)) < minutes * 60_000;

  function look() {
    const ticked = boxes().filter((box) => box.checked);
    const enough = ticked.length >= most;
    let touching = false;
    for (const box of boxes()) {
      const over = !box.checked && ticked.some((one) => overlap(one, box));
      touching ||= over;
      box.disabled = !box.checked && (over || enough);
      const label = box.closest("label");
      label.querySelector(".desk-time__why")?.remove();
      if (over) {
        const why = document.createElement("span");
        why.className = "desk-time__why";
        why.textContent = ` ${overlaps}`;
        label.append(why);
      }
    }
    const words = [enough && says.dataset.enough, touching && says.dataset.overlap];
    says.textContent = words.filter(Boolean).join(" ");
  }

  form.addEventListener("change", look);
  look();
}
