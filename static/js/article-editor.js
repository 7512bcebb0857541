// The text of an article, as it will look, in place of the plain field of HTML. What may stand in it is what
// clinic/elements.py lets in; the server decides. The package's own way to start would put styles into the page.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Gapcursor, Heading, History, Italic, Link, ListItem,
  Menu, Node, OrderedList, Paragraph, Subscript, Superscript, Table, TableCell, TableHeader, TableRow, Text,
  updateAttrsDialog,
} from "django-prose-editor/editor"

import { isFigure, isOurs, tidied } from "article-editor/pasted"

const kept = (name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(`data-${name}`),
  renderHTML: (attributes) => (attributes[name] ? { [`data-${name}`]: attributes[name] } : {}),
})

// <figure data-drawing="…"> or data-picture, and its caption to write in.
const Figure = Node.create({
  name: "articleFigure",
  group: "block",
  content: "inline*",
  isolating: true,

  addOptions: () => ({ figures: [], words: {} }),
  addAttributes: () => ({ drawing: kept("drawing"), picture: kept("picture") }),
  parseHTML: () => [
    {
      tag: "figure",
      contentElement: (figure) => figure.querySelector("figcaption") ?? document.createElement("figcaption"),
    },
  ],
  // Its words are for whoever writes: the server does not keep them.
  renderHTML({ node: { attrs }, HTMLAttributes }) {
    const shows = this.options.figures.find(
      ({ drawing = null, picture = null }) => drawing === attrs.drawing && picture === attrs.picture,
    )
    return ["figure", { ...HTMLAttributes, "data-shows": shows?.label ?? this.options.words.figure }, ["figcaption", 0]]
  },

  addMenuItems({ menu, buttons }) {
    const { figures, words } = this.options
    const labels = figures.map(({ label }) => label)
    const ask = updateAttrsDialog(
      { shows: { title: words.figureShows, enum: labels, default: labels[0] } },
      { title: words.figure, submitText: words.insert },
    )
    menu.defineItem({
      name: "articleFigure",
      groups: "article",
      button: buttons.material("image", words.figure),
      active: (editor) => editor.isActive("articleFigure"),
      async command(editor) {
        const answer = await ask(editor, {})
        const { label, ...attrs } = figures.find((figure) => figure.label === answer?.shows) ?? {}
        if (label) editor.chain().focus().insertContent({ type: "articleFigure", attrs }).run()
      },
    })
  },
})

const Box = Node.create({
  name: "box",
  group: "block",
  content: "block+",
  defining: true,

  addOptions: () => ({ words: {} }),
  parseHTML: () => [{ tag: "aside" }],
  renderHTML: () => ["aside", 0],

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "box",
      groups: "article",
      button: buttons.material("check_box_outline_blank", this.options.words.box),
      active: (editor) => editor.isActive("box"),
      command: (editor) => editor.chain().focus().toggleWrap("box").run(),
    })
  },
})

// With the caption that a table of ours has.
const CaptionedTable = Table.extend({
  addOptions() {
    return { ...this.parent?.(), words: {} }
  },
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: "",
        parseHTML: (table) => table.querySelector("caption")?.textContent.trim() ?? "",
        renderHTML: ({ caption }) => (caption ? { "data-caption": caption } : {}),
      },
    }
  },
  parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],
  renderHTML: ({ node }) => [
    "table",
    ...(node.attrs.caption ? [["caption", node.attrs.caption]] : []),
    ["tbody", 0],
  ],
  addMenuItems(storage) {
    this.parent?.(storage)
    const { words } = this.options
    const ask = updateAttrsDialog(
      { caption: { title: words.caption } },
      { title: words.caption, submitText: words.save },
    )
    storage.menu.defineItem({
      name: "table:caption",
      groups: "table",
      button: storage.buttons.material("subtitles", words.caption),
      hidden: (editor) => !editor.isActive("table"),
      async command(editor) {
        const answer = await ask(editor, { caption: editor.getAttributes("table").caption })
        if (answer) editor.chain().focus().updateAttributes("table", { caption: answer.caption.trim() }).run()
      },
    })
  },
})

