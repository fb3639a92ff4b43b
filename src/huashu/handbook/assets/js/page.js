// The frame around it: messages, the clock, looks, the panel of blanks, dialogs.
const Say = (() => {
  let timer = 0;

  // A line at the bottom; what can be done about it stays reachable until the next one.
  function tell(text, offer = null) {
    const toast = $("toast");
    toast.replaceChildren(h("span", {}, text), offer ? h("button", { type: "button", on: { click: offer.act } }, offer.label) : "");
    toast.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => { toast.hidden = true; }, offer ? 9000 : 3500);
  }

  return { tell };
})();

const Clock = (() => {
  const LONGEST = 2 ** 31 - 1; // of a browser's timer
  let timer = 0;
  const now = () => Date.now();

  // What begins or ends by the clock does so while the page lies open.
  function watch(changed) {
    clearTimeout(timer);
    const wait = Book.nextChange(now()) - now();
    if (wait === Infinity) return;
    timer = setTimeout(() => { if (wait <= LONGEST) changed(); watch(changed); }, Math.min(wait + 50, LONGEST));
  }

  return { now, watch };
})();

const Looks = (() => {
  const SIZES = { "-1": "87.5%", 0: "100%", 1: "115%", 2: "130%" };

  function apply() {
    const root = document.documentElement;
    if (State.kept.theme) root.dataset.theme = State.kept.theme; else delete root.dataset.theme;
    root.dataset.size = String(State.kept.size);
    root.style.fontSize = SIZES[State.kept.size];
    $("smaller").disabled = State.kept.size <= -1;
    $("larger").disabled = State.kept.size >= 2;
  }

  const dark = () => (State.kept.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const turn = () => State.change({ theme: dark() ? "light" : "dark" });
  const grow = (by) => State.change({ size: Math.min(2, Math.max(-1, State.kept.size + by)) });

  return { apply, turn, grow, calm: () => matchMedia("(prefers-reduced-motion: reduce)").matches };
})();

const Panel = (() => {
  // On a narrow screen the panel is a drawer; on a wide one it is always there.
  function open(name) {
    $("panel").classList.add("open");
    if (name) Slots.focus(name); else $("blanks").querySelector("input")?.focus();
  }

  function close() {
    $("panel").classList.remove("open");
    Current.element?.focus({ preventScroll: true });
  }

  return { open, close, toggle: () => ($("panel").classList.contains("open") ? close() : open()) };
})();

const Appendix = (() => {
  // Scripts that have expired since the page was made are not in it any more either.
  function leftOut(main) {
    const body = main.querySelector("tbody");
    const now = Clock.now();
    for (const script of Book.scripts) {
      if (Book.expired(script, now)) body?.append(h("tr", {}, h("th", { scope: "row" }, Book.plain(script.title, now)), h("td", {}, Book.data.scenes[script.scene].title), h("td", {}, Book.tell("expiredNow"))));
    }
  }

  return { leftOut };
})();
