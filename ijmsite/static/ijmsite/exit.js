// Leaves a page at once, by the link or by Shift three times, and takes it out of the history.
// Without this file the link is a link.
(() => {
  const WITHIN = 1000; // for all three, so that nobody leaves by chance; the link has no limit
  const FIELDS = "input, textarea, select, [contenteditable]"; // where Shift is for typing
  const link = document.querySelector(".exit__link");
  const hint = document.getElementById("exit-hint");
  let presses = 0;
  let isAlone = false; // whether Shift was pressed for its own sake, not for a capital letter
  let timer;

  function leave() {
    document.title = link.dataset.loading;
    const loading = document.createElement("p");
    loading.setAttribute("role", "alert");
    loading.textContent = link.dataset.loading;
    document.body.replaceChildren(loading);
    location.replace(link.href);
  }

  function count(number) {
    presses = number;
    if (number === 0) clearTimeout(timer);
    if (number === 1) timer = setTimeout(count, WITHIN, 0);
    hint.textContent = [hint.dataset.start, hint.dataset.two, hint.dataset.one][number];
    hint.classList.toggle("exit__hint--counting", number > 0);
  }

  function interrupt() {
    isAlone = false;
    if (presses) count(0);
  }

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  // Either Shift key counts, and both together as well.
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") interrupt();
    else if (!event.repeat) isAlone = !(event.ctrlKey || event.altKey || event.metaKey);
  }, true);
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !isAlone || event.target.closest(FIELDS)) return;
    if (presses === 2) leave();
    else count(presses + 1);
  }, true);
  addEventListener("pointerdown", interrupt, true);
  count(0);
})();
