// Without this file the button stays hidden, and the text is there to be selected.
const button = document.querySelector("[data-copy]");
const source = document.getElementById(button.dataset.copy);
const status = document.querySelector(".lift__status");
button.hidden = false;

button.addEventListener("click", () => {
  const parts = [...source.children].map((part) => part.innerText);
  // The newer way needs HTTPS and a permission, and may leave one without an answer.
  const put = (event) => {
    event.clipboardData.setData("text/plain", parts.join("\n\n") + "\n");
    event.preventDefault();
  };
  getSelection().selectAllChildren(source);
  document.addEventListener("copy", put, { once: true });
  const isCopied = document.execCommand("copy");
  document.removeEventListener("copy", put);
  status.textContent = isCopied ? button.dataset.copied : button.dataset.selected;
});
