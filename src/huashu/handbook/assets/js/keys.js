// The keyboard: everything that a mouse can do. Listed in the help dialog of the page.
const Keys = (() => {
  const single = {
    "/": () => { $("search").focus(); $("search").select(); },
    "?": () => $("help").showModal(),
    j: () => Current.step(1), k: () => Current.step(-1),
    ArrowDown: () => Current.step(1), ArrowUp: () => Current.step(-1),
    ArrowRight: () => Current.unfold(), o: () => Current.unfold(),
    n: () => Current.stepCard(1), p: () => Current.stepCard(-1),
    c: () => Current.copy(), Enter: () => Current.copy(),
    f: () => Current.star(),
    e: () => Panel.open(),
    x: () => Slots.forget(),
    d: () => Looks.turn(),
    "+": () => Looks.grow(1), "=": () => Looks.grow(1), "-": () => Looks.grow(-1),
    Escape: () => { $("search").focus(); $("search").select(); },
  };

  const searching = {
    ArrowDown: () => Current.choose(Current.element ?? $("main").querySelector(".w"), { scroll: true, focus: true }),
    Enter: () => Current.copy(),
    Escape: () => { $("search").value = ""; View.search(""); },
  };

  function heard(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const inside = event.target;
    if (inside.id === "search") return act(searching[event.key], event);
    if (inside.closest("#panel")) return filling(event);
    if (inside.closest("input, select, textarea")) return;
    if (inside.closest("a, button, summary") && ["Enter", " "].includes(event.key)) return; // their own
    if (/^[0-9]$/.test(event.key)) return channel(Number(event.key));
    act(single[event.key], event);
  }

  function act(what, event) {
    if (!what) return;
    event.preventDefault();
    what();
  }

  function filling(event) {
    if (event.key === "Escape") Panel.close();
    else if (event.key === "Enter" && event.target.tagName === "INPUT") act(() => Current.copy(), event);
  }

  // 0 is all channels, 1 the first one.
  function channel(number) {
    document.querySelectorAll("#channels input")[number]?.click();
  }

  return { heard };
})();
