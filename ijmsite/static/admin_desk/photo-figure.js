// A photo of the library inside the text. What is stored names the photo and says what it tells
// there; its address, its credit and its crops stay with the library.
import { ask, el, tell } from "desk/dialog"
import { choosePhoto, describePhoto, localCaption, uploadPhoto } from "desk/photo-dialogs"
import { Node, Plugin, pm } from "django-prose-editor/editor"

const { NodeSelection, TextSelection } = pm.state
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const languageOf = (editor) => {
  const form = editor.view.dom.closest("form")
  return form?.elements.language?.value || "en"
}

const known = new Map()
/** Ask the library for a photo once; resolve to null where it has none of this id. */
const lookUp = (pickerUrl, id) => {
  if (!known.has(id)) {
    const answer = ask(`${pickerUrl}?id=${id}`).then(({ items }) => items[0] ?? null)
    answer.catch(() => known.delete(id))
    known.set(id, answer)
  }
  return known.get(id)
}
const remember = (photo) => known.set(photo.id, Promise.resolve(photo))

const attribute = (name, from, fallback) => ({
  default: fallback,
  parseHTML: (figure) => from(figure.getAttribute(`data-${name}`)),
  renderHTML: (attributes) => (attributes[name] ? { [`data-${name}`]: attributes[name] } : {}),
})

/** Return where the figure around the selection begins, or null. */
const figureAt = ({ selection }) => {
  if (selection.node?.type.name === "photoFigure") return selection.from
  const { $from } = selection
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === "photoFigure") return $from.before(depth)
  }
  return null
}

const inserted = (state, type, attributes, caption, at) => {
  const { tr, schema, selection } = state
  const figure = type.create(attributes, caption ? schema.text(caption) : null)
  const { $from } = selection
  const block = $from.depth ? $from.node(1) : null
  if (at == null && block?.type.name === "paragraph" && !block.content.size) {
    at = $from.before(1)
    tr.replaceWith(at, $from.after(1), figure)
  } else {
    at ??= $from.depth ? $from.after(1) : selection.to
    tr.insert(at, figure)
  }
  // On to the caption.
  return tr.setSelection(TextSelection.create(tr.doc, at + figure.nodeSize - 1)).scrollIntoView()
}

const moved = (state, step) => {
  const from = figureAt(state)
  if (from === null) return null
  const $from = state.doc.resolve(from)
  const figure = $from.nodeAfter
  const passed = step < 0 ? $from.nodeBefore : state.doc.resolve(from + figure.nodeSize).nodeAfter
  if (!passed) return null
  const to = step < 0 ? from - passed.nodeSize : from + passed.nodeSize
  const tr = state.tr.delete(from, from + figure.nodeSize).insert(to, figure)
  return tr.setSelection(NodeSelection.create(tr.doc, to)).scrollIntoView()
}

/** Return the edge of the block of the text that is nearest to a point of the screen. */
const edgeNear = (view, event) => {
  const found = view.posAtCoords({ left: event.clientX, top: event.clientY })
  if (!found) return null
  const $found = view.state.doc.resolve(found.inside >= 0 ? found.inside : found.pos)
  const before = $found.depth ? $found.before(1) : $found.pos
  const block = view.state.doc.nodeAt(before)
  if (!block) return before
  const { top, bottom } = view.nodeDOM(before).getBoundingClientRect()
  return event.clientY < (top + bottom) / 2 ? before : before + block.nodeSize
}

// What Word and web pages put into the clipboard: words, and a drawing of the same words.
const hasWords = (html) =>
  Boolean(html) && new DOMParser().parseFromString(unstyled(html), "text/html").body.textContent.trim()

const unstyled = (html) => html.replace(/(<[^>]*?\s)style(\s*=)/gi, "$1data-style$2")

/**
 * Take the styles out of pasted markup: the policy would block, and report, each of them. What
 * they mean is kept: a document of Google says bold by a style, and takes it back by another.
 */
const withoutStyles = (html) => {
  if (!/\sstyle\s*=/i.test(html) || /^\s*(?:<meta[^>]*>\s*)*<t[rdh]\b/i.test(html)) return html
  const { body } = new DOMParser().parseFromString(unstyled(html), "text/html")
  for (const element of body.querySelectorAll("[data-style]")) {
    const style = element.getAttribute("data-style").toLowerCase()
    element.removeAttribute("data-style")
    const wrap = (tag) => {
      const around = document.createElement(tag)
      around.append(...element.childNodes)
      element.append(around)
    }
    if (/font-weight:\s*(?:normal|400)/.test(style) && element.matches("b, strong")) {
      element.replaceWith(...element.childNodes)
    } else if (element.matches("span, font")) {
      if (/font-weight:\s*(?:bold|[6-9]00)/.test(style)) wrap("strong")
      if (/font-style:\s*italic/.test(style)) wrap("em")
      if (/vertical-align:\s*super/.test(style)) wrap("sup")
      if (/vertical-align:\s*sub\b/.test(style)) wrap("sub")
    }
  }
  return body.innerHTML
}

