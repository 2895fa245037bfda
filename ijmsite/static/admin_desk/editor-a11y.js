// Make the editor's tools a toolbar: names, states, one stop of the tab key, arrow keys inside.
// And let a quick writer's keys find the text: the library moves the focus and reads the selection
// a moment later, when the next key may be there already.
import { Extension, Plugin, resolveFocusPosition } from "django-prose-editor/editor"

const LABELS = {
  heading2: "Heading",
  heading3: "Smaller heading",
  heading4: "Smallest heading",
  paragraph: "Plain paragraph",
  bold: "Bold",
  italic: "Italic",
  subscript: "Subscript",
  superscript: "Superscript",
  bulletList: "Bulleted list",
  orderedList: "Numbered list",
  blockquote: "Quotation",
  horizontalRule: "Dividing line",
  unlink: "Remove the link",
  "table:addColumnAfter": "Add a column",
  "table:deleteColumn": "Remove this column",
  "table:addRowAfter": "Add a row",
  "table:deleteRow": "Remove this row",
  "table:mergeCells": "Join the chosen cells",
  "table:splitCell": "Split this cell",
  "table:toggleHeaderCell": "Heading cell, or plain cell",
  "table:deleteTable": "Remove the table",
  "history:undo": "Undo",
  "history:redo": "Redo",
}
// The others do something once; these say how the text stands where the cursor is.
const STATES = new Set(
  ["heading2", "heading3", "heading4", "paragraph", "bold", "italic", "subscript", "superscript"]
    .concat(["cite", "bulletList", "orderedList", "blockquote", "link"]),
)

const labelText = (textbox, textarea) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  if (!label) return
  label.id ||= `${textarea.id}_label`
  textbox.setAttribute("aria-labelledby", label.id)
  label.addEventListener("click", (event) => {
    event.preventDefault()
    textbox.focus()
  })
}

let lastFocused = document.activeElement
document.addEventListener("focusin", ({ target }) => (lastFocused = target))

/** Let the editor read now where the cursor is; the browser says so only after the next keys. */
const readSelection = ({ composing, dom }) => {
  if (!composing) dom.ownerDocument.dispatchEvent(new Event("selectionchange"))
}

/** Let one button of the toolbar be reached with Tab, and the others from there. */
const rove = (menu, buttons, leave) => {
  const shown = () => buttons.filter((button) => !button.classList.contains("hidden"))
  let current = buttons[0]
  const stopAt = (button) => {
    current = button
    for (const other of buttons) other.tabIndex = other === current ? 0 : -1
  }
  menu.addEventListener("focusin", (event) => stopAt(event.target.closest("button") ?? current))
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave()
    const all = shown()
    const at = all.indexOf(event.target)
    const next = {
      ArrowRight: all[(at + 1) % all.length],
      ArrowLeft: all[(at - 1 + all.length) % all.length],
      Home: all[0],
      End: all.at(-1),
    }[event.key]
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    next.focus()
  })
  stopAt(current)
  return {
    enter: () => current.focus(),
    // A button that is not shown any more can hold neither the stop nor the focus.
    update() {
      if (!current.classList.contains("hidden")) return
      const hadFocus = document.activeElement === current
      stopAt(shown()[0])
      if (hadFocus) current.focus()
    },
  }
}

export const EditorA11y = Extension.create({
  name: "editorA11y",

  addStorage: () => ({ toolbar: null }),

  addCommands: () => ({
    focus:
      (position = null) =>
      ({ dispatch, tr, view }) => {
        if (!dispatch) return true
        // Also where it has the focus: a dialog that closes gives that back, but not the cursor.
        view.focus()
        if (position !== null) tr.setSelection(resolveFocusPosition(tr.doc, position))
        tr.scrollIntoView()
        return true
      },
  }),

  addProseMirrorPlugins() {
    let isTyped = false
    const handleDOMEvents = {
      keydown(view) {
        isTyped = true
        readSelection(view)
      },
      // Just before the library puts the cursor back where it last read it.
      focus(view) {
        isTyped = false
        setTimeout(() => isTyped && readSelection(view), 20)
      },
    }
    return [new Plugin({ props: { handleDOMEvents } })]
  },

  addKeyboardShortcuts() {
    const enter = () => {
      this.storage.toolbar?.enter()
      return true
    }
    return { "Alt-F10": enter }
  },

  onCreate() {
    const { editor } = this
    const textbox = editor.view.dom
    const root = textbox.closest(".prose-editor")
    const textarea = root.querySelector("textarea")
    const menu = root.querySelector(".prose-menubar")

    textbox.setAttribute("role", "textbox")
    textbox.setAttribute("aria-multiline", "true")
    textbox.id ||= `${textarea.id}_text`
    labelText(textbox, textarea)
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (textarea.hasAttribute(name)) textbox.setAttribute(name, textarea.getAttribute(name))
    }

    // Whoever began to type before the editor was there goes on.
    if (lastFocused === textarea && document.activeElement === document.body) {
      editor.commands.focus("end")
    }

    menu.addEventListener("mousedown", () => readSelection(editor.view))
    menu.setAttribute("role", "toolbar")
    menu.setAttribute("aria-label", "Formatting")
    menu.setAttribute("aria-controls", textbox.id)
    const buttons = [...menu.querySelectorAll("button")]
    for (const button of buttons) {
      const label = LABELS[button.dataset.name] ?? button.title
      button.title = label
      button.setAttribute("aria-label", label)
    }
    const toolbar = rove(menu, buttons, () => editor.commands.focus())
    this.storage.toolbar = toolbar
    const update = () => {
      for (const button of buttons) {
        const { name } = button.dataset
        // The editor itself never says that a bulleted list is one.
        if (name === "bulletList") {
          button.classList.toggle("active", editor.isActive("bulletList"))
        }
        button.setAttribute("aria-disabled", button.classList.contains("disabled"))
        if (STATES.has(name)) {
          button.setAttribute("aria-pressed", button.classList.contains("active"))
        }
      }
      toolbar.update()
    }
    editor.on("transaction", update)
    update()
  },
})
