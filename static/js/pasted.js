// Word has no lists on the clipboard, only paragraphs that say so, each with its mark. clinic/tidy.py does the
// same on the server.
export const unworded = (html) => {
  if (!html.includes("mso-list")) return html
  const page = new DOMParser().parseFromString(
    html.replace(/<!(?:--)?\[if !supportLists\](?:--)?>(.*?)<!(?:--)?\[endif\](?:--)?>/gis, (_all, mark) =>
      /\d/.test(mark.replace(/<[^>]*>/g, "")) ? "<s data-numbered></s>" : "",
    ),
    "text/html",
  )
  for (const item of page.querySelectorAll('p[style*="mso-list"]')) {
    const isNumbered = item.querySelector("s[data-numbered]") !== null
    item.querySelector("s[data-numbered]")?.remove()
    let list = item.previousElementSibling
    if (!list?.hasAttribute("data-pasted")) {
      list = page.createElement(isNumbered ? "ol" : "ul")
      list.setAttribute("data-pasted", "")
      item.before(list)
    }
    const entry = page.createElement("li")
    entry.append(...item.childNodes)
    list.append(entry)
    item.remove()
  }
  return page.body.innerHTML
}
