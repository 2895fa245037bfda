// A note that was typed, and not yet kept, goes along with whichever step is taken.
for (const form of document.querySelectorAll("form.step")) {
  form.addEventListener("submit", () => {
    const note = document.getElementById("note_text");
    if (!note || !note.value.trim() || form.contains(note)) return;
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "note" });
    field.value = note.value;
    form.append(field);
  });
}
