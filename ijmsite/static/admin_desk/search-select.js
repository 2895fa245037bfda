// Give the fields in which one searches the names of their labels: select2 leaves them nameless.
window.django.jQuery(() => {
  const { jQuery } = window.django
  const words = (select) => {
    const label = document.querySelector(`label[for="${select.id}"]`)
    return label ? label.textContent.trim().replace(/:$/, "") : ""
  }
  const name = (element, text) => {
    element.removeAttribute("aria-labelledby")
    element.setAttribute("aria-label", text)
  }

  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const box = select.parentElement.querySelector(".select2-container")
    const text = words(select)
    if (!box || !text) continue
    const chosen = box.querySelector(".select2-selection__rendered")
    const field = box.querySelector(".select2-search__field")
    // What is chosen is part of the name, as it is nowhere else.
    const combobox = box.querySelector("[role=combobox]")
    const rename = () => name(combobox, [text, chosen?.title].filter(Boolean).join(": "))
    if (field) name(field, text)
    else rename()
    // The chosen one is read with the field, and is no field of its own.
    chosen?.removeAttribute("role")
    chosen?.removeAttribute("aria-readonly")
    jQuery(select).on("change", () => setTimeout(field ? () => name(field, text) : rename))
    jQuery(select).on("select2:open", () => {
      document
        .querySelectorAll(".select2-container--open .select2-search__field")
        .forEach((found) => name(found, text))
    })
  }
})
