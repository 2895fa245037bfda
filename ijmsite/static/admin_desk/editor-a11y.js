// Say what the editor's buttons do and whether they are on, and tie the text to its label.
import { Extension } from "django-prose-editor/editor"

const LABELS = {
  heading2: "Heading",
  heading3: "Smaller heading",
  paragraph: "Plain paragraph",
  bold: "Bold",
  italic: "Italic",
  bulletList: "Bulleted list",
  orderedList: "Numbered list",
  blockquote: "Quotation",
  link: "Link (select some words first)",
  unlink: "Remove the link",
  "history:undo": "Undo",
  "history:redo": "Redo",
}
const ACTIONS = new Set(["unlink", "history:undo", "history:redo"])

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

export const EditorA11y = Extension.create({
  name: "editorA11y",

  onCreate() {
    const { editor } = this
    const textbox = editor.view.dom
    const root = textbox.closest(".prose-editor")
    const textarea = root.querySelector("textarea")
    const menu = root.querySelector(".prose-menubar")

    textbox.setAttribute("role", "textbox")
    textbox.setAttribute("aria-multiline", "true")
    labelText(textbox, textarea)
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (textarea.hasAttribute(name)) textbox.setAttribute(name, textarea.getAttribute(name))
    }

    menu.setAttribute("role", "group")
    menu.setAttribute("aria-label", "Formatting")
    const buttons = [...menu.querySelectorAll("button")]
    for (const button of buttons) {
      const label = LABELS[button.dataset.name]
      if (label) {
        button.title = label
        button.setAttribute("aria-label", label)
      }
    }
    const update = () => {
      for (const button of buttons) {
        const { name } = button.dataset
        // The editor itself never says that a bulleted list is one.
        if (name === "bulletList") {
          button.classList.toggle("active", editor.isActive("bulletList"))
        }
        button.setAttribute("aria-disabled", button.classList.contains("disabled"))
        if (!ACTIONS.has(name)) {
          button.setAttribute("aria-pressed", button.classList.contains("active"))
        }
      }
    }
    editor.on("transaction", update)
    update()
  },
})
