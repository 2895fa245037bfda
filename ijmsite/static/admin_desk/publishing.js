// Say on the button what pressing it does, and lead from each finding to its field.
{
  const words = document.getElementById("save-words")?.dataset
  const status = document.getElementById("id_status")

  // The moment of a date and a time on the clock of the office; NaN where they are none.
  const moment = (date, time) => {
    // The server takes 9:00 as well.
    const text = `${date}T${time}Z`.replace(/(?<!\d)\d(?!\d)/g, "0$&")
    // Browsers guess at what is written otherwise.
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(text)) return NaN
    const typed = Date.parse(text)
    // How far the office is from UTC around then; asked twice, for the days when clocks change.
    return typed - offset(typed - offset(typed))
  }

  const offset = (moment) => {
    if (Number.isNaN(moment)) return NaN
    const there = new Date(moment).toLocaleString("sv-SE", { timeZone: words.zone })
    return Date.parse(`${there.replace(" ", "T")}Z`) - Math.floor(moment / 1000) * 1000
  }

  // "Tue 3 Mar 2026 09:00 EST"
  const officeTime = (moment) => {
    const format = new Intl.DateTimeFormat("en-CA", {
      timeZone: words.zone,
      hourCycle: "h23",
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "short",
    })
    const part = Object.fromEntries(
      format.formatToParts(moment).map(({ type, value }) => [type, value.replace(".", "")]),
    )
    const day = `${part.weekday} ${part.day} ${part.month} ${part.year}`
    return `${day} ${part.hour}:${part.minute} ${part.timeZoneName}`
  }

  const action = () => {
    switch (status.value) {
      case "draft":
        return words.draft
      case "in_review":
        return words.status === "in_review" ? words.save : words.inReview
      case "withdrawn":
        return words.status === "withdrawn" ? words.save : words.withdraw
    }
    if ("isPublic" in words) return words.update
    const date = document.getElementById("id_publish_at_0").value.trim()
    const time = document.getElementById("id_publish_at_1").value.trim()
    if (!date && !time) return words.publish
    const start = moment(date, time)
    // Half a time, or one that only the server can read.
    if (Number.isNaN(start)) return words.publishAt
    if (start > Date.now()) return words.schedule.replace("{time}", officeTime(start))
    // A plan that was late: it is news from now on.
    if (start === Date.parse(words.plan)) return words.publish
    return words.publishDated.replace("{time}", officeTime(start))
  }

  const name = () => {
    const said = action()
    for (const button of document.querySelectorAll("[name=_save]")) button.value = said
    for (const button of document.querySelectorAll("[name=_continue]")) {
      button.value = words.continue.replace("{action}", said)
    }
  }

  if (words && status) {
    name()
    document.addEventListener("input", name)
    document.addEventListener("change", name)
    // Django's calendar and clock fill in the fields without telling anybody.
    document.addEventListener("click", () => setTimeout(name))
    document.addEventListener("focusin", name)
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-leads-to]")
    const row = link && document.querySelector(`.field-${link.dataset.leadsTo}`)
    const field = row?.querySelector(
      ".ProseMirror, .select2-selection, input:not([type=hidden]), select, textarea",
    )
    if (!field) return
    event.preventDefault()
    row.scrollIntoView({ block: "center" })
    field.focus({ preventScroll: true })
  })
}
