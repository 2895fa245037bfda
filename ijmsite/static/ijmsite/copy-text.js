// Without this file the button stays hidden, and the text is there to be selected.
const button = document.querySelector("[data-copy]");
const source = document.getElementById(button.dataset.copy);
const status = document.querySelector(".lift__status");
button.hidden = false;

button.addEventListener("click", async () => {
  try {
    const parts = [...source.children].map((part) => part.innerText);
    await navigator.clipboard.writeText(parts.join("\n\n") + "\n");
    status.textContent = button.dataset.copied;
  } catch {
    // No access to the clipboard, as on pages that are not served by HTTPS.
    getSelection().selectAllChildren(source);
    status.textContent = button.dataset.selected;
  }
});
