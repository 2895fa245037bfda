// Without this file the button stays hidden, and the words above it say how to print.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
