// The keyboard: everything that a mouse can do. Listed in the help dialog of the page.
const Keys = (() => {
  const single = {
    "/": () => $("search").focus(),
    "?": () => $("help").showModal(),
    j: () => Current.step(1), k: () => Current.step(-1),
    ArrowDown: () => Current.step(1), ArrowUp: () => Current.step(-1),
    n: () => Current.stepCard(1), p: () => Current.stepCard(-1),
    c: () => Current.copy(), Enter: () => Current.copy(),
    f: () => Current.star(),
    e: () => Panel.open(),
    x: () => Slots.forget(),
    d: () => Looks.turn(),
    "+": () => Looks.grow(1), "=": () => Looks.grow(1), "-": () => Looks.grow(-1),
  };

  function heard(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const inside = event.target;
    if (inside.id === "search") return searching(event);
    if (inside.closest("#panel")) { if (event.key === "Escape") Panel.close(); else if (event.key === "Enter" && inside.tagName === "INPUT") { Current.copy(); event.preventDefault(); } return; }
    if (inside.closest("input, select, textarea")) return;
    if (inside.closest("a, button, summary") && ["Enter", " "].includes(event.key)) return; // their own
    if (/^[0-9]$/.test(event.key)) return channel(Number(event.key));
    if (event.key === "Escape") { $("search").focus(); $("search").select(); return; }
    const act = single[event.key];
    if (act) { event.preventDefault(); act(); }
  }

  function searching(event) {
    const acts = { ArrowDown: () => Current.step(Current.element?.classList.contains("chosen") && document.activeElement !== $("search") ? 1 : 0), Enter: () => Current.copy(), Escape: clear };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  function clear() {
    $("search").value = "";
    View.search("");
  }

  // 0 is all channels, 1 the first one.
  function channel(number) {
    const radio = document.querySelectorAll("#channels input")[number];
    if (radio) radio.click();
  }

  return { heard };
})();