export const PhotoFigure = Node.create({
  name: "photoFigure",
  group: "block",
  content: "inline*",
  draggable: true,
  isolating: true,
  defining: true,

  addOptions: () => ({ pickerUrl: "", uploadUrl: "" }),

  addAttributes: () => ({
    photo: attribute("photo", (value) => value?.toLowerCase(), null),
    alt: attribute("alt", (value) => value ?? "", ""),
    decorative: attribute("decorative", (value) => value === "true", false),
    video: attribute("video", (value) => value ?? "", ""),
  }),

  parseHTML: () => [
    {
      tag: "figure[data-photo]",
      getAttrs: (figure) => ID.test(figure.getAttribute("data-photo").toLowerCase()) && null,
      contentElement: (figure) =>
        figure.querySelector(":scope > figcaption") ?? document.createElement("figcaption"),
    },
  ],

  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, ["figcaption", 0]],

  addNodeView() {
    const { options } = this
    return ({ node, editor, getPos }) => new FigureView(node, editor, getPos, options)
  },

  addCommands() {
    const run = (make) => ({ state, dispatch }) => {
      const tr = make(state)
      if (tr && dispatch) dispatch(tr)
      return Boolean(tr)
    }
    return {
      insertPhoto: (attributes, caption = "", at = null) =>
        run((state) => inserted(state, this.type, attributes, caption, at)),
      movePhoto: (step) => run((state) => moved(state, step)),
      /** Ask for a photo, by the library or by a file, and put it into the text. */
      addPhoto: () => ({ editor }) => {
        this.storage.add(editor)
        return true
      },
      editPhoto: () => ({ editor, state }) => {
        const at = figureAt(state)
        if (at !== null) this.storage.edit(editor, at)
        return at !== null
      },
    }
  },

  addStorage() {
    const { pickerUrl, uploadUrl } = this.options
    const upload = async (editor, file, at) => {
      const added = await uploadPhoto(uploadUrl, { language: languageOf(editor), file })
      if (!added) return false
      remember(added.photo)
      return editor.chain().focus().insertPhoto(added.attributes, "", at).run()
    }
    return {
      async add(editor) {
        const photo = await choosePhoto(pickerUrl)
        if (photo === "add") return upload(editor)
        if (!photo) return editor.commands.focus()
        remember(photo)
        const language = languageOf(editor)
        const attributes = await describePhoto(photo, { language })
        if (!attributes) return editor.commands.focus()
        return editor.chain().focus().insertPhoto(attributes, localCaption(photo, language)).run()
      },
      async addFiles(editor, files, at = null) {
        for (const file of files) {
          if (!(await upload(editor, file, at))) break
          at = null // The next one behind it.
        }
      },
      async edit(editor, at) {
        const node = editor.state.doc.nodeAt(at)
        let photo
        try {
          photo = await lookUp(pickerUrl, node.attrs.photo)
        } catch (error) {
          return tell("About this photo", error.message)
        }
        if (!photo) return tell("About this photo", GONE)
        if (editor.state.doc.nodeAt(at) !== node) return false // Somebody typed meanwhile.
        const attributes = await describePhoto(photo, { language: languageOf(editor), now: node.attrs })
        const chain = editor.chain().focus()
        if (attributes) chain.command(({ tr }) => tr.setNodeMarkup(at, null, attributes))
        return chain.run()
      },
    }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "photo",
      groups: "photo",
      button: buttons.material("add_photo_alternate", "Photo"),
      command: (editor) => editor.commands.addPhoto(),
      active: (editor) => editor.isActive("photoFigure"),
    })
  },

  addKeyboardShortcuts() {
    const selected = ({ selection }) => selection.node?.type === this.type
    return {
      "Mod-Alt-p": ({ editor }) => editor.commands.addPhoto(),
      "Alt-ArrowUp": ({ editor }) => editor.commands.movePhoto(-1),
      "Alt-ArrowDown": ({ editor }) => editor.commands.movePhoto(1),
      Enter: ({ editor }) => {
        if (selected(editor.state)) return editor.commands.editPhoto()
        const at = figureAt(editor.state)
        if (at === null) return false
        const end = at + editor.state.doc.nodeAt(at).nodeSize
        return editor
          .chain()
          .insertContentAt(end, { type: "paragraph" })
          .setTextSelection(end + 1)
          .run()
      },
      Backspace: ({ editor }) => {
        const { selection } = editor.state
        const at = figureAt(editor.state)
        if (at === null || !selection.empty || selection.$from.parentOffset) return false
        return editor.commands.setNodeSelection(at)
      },
    }
  },

  addProseMirrorPlugins() {
    const { editor, storage } = this
    return [
      new Plugin({
        props: {
          transformPastedHTML: withoutStyles,
          handleDrop(view, event, _slice, isMoved) {
            const files = [...(event.dataTransfer?.files ?? [])]
            if (isMoved || !files.length) return false
            // Otherwise the browser would leave the page and show the file.
            event.preventDefault()
            storage.addFiles(editor, files, edgeNear(view, event))
            return true
          },
          handlePaste(_view, event) {
            const files = [...(event.clipboardData?.files ?? [])]
            if (!files.length || hasWords(event.clipboardData.getData("text/html"))) return false
            event.preventDefault()
            storage.addFiles(editor, files)
            return true
          },
        },
      }),
    ]
  },
})

