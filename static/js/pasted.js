// What is pasted, with headings as an article has them, and lists.
// Word has no lists on the clipboard, only paragraphs that say so, each with its mark. clinic/tidy.py does the
// same on the server. Styles go before anything is parsed: the page's policy would complain of each.
const MARK = /<!(?:--)?\[if !supportLists\](?:--)?>(.*?)<!(?:--)?\[endif\](?:--)?>/gis
const STYLES = /<style\b.*?<\/style>|\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gis

// What the page of a picture has to copy. It comes as words: left so, readers would be shown them.
const FIGURE = /^<figure data-picture="[0-9a-f]{64}"><figcaption><\/figcaption><\/figure>$/

export const isFigure = (words) => FIGURE.test(words)

const withoutTags = (html) => html.replace(/<[^>]*>/g, "")

export const unworded = (html) => {
  const page = new DOMParser().parseFromString(
    html
      .replace(/<p\b[^>]*\bmso-list:[^>]*>/gi, "<p data-item>")
      .replace(MARK, (_all, mark) => (/\d/.test(withoutTags(mark)) ? "<s data-numbered></s>" : ""))
      .replace(STYLES, "")
      .replace(/<(\/?)h1\b/gi, "<$1h2")
      .replace(/<(\/?)h[456]\b/gi, "<$1h3"),
    "text/html",
  )
  for (const item of page.querySelectorAll("p[data-item]")) {
    const number = item.querySelector("s[data-numbered]")
    number?.remove()
    let list = item.previousElementSibling
    if (!list?.hasAttribute("data-pasted")) {
      list = page.createElement(number ? "ol" : "ul")
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
