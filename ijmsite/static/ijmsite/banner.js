// Takes the banner away where the reader has hidden it or its time is over; from a page that is
// just coming, before it is painted. Without this file it has no button and stays.
(() => {
  const KEY = "hiddenBanners";
  const KEPT = 5; // more than one: what was hidden before another one came stays hidden after it
  const PAUSE = 60000; // at most so long until the next look: a device that sleeps stops its timers
  const { version, ends } = document.currentScript.dataset;
  const page = document.documentElement;
  let timer;

  // A browser may refuse to keep anything: then the banner is hidden on this page alone.
  function hiddenOnes() {
    try {
      return localStorage.getItem(KEY)?.split(" ") ?? [];
    } catch {
      return [];
    }
  }

  function remember() {
    try {
      localStorage.setItem(KEY, [version, ...hiddenOnes()].slice(0, KEPT).join(" "));
    } catch {}
  }

  function focusText() {
    document.getElementById("content").focus({ preventScroll: true });
  }

  // `state` is "gone", or "blank": the room stays, so that nothing moves under a reader's hand.
  function check(state) {
    if (page.dataset.banner !== "shown") return;
    const left = ends ? ends * 1000 - Date.now() : Infinity;
    if (left <= 0 || hiddenOnes().includes(version)) {
      const hadFocus = document.querySelector(".banner:focus-within");
      page.dataset.banner = state;
      if (hadFocus) focusText();
    } else if (ends) {
      clearTimeout(timer);
      timer = setTimeout(check, Math.min(left, PAUSE), "blank");
    }
  }

  page.dataset.banner = "shown";
  check("gone");
  addEventListener("pageshow", () => check("blank"));
  document.addEventListener("visibilitychange", () => check("blank"));
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".banner__close")) return;
    remember();
    page.dataset.banner = "gone";
    focusText();
    const status = document.querySelector(".banner + [role=status]");
    status.textContent = status.dataset.hidden;
  });
})();
