// What stands in the middle of the page: a scene, what was searched, favourites, a chapter. Drawn a screenful at a time.
const View = (() => {
  const FIRST = 8; // cards that are drawn at once, before the next frame is painted
  const BATCH = 24;
  const place = { kind: "scene", id: "" };
  const filters = { scene: "", stage: "", by: "", tag: "", fresh: false };
  let query = "";
  let waiting = []; // scripts that are still to be drawn
  let watcher = null;

  const how = () => ({ now: Clock.now(), channel: State.kept.channel, query, scene: place.kind !== "scene" || Boolean(query) });

  // Filters that hold for every list; an expired script is in none.
  function allowed(script) {
    const { now, channel } = how();
    if (Book.expired(script, now)) return false;
    if (channel && !script.channels.includes(channel)) return false;
    if (filters.scene && Book.data.scenes[script.scene].id !== filters.scene) return false;
    if (filters.stage && !script.replies.some((reply) => reply.stage === filters.stage)) return false;
    if (filters.by && !script.replies.some((reply) => (reply.by ?? "agent") === filters.by)) return false;
    if (filters.tag && !script.tags.includes(filters.tag)) return false;
    return !filters.fresh || Boolean(script.news);
  }

  function listed() {
    if (query) return Search.run(query, allowed).map((found) => found.script);
    if (place.kind === "favourites") return State.kept.favourites.map(Book.script).filter((script) => script && allowed(script));
    if (place.kind === "recent") return State.kept.recent.map(Book.script).filter((script) => script && allowed(script));
    if (place.kind === "all") return Book.scripts.filter(allowed);
    return Book.scripts.filter((script) => Book.data.scenes[script.scene].id === place.id && allowed(script));
  }

  function show() {
    watcher?.disconnect();
    const main = $("main");
    const fixed = !query && document.getElementById(`fixed-${place.id}`);
    if (place.kind === "fixed" && fixed) {
      waiting = [];
      main.replaceChildren(fixed.content.cloneNode(true));
      if (place.id === "left-out") Appendix.leftOut(main);
      told(null);
      return;
    }
    const scripts = listed();
    waiting = scripts.slice(FIRST);
    main.replaceChildren(heading(scripts.length), ...scripts.slice(0, FIRST).map((script) => Card.draw(script, how())), h("div", { id: "more" }));
    if (!scripts.length) main.append(nothing());
    told(scripts.length);
    Current.first();
    if (waiting.length) {
      watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more(), { rootMargin: "1200px" });
      watcher.observe($("more"));
    }
  }

  function more() {
    const next = waiting.splice(0, BATCH);
    $("more").before(...next.map((script) => Card.draw(script, how())));
    if (!waiting.length) watcher?.disconnect();
  }

  // Everything that is still to be drawn: for printing, and to reach one script by its address.
  function all() {
    while (waiting.length) more();
  }

  function heading(count) {
    const scene = Book.data.scenes.find((one) => one.id === place.id);
    if (query) return h("h2", {}, Book.tell("found", { count }));
    if (place.kind !== "scene") return h("h2", {}, Book.tell(place.kind), " ", h("small", {}, String(count)));
    return h("div", { class: "scene" }, h("h2", { id: scene.anchor }, scene.title, " ", h("small", {}, String(count))), scene.kind === "plain" ? null : way(scene));
  }

  function way(scene) {
    return h("ol", { class: `way ${scene.kind}`, "aria-label": Book.tell(scene.kind) },
      scene.stages.map(([, title, role], index) => h("li", {}, h("b", {}, String(index + 1)), ` ${title}`, role ? [" ", h("small", {}, Book.tell("from", { role }))] : null)));
  }

  // Nothing found: what comes near, and words for whoever writes the scripts.
  function nothing() {
    if (!query) return h("p", { class: "lead" }, Book.tell(place.kind === "favourites" ? "noFavourites" : place.kind === "recent" ? "noRecent" : "noneHere"));
    const near = Search.nearest(query, allowed);
    return h("div", { class: "nothing" },
      h("p", {}, Book.tell("nothing", { query })),
      near.length ? [h("p", { class: "k" }, Book.tell("nearest")), h("ul", {}, near.map(({ script }) => h("li", {}, h("a", { href: `#${script.anchor}`, data: { act: "open" } }, Book.plain(script.title, Clock.now())))))] : null,
      h("button", { type: "button", data: { act: "report" } }, Book.tell("report")));
  }

  const missing = () => Book.tell("reportText", { query, name: Book.data.name, revision: Book.data.revision, date: Book.data.date });

  function told(count) {
    $("status").textContent = count === null ? "" : Book.tell("found", { count });
    for (const link of document.querySelectorAll("nav a")) {
      const here = !query && link.dataset.kind === place.kind && link.dataset.id === place.id;
      if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
  }

  function go(kind, id = "") {
    Object.assign(place, { kind, id });
    show();
  }

  function search(words) {
    query = words;
    show();
  }

  // The address names a script, a scene or a part of the back.
  function open(anchor) {
    const script = Book.scripts.find((one) => one.anchor === anchor);
    const scene = Book.data.scenes.find((one) => one.anchor === anchor);
    if (script) {
      query = "";
      $("search").value = "";
      Object.assign(place, { kind: "scene", id: Book.data.scenes[script.scene].id });
      show();
      all();
      const card = document.getElementById(anchor);
      card?.scrollIntoView();
      if (card) Current.choose(card.querySelector(".w"));
    } else if (scene) go("scene", scene.id);
    else if (["favourites", "recent", "all"].includes(anchor)) go(anchor);
    else if (document.getElementById(`fixed-${anchor}`)) go("fixed", anchor);
    else go("scene", Book.data.scenes[0]?.id ?? "");
  }

  function filter(values) {
    Object.assign(filters, values);
    show();
  }

  return { show, all, go, search, open, filter, missing, filters, get query() { return query; } };
})();
