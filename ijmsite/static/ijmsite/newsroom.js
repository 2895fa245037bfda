// The forms work without this file; with it they answer in place.
document.querySelector(".error-summary")?.focus();
document.querySelectorAll("form[data-in-place]").forEach(prepare);
document.addEventListener("shown-again", ({ target }) => prepare(target));

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-in-place]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  form.querySelector(".form__problem")?.remove();
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const answer = response.ok && page.querySelector("[data-answer]");
    const again = page.getElementById(form.id);
    if (answer) thank(form, answer);
    else if (again) {
      const summary = again.querySelector(".error-summary");
      summary?.removeAttribute("autofocus");
      form.replaceWith(again);
      summary?.focus();
      again.dispatchEvent(new Event("shown-again", { bubbles: true }));
    } else throw new Error(response.status);
  } catch {
    const problem = document.createElement("p");
    problem.className = "form__problem";
    problem.setAttribute("role", "alert");
    button.before(problem);
    const words = form.querySelector("template[data-problem]");
    problem.append(words ? words.content.cloneNode(true) : form.dataset.problem);
    button.ariaDisabled = null;
  }
});

function prepare(form) {
  if (form.elements.email) offerCorrection(form.elements.email);
  form.querySelector(".form__language a")?.addEventListener("click", carry);
}

// Hands over what is typed to the page in the other language: in the body of a request, where no
// address and no history keeps it.
function carry(event) {
  const form = event.currentTarget.closest("form");
  // A tick is never carried: it is for these words alone.
  const typed = [...form.elements].filter(({ type }) => !["hidden", "checkbox"].includes(type));
  const isEmpty = typed.every(({ value }) => !value);
  if (isEmpty || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const copy = document.createElement("form");
  Object.assign(copy, { method: "post", action: event.currentTarget.href, hidden: true });
  for (const [name, value] of [...new FormData(form), ["carried", "1"]]) {
    const field = document.createElement("textarea");
    Object.assign(field, { name, value });
    copy.append(field);
  }
  document.body.append(copy);
  copy.submit();
}

// The server has asked whether an address is a slip: what it thinks was meant is one click away.
function offerCorrection(email) {
  const { meant, use } = email.dataset;
  const error = document.getElementById(`${email.id}_error`);
  if (!meant || !error) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "pick", textContent: use });
  button.addEventListener("click", () => {
    email.value = meant;
    settle(email);
    email.focus();
  });
  email.addEventListener("input", () => email.value.trim() === meant && settle(email));
  error.append(button);
}

// What an error has asked for is done.
function settle(field) {
  field.classList.remove("is-invalid");
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.id}_error`)?.remove();
  const summary = field.form.querySelector(".error-summary");
  summary?.querySelector(`a[href="#${field.id}"]`)?.closest("li").remove();
  if (summary && !summary.querySelector("li")) summary.remove();
}

document.addEventListener("settled", ({ target }) => settle(target));

// What the browser can judge by itself, such as a field that was left empty.
document.addEventListener("input", ({ target }) => {
  if (target.getAttribute("aria-invalid") !== "true" || !target.validity.valid) return;
  const refused = target.cloneNode();
  refused.value = target.defaultValue;
  if (!refused.validity.valid) settle(target);
});

function thank(form, answer) {
  const place = form.closest("[data-form-place]");
  const title = answer.querySelector("h1");
  const heading = document.createElement("h3");
  heading.className = title.className;
  heading.textContent = title.textContent;
  title.replaceWith(heading);
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  status.tabIndex = -1;
  place.replaceChildren(status);
  status.append(answer);
  // A browser shows the end of what is higher than the window, where the thanks stand first.
  status.focus({ preventScroll: true });
  status.scrollIntoView({ block: "start" });
}

// Puts `text` on the clipboard and says whether that went well. The newer way needs HTTPS and a
// permission, and may leave one without an answer.
function copyText(text) {
  const put = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true });
  const isCopied = document.execCommand("copy");
  document.removeEventListener("copy", put);
  return isCopied;
}

const share = document.querySelector("[data-share]");
if (share) {
  const { share: url, title, copied, failed } = share.dataset;
  const native = share.querySelector("[data-native]");
  const link = share.querySelector("[data-link]");
  native.hidden = !navigator.share;
  link.hidden = false;
  // Whoever closes the device's list of ways to share has not met an error.
  native.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
  link.addEventListener("click", () => {
    share.querySelector("[role=status]").textContent = copyText(url) ? copied : `${failed} ${url}`;
  });
}