// Which row or column it heads: of several rows of headings, the server could not tell.
const ScopedHeader = TableHeader.extend({
  addAttributes() {
    return { ...this.parent?.(), scope: { default: null } }
  },
})

const NOT_OURS = new Set(["paragraph"])

const buttonsOf = ({ editor, menu }) =>
  ["headings", "marks", "lists", "link", "nodes -headings -lists", "article", "table", "history"].map((group) =>
    menu.buttonGroup(
      { editor },
      menu.items(group).filter(({ name }) => !NOT_OURS.has(name)),
    ),
  )

// The package shows by color alone what is pressed and what cannot be: said to screen readers, too.
const sayState = (toolbar) => {
  for (const button of toolbar.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", button.classList.contains("active"))
    button.setAttribute("aria-disabled", button.classList.contains("disabled"))
  }
}

const start = (field) => {
  const { figures, words, tidy } = JSON.parse(field.dataset.articleEditor)
  const element = document.createElement("div")
  element.className = "prose-editor"
  field.before(element)
  element.append(field)
  const note = document.createElement("p")
  note.className = "article-editor__note"
  note.setAttribute("role", "status")
  element.after(note)
  let pasting = null

  const paste = (html) => {
    const token = field.form.elements.csrfmiddlewaretoken.value
    note.textContent = words.pasting
    pasting = tidied(html, { address: tidy, token, failed: words.notPasted }).then((answer) => {
      pasting = null
      note.textContent = answer.refused ?? answer.notes.join(" ")
      if (answer.html) editor.view.pasteHTML(answer.html)
    })
    return true
  }

  // Whoever saves at once saves what was pasted, too.
  field.form.addEventListener("submit", async (event) => {
    if (!pasting) return
    event.preventDefault()
    event.stopImmediatePropagation()
    await pasting
    field.form.requestSubmit(event.submitter)
  })

  const editor = new Editor({
    element,
    injectCSS: false, // css/article-editor.css has it
    content: field.value,
    extensions: [
      Document, Text, Paragraph, Heading.configure({ levels: [2, 3] }), Bold, Italic,
      Link.configure({ enableTarget: false }), BulletList, OrderedList, Superscript, Subscript,
      ListItem, Blockquote, Box.configure({ words }), Figure.configure({ figures, words }),
      CaptionedTable.configure({ words }), TableRow, ScopedHeader, TableCell, Dropcursor, Gapcursor, History,
      Menu.configure({ items: buttonsOf }),
    ],
    editorProps: {
      // Before the editor's own: it would parse what comes, and the page's policy complain of each style in it.
      handleDOMEvents: {
        paste(view, event) {
          const data = event.clipboardData
          const plain = data.getData("text/plain").trim()
          const html = data.getData("text/html")
          const isPlain = view.input?.shiftKey // Ctrl+Shift+V
          if (!isFigure(plain) && (!html || isPlain || isOurs(html))) return false
          event.preventDefault()
          return isFigure(plain) ? editor.commands.insertContent(plain) : paste(html)
        },
        drop(view, event) {
          const html = event.dataTransfer?.getData("text/html")
          if (!html || view.dragging || isOurs(html)) return false
          event.preventDefault()
          const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
          if (at) editor.commands.setTextSelection(at.pos)
          return paste(html)
        },
      },
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": field.labels[0]?.textContent.replace(/:\s*$/, "") ?? "",
        "aria-describedby": field.getAttribute("aria-describedby") ?? "",
      },
    },
    onUpdate() {
      field.value = editor.isEmpty ? "" : editor.getHTML()
      field.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })

  editor.on("create", () => {
    const toolbar = element.querySelector(".prose-menubar")
    toolbar.setAttribute("role", "toolbar")
    toolbar.setAttribute("aria-label", words.toolbar)
    editor.on("transaction", () => sayState(toolbar))
    sayState(toolbar)
  })
}

document.querySelectorAll("textarea[data-article-editor]").forEach(start)
