// Without this file the buttons open the preview in a tab. With it, in a dialog: one frame that
// is as wide as a phone or a desktop, and is sent the form as it stands.
const PHONE = 390;
const DESKTOP = 1280;

const place = document.querySelector("[data-preview]");
if (place) {
  const form = place.closest("form");
  const dialog = place.querySelector("dialog");
  const frame = dialog.querySelector("iframe");
  const stage = frame.parentElement;
  const problem = dialog.querySelector("[role=alert]");
  let loaded = "";

  place.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) dialog.close();
    const button = event.target.closest("[data-view]");
    if (!button) return;
    event.preventDefault();
    if (!dialog.open) {
      loaded = "";
      dialog.showModal();
    }
    show(button.dataset.view);
  });

  // A click beside the dialog closes it.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  function show(view) {
    dialog.dataset.shown = view;
    for (const button of dialog.querySelectorAll("[data-view]")) {
      button.ariaPressed = String(button.dataset.view === view);
    }
    fit();
    const url = place.dataset.preview + (view === "card" ? "?as=card" : "");
    if (url !== loaded) send(url);
    loaded = url;
  }

  function send(url) {
    problem.hidden = true;
    const before = ["action", "target"].map((name) => [name, form.getAttribute(name)]);
    form.setAttribute("action", url);
    form.setAttribute("target", frame.name);
    // Not requestSubmit: nobody who waits for the form to be saved shall take this for it.
    HTMLFormElement.prototype.submit.call(form);
    for (const [name, value] of before) {
      if (value === null) form.removeAttribute(name);
      else form.setAttribute(name, value);
    }
  }

  frame.addEventListener("load", () => {
    // A page that refuses the frame, such as the one for signing in, is nobody's document.
    problem.hidden = Boolean(frame.contentDocument);
  });

  function fit() {
    const width = dialog.dataset.shown === "desktop" ? DESKTOP : PHONE;
    const scale = Math.min(1, stage.clientWidth / width);
    stage.style.setProperty("--scale", scale);
    stage.style.setProperty("--width", `${width}px`);
  }

  new ResizeObserver(fit).observe(stage);
}
