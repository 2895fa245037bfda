// A photo of the library inside the text. What is stored names the photo and says what it tells
// there; its address, its credit and its crops stay with the library.
import { tell } from "desk/dialog"
import { hasWords, withoutStyles } from "desk/pasted"
import { choosePhoto, describePhoto, localCaption, uploadPhoto } from "desk/photo-dialogs"
import { FigureView, figureAt, GONE, lookUp, remember } from "desk/photo-view"
import { Node, Plugin, pm } from "django-prose-editor/editor"

const { NodeSelection, TextSelection } = pm.state
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const languageOf = (editor) => {
  const form = editor.view.dom.closest("form")
  return form?.elements.language?.value || "en"
}

const attribute = (name, from, fallback) => ({
  default: fallback,
  parseHTML: (figure) => from(figure.getAttribute(`data-${name}`)),
  renderHTML: (attributes) => (attributes[name] ? { [`data-${name}`]: attributes[name] } : {}),
})

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
    video: attribute("video", (value) => (value && URL.canParse(value) ? value : ""), ""),
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
