// The focal point of a photo: shown on the picture, set by a click or with the arrow keys, and
// what each crop keeps of it. The two numbers below stay the field; without this file they do.
{
  const SHOWN = 800 // pixels: wide enough to aim, for a picture that is not uploaded yet
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
  const within = (number, most) => Math.min(Math.max(number, 0), most)

  const start = () => {
    const parts = document.getElementById("focal-parts")
    const fields = ["id_focal_x", "id_focal_y"].map((id) => document.getElementById(id))
    if (!parts || fields.includes(null)) return
    const stored = document.querySelector(".field-picture img")
    const upload = document.getElementById("id_upload")
    if (stored) show(parts, fields, stored.cloneNode())
    upload?.addEventListener("change", () => showFile(parts, fields, upload))
  }

  // An address of the file's own (blob:) would need a hole in the policy; pixels need none.
  const showFile = async (parts, fields, upload) => {
    const file = upload.files[0]
    document.querySelector(".focal")?.remove()
    if (!file) return
    let pixels
    try {
      pixels = await createImageBitmap(file, { resizeWidth: SHOWN, resizeQuality: "medium" })
    } catch {
      return // No picture that this browser reads: the server says what is wrong with it.
    }
    if (upload.files[0] !== file) return // Another one was chosen meanwhile.
    show(parts, fields, painted(pixels))
  }

  const painted = (pixels) => {
    const canvas = document.createElement("canvas")
    canvas.width = pixels.width
    canvas.height = pixels.height
    canvas.getContext("2d").drawImage(pixels, 0, 0)
    return canvas
  }

  const show = (parts, fields, picture) => {
    const focal = parts.content.cloneNode(true).firstElementChild
    const stage = focal.querySelector(".focal__stage")
    const marker = focal.querySelector(".focal__marker")
    const frames = [...focal.querySelectorAll(".focal__frame")]
    picture.removeAttribute("class")
    stage.prepend(picture)
    for (const frame of frames) {
      frame.style.setProperty("aspect-ratio", frame.dataset.shape.replace(" ", " / "))
      frame.append(picture instanceof HTMLCanvasElement ? painted(picture) : picture.cloneNode())
    }

    const read = () => fields.map((field) => within(Number(field.value) || 0, 100))
    const draw = () => {
      const [x, y] = read()
      marker.style.setProperty("left", `${x}%`)
      marker.style.setProperty("top", `${y}%`)
      marker.setAttribute("aria-valuenow", x)
      marker.setAttribute("aria-valuetext", marker.dataset.said.replace("%x", x).replace("%y", y))
      for (const frame of frames) place(frame, picture, x, y)
    }
    const move = (x, y) => {
      fields[0].value = Math.round(within(x, 100))
      fields[1].value = Math.round(within(y, 100))
      draw()
    }

    stage.addEventListener("click", (event) => {
      if (event.target === marker) return
      const box = stage.getBoundingClientRect()
      move(
        (100 * (event.clientX - box.left)) / box.width,
        (100 * (event.clientY - box.top)) / box.height,
      )
      marker.focus({ preventScroll: true })
    })
    marker.addEventListener("keydown", (event) => {
      const step = steps[event.key]
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      const [x, y] = read()
      const size = event.shiftKey ? 10 : 1
      move(x + size * step[0], y + size * step[1])
    })
    for (const field of fields) field.addEventListener("input", draw)

    fields[0].closest(".form-row").before(focal)
    draw()
  }

  // What the server does in renditions.crop_box: around the point, and never over the edge.
  const place = (frame, picture, x, y) => {
    const [width, height] = frame.dataset.shape.split(" ").map(Number)
    const size = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))]
    const scale = Math.min(size[0] / width, size[1] / height)
    const share = (length, kept, percent) => {
      const spare = length - kept
      return spare > 0.01 ? (100 * within((length * percent) / 100 - kept / 2, spare)) / spare : 50
    }
    const across = share(size[0], width * scale, x)
    const down = share(size[1], height * scale, y)
    frame.firstElementChild.style.setProperty("object-position", `${across}% ${down}%`)
  }

  start()
}
