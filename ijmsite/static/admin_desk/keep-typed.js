// Keep what is typed into an article in this tab until it is saved: a session may end meanwhile.
// The copy lies in the tab's own storage. It goes with the tab, at signing out, as soon as the
// article is saved, and when somebody else signs in here.
{
  const PREFIX = "typed:"
  const SENT = "sent:article"
  const PAUSE = 300
  // What the browser sends by itself, or what must not be kept.
  const NOT_TYPED = new Set(["hidden", "submit", "button", "reset", "image", "file", "password"])

  // Leaving the page keeps what is typed, unless it was thrown away or nobody is to find it.
  let isOver = false
  let storage = null
  try {
    storage = window.sessionStorage
  } catch (error) {
    console.warn("What you type is not kept: this browser forbids it.", error)
  }

  const forget = (isMeant) => {
    const keys = Object.keys(storage).filter((key) => key.startsWith(PREFIX) && isMeant(key))
    for (const key of keys) storage.removeItem(key)
  }
  const isOf = (path) => (key) => key.slice(PREFIX.length).split("?")[0] === path

  const put = (key, entry) => {
    const text = JSON.stringify(entry)
    try {
      storage.setItem(key, text)
    } catch {
      // Full of articles that were left unsaved: this one matters more.
      forget((other) => other !== key)
      try {
        storage.setItem(key, text)
      } catch (error) {
        console.warn("What you type is not kept: there is no room.", error)
      }
    }
  }

  const isChoice = (field) => field.type === "checkbox" || field.type === "radio"

  const read = (fields) => {
    const typed = {}
    for (const field of fields) {
      if (isChoice(field)) {
        typed[field.name] ??= []
        if (field.checked) typed[field.name].push(field.value)
      } else if (field.options) {
        // With its words: a field that searches knows only what was chosen.
        typed[field.name] = [...field.selectedOptions].map((o) => [o.value, o.text.trim()])
      } else {
        typed[field.name] = field.value
      }
    }
    return typed
  }

  // What changes what readers see is chosen anew, not brought back.
  const isStep = (field, value) =>
    field.id === "id_status" && ["published", "withdrawn"].includes(value[0]?.[0])

  const fill = (fields, typed) => {
    for (const field of fields) {
      const value = typed[field.name]
      if (value === undefined || isStep(field, value)) continue
      if (isChoice(field)) {
        field.checked = value.includes(field.value)
      } else if (field.options) {
        choose(field, value)
      } else {
        field.value = value
      }
    }
  }

  const choose = (select, chosen) => {
    for (const [value, words] of chosen) {
      const isKnown = [...select.options].some((option) => option.value === value)
      if (!isKnown && select.matches(".admin-autocomplete")) select.add(new Option(words, value))
    }
    const values = new Set(chosen.map(([value]) => value))
    for (const option of select.options) option.selected = values.has(option.value)
  }

  const watch = (revision) => {
    const { form } = revision
    const { typist, cameBack } = revision.dataset
    const fields = [...form.elements].filter((e) => e.name && !NOT_TYPED.has(e.type))
    const key = PREFIX + location.pathname + location.search
    const note = document.getElementById("kept-typed")
    // What stands in the form when nothing was typed; unknown where there are words of before.
    let untouched = cameBack === "yes" ? null : JSON.stringify(read(fields))

    const keep = () => {
      if (isOver) return
      const typed = read(fields)
      if (JSON.stringify(typed) === untouched) {
        storage.removeItem(key)
      } else {
        put(key, { typist, revision: revision.value, typed })
      }
    }

    const bringBack = () => {
      const kept = JSON.parse(storage.getItem(key))
      if (!kept) return
      if (kept.typist !== typist || JSON.stringify(kept.typed) === untouched) {
        storage.removeItem(key)
        return
      }
      fill(fields, kept.typed)
      note.hidden = false
      note.querySelector("[data-newer]").hidden = kept.revision === revision.value
      // The server compares with the revision that this was typed on.
      revision.value = kept.revision
      untouched = null
    }

    note.querySelector("button").addEventListener("click", () => {
      isOver = true
      storage.removeItem(key)
      location.reload()
    })
    if (cameBack === "yes") keep()
    else bringBack()

    let timer = 0
    const keepSoon = () => {
      clearTimeout(timer)
      timer = setTimeout(keep, PAUSE)
    }
    // Pop-ups for dates and searches change a field without saying so, hence the clicks.
    for (const event of ["input", "change", "click", "keyup"]) {
      document.addEventListener(event, keepSoon)
    }
    addEventListener("pagehide", keep)
    form.addEventListener("submit", () => {
      keep()
      storage.setItem(SENT, location.pathname)
    })
  }

  const start = () => {
    document.getElementById("logout-form")?.addEventListener("submit", () => {
      isOver = true
      forget(() => true)
    })
    // The server says that it has the article now. No other page means that: not the one for
    // signing in, not an error.
    if (document.querySelector(".messagelist .article-saved")) {
      forget(isOf(storage.getItem(SENT)))
      storage.removeItem(SENT)
    }
    const revision = document.getElementById("id_revision")
    if (revision?.dataset.typist) watch(revision)
  }

  if (storage) start()
}
