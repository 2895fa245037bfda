// Without this file the button stays hidden, and the text is there to be selected.
const button = document.querySelector("[data-copy]");
const source = document.getElementById(button.dataset.copy);
const status = document.querySelector(".lift__status");
button.hidden = false;

button.addEventListener("click", () => {
  const parts = [...source.children].map((part) => part.innerText);
  // Safari copies nothing where nothing is selected.
  getSelection().selectAllChildren(source);
  const isCopied = copyText(parts.join("\n\n") + "\n"); // of newsroom.js
  status.textContent = isCopied ? button.dataset.copied : button.dataset.selected;
});
