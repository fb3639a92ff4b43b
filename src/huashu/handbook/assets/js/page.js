// The frame around it: messages, the clock, looks, the panel of blanks, the back of the book.
const Say = (() => {
  const BRIEF = 3500, WITH_OFFER = 9000; // milliseconds
  let timer = 0;

  // A line at the bottom; what can be done about it stays reachable for a while.
  function tell(text, offer = null) {
    const toast = $("toast");
    const done = () => { toast.hidden = true; };
    $("said").textContent = text;
    toast.replaceChildren(h("span", {}, text), offer ? h("button", { type: "button", on: { click: () => { done(); offer.act(); } } }, offer.label) : "");
    toast.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(done, offer ? WITH_OFFER : BRIEF);
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
    root.style.fontSize = SIZES[State.kept.size];
    $("smaller").disabled = State.kept.size <= -1;
    $("larger").disabled = State.kept.size >= 2;
    $("theme").textContent = Book.tell(dark() ? "light" : "dark");
    for (const radio of document.querySelectorAll("#channels input")) radio.checked = radio.value === State.kept.channel;
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
    if (name) Slots.focus(name); else $("panel").querySelector("input, button:not(.only-narrow)")?.focus();
  }

  function close() {
    $("panel").classList.remove("open");
    (Current.element ?? $("search")).focus({ preventScroll: true });
  }

  return { open, close, toggle: () => ($("panel").classList.contains("open") ? close() : open()) };
})();

// On a narrow screen filters and looks fold away, so that words stand where the thumb is.
const Fold = (() => {
  function toggle() {
    const folded = $("top").classList.toggle("unfolded");
    $("fold").setAttribute("aria-expanded", String(folded));
  }

  // How many filters are on, for whoever does not see them.
  function count(filters) {
    const on = Object.values(filters).filter(Boolean).length + Number(State.kept.channel !== "");
    $("fold").querySelector("b").textContent = on ? String(on) : "";
  }

  return { toggle, count };
})();

const Appendix = (() => {
  // The page was made at one moment and is read at another: facts change, and scripts expire in between.
  function refresh(main) {
    const now = Clock.now();
    for (const row of main.querySelectorAll("tr[data-fact]")) row.querySelector("b").textContent = Book.factAt(row.dataset.fact, now) ?? "";
    const gone = main.querySelector("#left-out tbody");
    for (const script of gone ? Book.scripts : []) {
      if (Book.expired(script, now)) gone.append(h("tr", {}, h("th", { scope: "row" }, Book.plain(script.title, now)), h("td", {}, Book.data.scenes[script.scene].title), h("td", {}, Book.tell("expiredNow"))));
    }
  }

  return { refresh };
})();
