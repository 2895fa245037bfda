// Without this file a button opens the preview in a tab. With it, the preview stands beside the
// words and follows them. Each time a new frame is sent the form: an old one would put a step into
// the history of the tab, so that "Back" would lead through all that was typed.
const PAUSE = 400;

const place = document.querySelector("[data-words-preview]");
if (place) {
  const form = document.querySelector("#words-form");
  const stage = place.querySelector(".words__stage");
  const problem = place.querySelector("[role=alert]");
  let number = 0;
  let timer;

  function show() {
    const frame = document.createElement("iframe");
    frame.name = `words-preview-${(number += 1)}`;
    frame.title = place.dataset.title;
    frame.className = "is-coming";
    frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    stage.append(frame);
    frame.addEventListener("load", () => {
      // A page that refuses the frame, such as the one for signing in, is nobody's document.
      const page = frame.contentDocument;
      if (page && page.URL === "about:blank") return;
      problem.hidden = Boolean(page);
      // What came too late is older than what stands there.
      if (frame.name !== `words-preview-${number}`) return frame.remove();
      const old = stage.querySelector("iframe:not(.is-coming)");
      const top = old?.contentWindow?.scrollY ?? 0;
      frame.classList.remove("is-coming");
      frame.contentWindow.scrollTo(0, page ? top : 0);
      for (const other of stage.querySelectorAll("iframe")) if (other !== frame) other.remove();
    });
    send(frame.name);
  }

  function send(target) {
    const before = ["action", "target"].map((name) => [name, form.getAttribute(name)]);
    form.setAttribute("action", place.dataset.wordsPreview);
    form.setAttribute("target", target);
    // Not requestSubmit: nobody who waits for the form to be saved shall take this for it.
    HTMLFormElement.prototype.submit.call(form);
    for (const [name, value] of before) {
      if (value === null) form.removeAttribute(name);
      else form.setAttribute(name, value);
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  place.hidden = false;
  show();
}
