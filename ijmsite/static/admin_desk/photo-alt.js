// Suggest the words of the library for a picture that was just chosen, and show it.
{
  const { jQuery } = window.django

  const shown = (select) => {
    let figure = document.getElementById("chosen-picture")
    if (!figure) {
      figure = document.createElement("p")
      figure.id = "chosen-picture"
      figure.className = "chosen-picture"
      figure.setAttribute("role", "status")
      select.closest(".form-row").append(figure)
    }
    figure.replaceChildren()
    return figure
  }

  const find = async (select) => {
    const answer = await fetch(`${select.dataset.library}?id=${encodeURIComponent(select.value)}`)
    if (!answer.ok) return null
    const { items } = await answer.json()
    return items[0] ?? null
  }

  let suggested = ""

  const suggest = (photo) => {
    const field = document.getElementById("id_photo_alt")
    const isFrench = document.getElementById("id_language")?.value === "fr"
    // What somebody wrote stays; what only stood there for the picture before goes with it.
    if (field.value && field.value !== suggested) return
    suggested = (isFrench ? photo?.alt_fr : photo?.alt) ?? ""
    field.value = suggested
  }

  const show = (photo, select) => {
    const figure = shown(select)
    const image = document.createElement("img")
    image.src = photo.thumbnail
    image.alt = ""
    image.className = "desk-picture"
    figure.append(image, ` ${photo.title} (${photo.credit})`)
  }

  let chosen = document.getElementById("id_photo")?.value

  jQuery(document).on("change", "#id_photo", async ({ target: select }) => {
    // Django's own scripts say "change" when the page is shown.
    if (select.value === chosen) return
    const asked = (chosen = select.value)
    document.querySelector(".field-picture")?.setAttribute("hidden", "")
    const photo = select.value ? await find(select) : null
    if (select.value !== asked) return // Another one was chosen meanwhile.
    suggest(photo)
    if (photo) show(photo, select)
    else shown(select)
  })

  jQuery(document).on("change", "#id_language", async () => {
    const select = document.getElementById("id_photo")
    const asked = select.value
    if (!suggested || !asked) return
    const photo = await find(select)
    if (select.value === asked) suggest(photo)
  })
}