const GONE = "This photo is not in the library any more. It will not be saved with the text."
const ENDED = "Readers do not see this photo: the consent for it has ended."
const UNPROVEN = "Nobody has recorded yet that the people shown agree. "

class FigureView {
  constructor(node, editor, getPos, options) {
    Object.assign(this, { node, editor, getPos, options })
    const button = (icon, label, run) => {
      const onclick = () => {
        editor.commands.setNodeSelection(getPos())
        run()
        // A photo that moved is drawn anew: the focus goes along.
        const at = figureAt(editor.state)
        if (at !== null) editor.view.nodeDOM(at)?.querySelector(`[aria-label="${label}"]`)?.focus()
      }
      const attributes = { type: "button", class: "photo-figure__button", title: label }
      const glyph = el("span", { class: "material-icons", "aria-hidden": "true" }, icon)
      return el("button", { ...attributes, "aria-label": label, onclick }, glyph)
    }
    this.image = el("img", { alt: "", class: "photo-figure__image", draggable: "false", hidden: true })
    this.says = el("p", { class: "photo-figure__says" })
    this.notes = el("p", { class: "photo-figure__note", hidden: true })
    this.buttons = el(
      "div",
      { class: "photo-figure__buttons", role: "group", "aria-label": "This photo" },
      button("edit", "Describe this photo, or change its video", () => editor.commands.editPhoto()),
      button("arrow_upward", "Move this photo up", () => editor.commands.movePhoto(-1)),
      button("arrow_downward", "Move this photo down", () => editor.commands.movePhoto(1)),
      button("delete", "Take this photo out of the text", () => {
        editor.chain().deleteSelection().focus().run()
      }),
    )
    this.picture = el(
      "div",
      { class: "photo-figure__picture", contenteditable: "false" },
      this.image,
      this.buttons,
      this.says,
      this.notes,
    )
    this.contentDOM = el("figcaption", { "data-placeholder": "Caption (may stay empty)" })
    this.dom = el("figure", { class: "photo-figure" }, this.picture, this.contentDOM)
    this.show()
    this.load()
  }

  async load() {
    try {
      const photo = await lookUp(this.options.pickerUrl, this.node.attrs.photo)
      this.note(photo ? "" : GONE)
      if (!photo) return
      this.image.src = photo.preview
      this.image.width = photo.width
      this.image.height = photo.height
      this.image.hidden = false
      if (!photo.usable) this.note(ENDED)
      else if (photo.lacks_consent) this.note(UNPROVEN, el("a", { href: photo.page, target: "_blank" }, "Record it in the library"))
    } catch (error) {
      this.note(error.message)
    }
  }

  note(...said) {
    this.notes.replaceChildren(...said)
    this.notes.hidden = !said[0]
  }

  show() {
    const { alt, decorative, video } = this.node.attrs
    const undecided = !alt && !decorative
    this.says.classList.toggle("photo-figure__says--missing", undecided)
    this.says.textContent = undecided
      ? "Not described yet: readers who do not see it learn nothing of it."
      : decorative
        ? "Decorative: screen readers pass over it."
        : `Described as: ${alt}`
    if (video) this.says.append(el("br"), `Leads to the video on ${new URL(video).host}`)
    this.contentDOM.classList.toggle("is-empty", !this.node.content.size)
  }

  update(node) {
    if (node.type !== this.node.type || node.attrs.photo !== this.node.attrs.photo) return false
    this.node = node
    this.show()
    return true
  }

  selectNode() {
    this.dom.classList.add("ProseMirror-selectednode")
  }

  deselectNode() {
    this.dom.classList.remove("ProseMirror-selectednode")
  }

  // The buttons and the link are the browser's; everything else, such as Ctrl+Z, is the editor's.
  stopEvent(event) {
    const target = event.target.closest?.("button, a")
    const isShortcut = event.type.startsWith("key") && (event.ctrlKey || event.metaKey || event.altKey)
    return Boolean(target) && this.picture.contains(target) && !isShortcut
  }

  ignoreMutation(mutation) {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target)
  }
}
