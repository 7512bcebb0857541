// What is pasted, as the server would save it: the same rules for both (clinic/elements.py).
const PATIENCE = 20_000 // milliseconds, until no answer is none

// What the page of a picture has to copy. It comes as words: left so, readers would be shown them.
const FIGURE = /^<figure data-picture="[0-9a-f]{64}"><figcaption><\/figcaption><\/figure>$/

export const isFigure = (words) => FIGURE.test(words)

// Copied in an editor like this one. The server tidies it with the rest.
export const isOurs = (html) => html.includes(" data-pm-slice=") && !/\s(style|class)\s*=/i.test(html)

// Pictures that a program puts into the text itself: megabytes that the server would only throw away.
const DATA = /\ssrc=("data:[^"]*"|'data:[^']*')/gi

// { html, notes }, or { refused } with a sentence. A session that is over leads to the sign-in page: no answer.
export const tidied = async (html, { address, token, failed }) => {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ html: html.replace(DATA, " src") }),
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    })
    const answer = await response.json()
    return response.ok || answer.refused ? answer : { refused: failed }
  } catch {
    return { refused: failed }
  }
}
