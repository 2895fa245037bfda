// Without this file the buttons stay hidden, and the texts are there to be selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const status = button.closest(".lift, .about").querySelector("[role=status]");
  button.hidden = false;

  button.addEventListener("click", () => {
    const parts = source.children.length ? [...source.children] : [source];
    const text = parts.map((part) => part.innerText).join("\n\n") + "\n";
    // Safari copies nothing where nothing is selected.
    getSelection().selectAllChildren(source);
    const isCopied = copyText(text); // of newsroom.js
    status.textContent = isCopied ? button.dataset.copied : button.dataset.selected;
  });
}
