// Shows a button that copies the link; without this file one selects it by hand.
for (const row of document.querySelectorAll("[data-copy]")) {
  const field = row.querySelector("input, textarea");
  const button = row.querySelector("button");
  const status = row.querySelector("[role=status]");
  field.addEventListener("focus", () => field.select());
  button.hidden = false;
  button.addEventListener("click", () => {
    field.focus();
    // The newer way needs HTTPS and a permission, and may leave one without an answer.
    const isCopied = document.execCommand("copy");
    status.textContent = isCopied ? button.dataset.done : button.dataset.selected;
  });
}
