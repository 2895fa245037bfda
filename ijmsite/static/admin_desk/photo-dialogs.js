// Choosing a photo of the library, adding one to it, and saying what it tells in a story.
import { ask, el, field, openDialog } from "desk/dialog"

const MAX_BYTES = 25 * 1024 * 1024
const TYPES = ["image/jpeg", "image/png", "image/webp"]
const FILE_NAME =
  /^(?:(?:\S+|.*[\\/].*)\.(?:jpe?g|png|webp|gif|tiff?|heic|avif|svg|bmp)|(?:img|dscn?|dscf|pxl|p|photo|image|picture|screenshot)[-_ ]?\d[-_\d]*)$/is
const VIDEO = /^https:\/\/(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+(?:[/?#][^\s"<>\\]*)?$/i

/** The same names that the library refuses. */
export const isFileName = (text) => FILE_NAME.test(text)

const altTrouble = (text) => {
  if (!text) return "Please write what the photo shows, or tick that it is decorative."
  return isFileName(text)
    ? "This is the name of a file. Please write what the photo shows."
    : ""
}

const localized = (photo, name, language) =>
  (language === "fr" && photo[`${name}_fr`]) || photo[name]

export const localCaption = (photo, language) => localized(photo, "caption", language)

const altField = (value) =>
  field(
    "What the photo tells in this story",
    el("textarea", { rows: 3, maxlength: 250 }, value),
    "For people who do not see it. One sentence, without “photo of”.",
  )

const decorativeField = (checked) =>
  field(
    "It is decorative: it adds nothing to the words",
    el("input", { type: "checkbox", checked }),
    "Screen readers then pass over it.",
  )

/** Return the address as it is meant, or null where it is none. */
const videoAddress = (typed) => {
  let address = typed.trim()
  if (address && !/^[a-z][a-z0-9+.-]*:/i.test(address)) address = `https://${address}`
  address = address.replace(/^http:\/\//i, "https://")
  return !address || VIDEO.test(address) ? address : null
}

const videoField = (value) => {
  const input = el("input", { type: "text", inputmode: "url", value, autocomplete: "off" })
  input.addEventListener("change", () => {
    input.value = videoAddress(input.value) ?? input.value
  })
  return field(
    "Address of a video",
    input,
    "Leave this empty for a photo alone. With an address, the photo leads to the video.",
  )
}

const NO_VIDEO = "Please give the whole address, such as https://www.example.org/film"

const picture = (photo, className) =>
  el("img", { src: photo.preview, width: photo.width, height: photo.height, alt: "", class: className })

/** Ask what a photo tells in this story; resolve to the attributes of its figure, or to null. */
export const describePhoto = (photo, { language, now = null }) => {
  const alt = altField(now ? now.alt : localized(photo, "alt", language))
  const decorative = decorativeField(now?.decorative)
  const video = videoField(now?.video)
  const follow = () => {
    alt.input.disabled = decorative.input.checked
    if (decorative.input.checked) alt.say("")
  }
  decorative.input.addEventListener("change", follow)
  follow()
  return openDialog({
    title: now ? "About this photo" : "Add the photo",
    body: [
      picture(photo, "desk-dialog__picture"),
      el("p", { class: "desk-dialog__help" }, `${photo.title} (${photo.credit})`),
      alt.row,
      decorative.row,
      video.row,
    ],
    action: now ? "Change" : "Add to the text",
    focus: alt.input.disabled ? decorative.input : alt.input,
    submit() {
      const text = alt.input.value.trim().replace(/\s+/g, " ")
      const isDecorative = decorative.input.checked
      const address = videoAddress(video.input.value)
      const wrong = [
        alt.say(isDecorative ? "" : altTrouble(text)),
        video.say(address === null ? NO_VIDEO : ""),
      ]
      if (wrong.some(Boolean)) return undefined
      return { photo: photo.id, alt: isDecorative ? "" : text, decorative: isDecorative, video: address }
    },
  })
}

/** Let the writer search the library; resolve to a photo, to "add", or to null. */
export const choosePhoto = (pickerUrl) => {
  const search = field(
    "Search the library",
    el("input", { type: "search", autocomplete: "off", placeholder: "A title, what it shows, who made it" }),
  )
  const list = el("ul", { class: "photo-picker" })
  const said = el("p", { class: "desk-dialog__help", role: "status" }, "Looking …")
  const more = el("button", { type: "button", class: "button desk-dialog__more", hidden: true }, "Show more photos")
  const add = el("button", { type: "button", class: "button desk-dialog__more", hidden: true }, "Add a new photo …")
  let asked = 0
  let dialog

  const choice = (photo) => {
    const pick = el(
      "button",
      { type: "button", class: "photo-picker__photo" },
      el("img", { src: photo.thumbnail, alt: "", width: photo.width, height: photo.height, loading: "lazy" }),
      el("strong", {}, photo.title),
      el("span", {}, photo.alt),
    )
    pick.addEventListener("click", () => dialog().finish(photo))
    return el("li", {}, pick)
  }
  const load = async (page = 1) => {
    const mine = ++asked
    const url = `${pickerUrl}?${new URLSearchParams({ q: search.input.value.trim(), page })}`
    try {
      const answer = await ask(url)
      if (mine !== asked) return // A later search is under way.
      search.say("")
      if (page === 1) list.replaceChildren()
      const first = list.children.length
      list.append(...answer.items.map(choice))
      said.textContent = answer.count
        ? `${list.children.length} of ${answer.count} ${answer.count === 1 ? "photo" : "photos"}`
        : "No photo fits. Try fewer words."
      more.hidden = !answer.next
      more.onclick = () => load(answer.next)
      add.hidden = !answer.may_add
      if (page > 1) list.children[first]?.querySelector("button").focus()
    } catch (error) {
      said.textContent = ""
      search.say(error.message)
    }
  }
  let waiting
  search.input.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(load, 250)
  })
  // Enter searches; a photo is chosen by its own button.
  search.input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return
    event.preventDefault()
    clearTimeout(waiting)
    load()
  })
  dialog = () => list.closest("dialog")
  add.addEventListener("click", () => dialog().finish("add"))
  load()
  return openDialog({
    title: "Choose a photo",
    body: [search.row, el("div", { class: "photo-picker__more" }, said, add), list, more],
    wide: true,
    focus: search.input,
  })
}

