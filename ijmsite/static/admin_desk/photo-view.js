// How a photo stands in the text while one writes.
import { ask, el } from "desk/dialog"

const known = new Map()
/** Ask the library for a photo once; resolve to null where it has none of this id. */
export const lookUp = (pickerUrl, id) => {
  if (!known.has(id)) {
    const answer = ask(`${pickerUrl}?id=${id}`).then(({ items }) => items[0] ?? null)
    answer.catch(() => known.delete(id))
    known.set(id, answer)
  }
  return known.get(id)
}
export const remember = (photo) => known.set(photo.id, Promise.resolve(photo))

/** Return where the figure around the selection begins, or null. */
export const figureAt = ({ selection }) => {
  if (selection.node?.type.name === "photoFigure") return selection.from
  const { $from } = selection
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === "photoFigure") return $from.before(depth)
  }
  return null
}

export const GONE = "This photo is not in the library any more. It will not be saved with the text."
const ENDED = "Readers do not see this photo: the consent for it has ended."
const UNPROVEN = "Nobody has recorded yet that the people shown agree. "

export class FigureView {
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
      ? "Not described yet. The pencil lets you say what it tells here."
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
