// Dialogs of the text editor. They stand outside of the article's form, so that Enter in one of
// them does not save the article; what is wrong stands beside its field.

let count = 0

/** Make an element; attributes that are false or null are left out. */
export const el = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, "")
    else if (value !== false && value != null) element.setAttribute(name, value)
  }
  element.append(...children.filter((child) => child != null))
  return element
}

/** Put a label, a help text and room for an error around an input. */
export const field = (label, input, help = "") => {
  const id = `desk-dialog-${++count}`
  input.id = id
  const error = el("p", { class: "desk-dialog__error", id: `${id}-error`, hidden: true })
  const row = el("div", { class: "desk-dialog__field" })
  const name = el("label", { for: id }, label)
  const helper = help && el("p", { class: "desk-dialog__help", id: `${id}-help` }, help)
  const described = () => {
    const ids = [helper && `${id}-help`, !error.hidden && `${id}-error`].filter(Boolean)
    input.toggleAttribute("aria-describedby", ids.length > 0)
    if (ids.length) input.setAttribute("aria-describedby", ids.join(" "))
  }
  if (input.type === "checkbox") {
    row.classList.add("desk-dialog__field--check")
    row.append(input, name)
  } else {
    row.append(name, input)
  }
  row.append(...[helper, error].filter(Boolean))
  described()
  const say = (text) => {
    error.textContent = text || ""
    error.hidden = !text
    if (text) input.setAttribute("aria-invalid", "true")
    else input.removeAttribute("aria-invalid")
    described()
    return Boolean(text)
  }
  // It goes while one types, not when one leaves: nothing moves away under a click.
  input.addEventListener("input", () => say(""))
  return {
    row,
    input,
    /** Show what is wrong, or nothing; return whether something is. */
    say,
  }
}

/**
 * Open a dialog and return a promise of what `submit` returned, or of null when it was left.
 *
 * Without an `action` there is nothing to submit: something in the body calls `dialog.finish`.
 * `submit` returns undefined to stay open, after it has said why beside a field.
 */
export const openDialog = ({ title, body, action, submit, wide = false, focus = null }) =>
  new Promise((resolve) => {
    const id = `desk-dialog-${++count}`
    const leave = el(
      "button",
      { type: "button", class: "button desk-dialog__leave" },
      action ? "Cancel" : "Close",
    )
    const go = action && el("button", { type: "submit", class: "button default" }, action)
    const trouble = el("p", { class: "desk-dialog__error", role: "alert" })
    const form = el(
      "form",
      { class: "desk-dialog__form", novalidate: true },
      el("h2", { class: "desk-dialog__title", id }, title),
      ...body,
      trouble,
      el("div", { class: "desk-dialog__buttons" }, ...[go, leave].filter(Boolean)),
    )
    const dialog = el(
      "dialog",
      { class: `desk-dialog${wide ? " desk-dialog--wide" : ""}`, "aria-labelledby": id },
      form,
    )
    // At once, not when the browser says that it is closed: what is typed next comes behind.
    const finish = (value) => {
      dialog.close()
      dialog.remove()
      resolve(value)
    }
    leave.addEventListener("click", () => finish(null))
    for (const left of ["cancel", "close"]) {
      // A file that is not chosen after all is a "cancel" of its field.
      dialog.addEventListener(left, (event) => event.target === dialog && finish(null))
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault()
      if (!submit) return
      trouble.textContent = ""
      go.disabled = true
      try {
        const value = await submit()
        if (value !== undefined) finish(value)
      } catch (error) {
        trouble.textContent = error.message
      }
      go.disabled = false
      form.querySelector("[aria-invalid=true]")?.focus()
    })
    dialog.finish = finish
    document.body.append(dialog)
    dialog.showModal()
    focus?.focus()
  })

/** Tell the writer something that has no field to stand beside. */
export const tell = (title, text) =>
  openDialog({ title, body: [el("p", {}, text)] })

const SIGNED_OUT =
  "You are signed out. Your text is still here: sign in again in another tab, then try once more."
const REFUSED =
  "Your account may not do this, or was signed out. If you have signed in again since, save the text and try once more."

/** Ask our own server; throw a sentence for the writer when there is no answer to use. */
export const ask = async (url, options = {}) => {
  let response
  try {
    response = await fetch(url, { credentials: "same-origin", ...options })
  } catch {
    throw new Error("There was no answer. Please check the connection and try again.")
  }
  const json = response.headers.get("content-type")?.startsWith("application/json")
  if (response.redirected || (response.ok && !json)) throw new Error(SIGNED_OUT)
  if (response.status === 403) throw new Error(REFUSED)
  if (response.status === 413) throw new Error("This file is too large: at most 25 megabytes.")
  if (!json) throw new Error("Something went wrong on our side. Please try again in a moment.")
  return response.json()
}