const fileTrouble = (file) => {
  if (!file) return "Please choose a picture."
  if (!TYPES.includes(file.type)) return "Please choose a JPEG, PNG or WebP picture."
  if (file.size > MAX_BYTES) return "This file is too large: at most 25 megabytes."
  return ""
}

/** Show a file that is not on the server yet: the policy lets no page show it as an image. */
const preview = async (input, canvas) => {
  const file = input.files[0]
  canvas.hidden = true
  if (!file || fileTrouble(file)) return
  try {
    const bitmap = await createImageBitmap(file, { resizeWidth: 480, resizeQuality: "medium" })
    if (input.files[0] !== file) return // Another one was chosen meanwhile.
    canvas.width = bitmap.width
    canvas.height = bitmap.height
    canvas.getContext("2d").drawImage(bitmap, 0, 0)
    canvas.hidden = false
  } catch {
    // The server says what is wrong with it.
  }
}

const asFileList = (file) => {
  const transfer = new DataTransfer()
  transfer.items.add(file)
  return transfer.files
}

/** Ask for what the library needs; resolve to {photo, attributes} once it is stored, or to null. */
export const uploadPhoto = (uploadUrl, { language, file = null }) => {
  const upload = field(
    "Picture",
    el("input", { type: "file", accept: TYPES.join(",") }),
    "JPEG, PNG or WebP, at most 25 megabytes. The place and the camera that it may name are removed.",
  )
  const canvas = el("canvas", { class: "desk-dialog__picture", hidden: true, "aria-hidden": "true" })
  const alt = altField("")
  const credit = field(
    "Who made the photo",
    el("input", { type: "text", maxlength: 120, autocomplete: "off" }),
    "Readers see this name below the photo.",
  )
  const decorative = decorativeField(false)
  const choose = () => {
    const chosen = upload.input.files[0]
    upload.say(chosen ? fileTrouble(chosen) : "")
    preview(upload.input, canvas)
  }
  upload.input.addEventListener("change", choose)
  if (file) {
    upload.input.files = asFileList(file)
    choose()
  }
  const said = el("p", { class: "desk-dialog__help", role: "status" })
  return openDialog({
    title: "Add a new photo",
    body: [upload.row, canvas, alt.row, decorative.row, credit.row, said],
    action: "Add to the library and the text",
    focus: file ? alt.input : upload.input,
    async submit() {
      const text = alt.input.value.trim().replace(/\s+/g, " ")
      const chosen = upload.input.files[0]
      const wrong = [
        upload.say(fileTrouble(chosen)),
        alt.say(altTrouble(text).replace(", or tick that it is decorative", "")),
        credit.say(credit.input.value.trim() ? "" : "Please say who made the photo."),
      ]
      if (wrong.some(Boolean)) return undefined
      const data = new FormData()
      data.set("upload", chosen)
      data.set("alt", text)
      data.set("credit", credit.input.value.trim())
      data.set("language", language)
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value
      said.textContent = "Storing the photo …"
      try {
        const options = { method: "POST", body: data, headers: { "X-CSRFToken": token } }
        const { photo, errors } = await ask(uploadUrl, options)
        if (photo) {
          const isDecorative = decorative.input.checked
          return {
            photo,
            attributes: { photo: photo.id, alt: isDecorative ? "" : text, decorative: isDecorative, video: "" },
          }
        }
        const fields = { upload, alt, credit }
        for (const [name, sentences] of Object.entries(errors)) {
          ;(fields[name] ?? upload).say(sentences.join(" "))
        }
        return undefined
      } finally {
        said.textContent = ""
      }
    },
  })
}
