// What stands in the middle of the page: a scene, what was searched, favourites, a chapter. Drawn a screenful at a time.
const View = (() => {
  const BATCH = 8;
  const LONG = 40; // a scene with more scripts than this is shown from the one that was asked for
  const place = { kind: "scene", id: "", from: 0 };
  const filters = { scene: "", stage: "", by: "", tag: "", fresh: false };
  let query = "";
  let mask = null; // 1 for each script that the filters let through; made when it is needed
  let waiting = []; // scripts that are still to be drawn
  let how = {};
  let watcher = null;

  const listing = () => ({ now: Clock.now(), channel: State.kept.channel, query, scene: place.kind !== "scene" || Boolean(query), fold: Boolean(query) });

  // Filters hold for every list; an expired script is in none.
  function allowed(script, now, channel) {
    if (Book.expired(script, now)) return false;
    if (channel && !script.channels.includes(channel)) return false;
    if (filters.scene && Book.data.scenes[script.scene].id !== filters.scene) return false;
    if (filters.stage && !script.replies.some((reply) => reply.stage === filters.stage)) return false;
    if (filters.by && !script.replies.some((reply) => (reply.by ?? "agent") === filters.by)) return false;
    if (filters.tag && !script.tags.includes(filters.tag)) return false;
    return !filters.fresh || Boolean(script.news);
  }

  function listed() {
    const now = Clock.now();
    mask ??= Uint8Array.from(Book.scripts, (script) => Number(allowed(script, now, State.kept.channel)));
    if (query) return Search.run(query, mask);
    const shown = (script) => script && mask[script.index];
    if (place.kind === "favourites") return State.kept.favourites.map(Book.script).filter(shown);
    if (place.kind === "recent") return State.kept.recent.map(Book.script).filter(shown);
    if (place.kind === "all") return Book.scripts.filter(shown);
    return Book.scripts.filter((script) => Book.data.scenes[script.scene].id === place.id && shown(script));
  }

  // After anything but the search words has changed.
  function show() {
    mask = null;
    draw();
  }

  function draw() {
    watcher?.disconnect();
    Rest.clear();
    $("main").classList.remove("still");
    waiting = [];
    const fixed = !query && document.getElementById(`fixed-${place.id}`);
    if (place.kind === "fixed" && fixed) { back(fixed); return; }
    const scripts = listed();
    how = listing();
    const from = query ? 0 : Math.min(place.from, scripts.length);
    const near = query && !scripts.length ? Search.nearest(query, mask) : [];
    waiting = near.length ? near : from ? scripts.slice(from) : scripts;
    const first = screenful();
    const cards = waiting.slice(0, first).map((script) => Card.draw(script, how));
    waiting = waiting.slice(first);
    Current.choose(null, { idle: true });
    put($("main"), [...(query && !scripts.length ? [] : [heading(scripts.length, from)]), ...(scripts.length ? [] : [nothing(near.length)]), ...cards, h("div", { id: "more" })]);
    told(scripts.length);
    if (near.length) Current.choose(null, { idle: true }); else Current.first(Boolean(query));
    if (query) Rest.add(watch); else watch();
  }

  // What stands there already stays: a letter more often changes little, and then there is little to lay out and paint.
  function put(main, wanted) {
    wanted.forEach((one, index) => {
      const old = main.children[index];
      if (!old) main.append(one);
      else if (!old.isEqualNode(one)) old.replaceWith(one);
    });
    while (main.children.length > wanted.length) main.lastElementChild.remove();
  }

  // Draws on whenever the end of what is drawn comes near.
  function watch() {
    if (!waiting.length) return;
    watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more(), { rootMargin: "600px" });
    watcher.observe($("more"));
  }

  function back(fixed) {
    const main = $("main");
    main.replaceChildren(fixed.content.cloneNode(true));
    Appendix.refresh(main);
    told(null);
    Current.choose(null);
  }

  function screenful() {
    const [wide, tall] = [innerWidth, innerHeight]; // asked once: each time may cost a layout
    let height = 0;
    const filled = waiting.findIndex((script) => (height += Card.height(script, how, wide)) > tall);
    return filled < 0 ? waiting.length : filled + 1;
  }

  function later(script) {
    const card = Card.draw(script, how);
    card.classList.add("later");
    return card;
  }

  function more() {
    const next = waiting.slice(0, BATCH);
    waiting = waiting.slice(BATCH);
    $("more").before(...next.map(later));
    if (!waiting.length) { watcher?.disconnect(); return; }
    watcher?.unobserve($("more")); // it tells changes only: asked again, it says whether this was enough
    watcher?.observe($("more"));
  }

  // Everything that is still to be drawn, for printing.
  function all() {
    $("more")?.before(...waiting.splice(0).map(later));
    watcher?.disconnect();
  }

  function heading(count, from) {
    const scene = Book.data.scenes.find((one) => one.id === place.id);
    if (query) return h("h2", {}, Book.tell("found", { count }));
    if (place.kind !== "scene") return h("h2", {}, Book.tell(place.kind), " ", h("small", {}, String(count)));
    return h("div", { class: "scene" }, h("h2", { id: scene.anchor }, scene.title, " ", h("small", {}, String(count))), scene.kind === "plain" ? null : way(scene),
      from ? h("p", {}, h("a", { class: "earlier", href: `#${scene.anchor}` }, Book.tell("earlier", { count: from }))) : null);
  }

  function way(scene) {
    return h("ol", { class: `way ${scene.kind}`, "aria-label": Book.tell(scene.kind) },
      scene.stages.map(([, title, role], index) => h("li", {}, h("b", {}, String(index + 1)), ` ${title}`, role ? [" ", h("small", {}, Book.tell("from", { role }))] : null)));
  }

  // Nothing found: what the filters hide, else what comes near, and words for whoever writes the scripts.
  function nothing(near) {
    const wider = h("button", { type: "button", data: { act: "widen" } }, Book.tell("widen"));
    if (!query) return h("p", { class: "lead" }, Book.tell(empty()), narrow() ? [" ", wider] : null);
    const hidden = narrow() ? Search.run(query, Uint8Array.from(Book.scripts, (script) => Number(!Book.expired(script, how.now)))).length : 0;
    return h("div", { class: "nothing" },
      h("h2", {}, Book.tell("nothing", { query })),
      hidden ? h("p", {}, Book.tell("hidden", { count: hidden }), " ", wider)
        : h("p", {}, Book.tell("nothingHint"), " ", h("button", { type: "button", data: { act: "report" } }, Book.tell("report"))),
      near ? h("p", { class: "near" }, Book.tell("nearest")) : null);
  }

  function empty() {
    if (place.kind === "favourites" && !State.kept.favourites.length) return "noFavourites";
    return place.kind === "recent" && !State.kept.recent.length ? "noRecent" : "noneHere";
  }

  const narrow = () => Boolean(State.kept.channel) || Object.values(filters).some(Boolean);

  const missing = () => Book.tell("reportText", { query, name: Book.data.name, revision: Book.data.revision, date: Book.data.date });

  function told(count) {
    const status = count === null ? "" : Book.tell("found", { count });
    if ($("status").textContent !== status) $("status").textContent = status;
    for (const link of document.querySelectorAll("nav a")) {
      const here = !query && link.dataset.kind === place.kind && link.dataset.id === place.id;
      if (here === link.hasAttribute("aria-current")) continue;
      if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
      if (here) link.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  function go(kind, id = "", from = 0) {
    if (query) $("search").value = ""; // but what is typed while the page opens stays
    query = "";
    Object.assign(place, { kind, id, from });
    scrollTo(0, 0);
    draw();
  }

  function search(words) {
    if (words === query) return;
    query = words;
    scrollTo(0, 0); // before anything is drawn: afterwards it would cost a layout of its own
    draw();
  }

  // The address names a script, a scene or a part of the back.
  function follow(anchor) {
    const script = Book.scripts.find((one) => one.anchor === anchor);
    const scene = Book.data.scenes.find((one) => one.anchor === anchor);
    if (script) toScript(script);
    else if (scene) go("scene", scene.id);
    else if (["favourites", "recent", "all"].includes(anchor)) go(anchor);
    else if (document.getElementById(`fixed-${anchor}`)) go("fixed", anchor);
    else go("scene", Book.data.scenes[0]?.id ?? "");
  }

  function toScript(script) {
    go("scene", Book.data.scenes[script.scene].id);
    if (!mask[script.index]) loosen(script);
    const at = listed().indexOf(script);
    if (at > LONG) go("scene", place.id, at);
    $("main").classList.add("still"); // heights that are only guessed would lead past the place
    while (waiting.length && !document.getElementById(script.anchor)) more();
    const card = document.getElementById(script.anchor);
    if (!card) return;
    if (at > 0) card.scrollIntoView();
    Current.choose(card.querySelector(".w"));
  }

  // Whoever follows a link to a script wants to see it, whatever was filtered before.
  function loosen(script) {
    if (!script.channels.includes(State.kept.channel)) State.change({ channel: "" });
    unfilter();
  }

  function widen() {
    State.change({ channel: "" });
    unfilter();
  }

  function unfilter() {
    Object.assign(filters, { scene: "", stage: "", by: "", tag: "", fresh: false });
    for (const field of document.querySelectorAll("#filters select")) field.value = "";
    $("fresh").checked = false;
    Fold.count(filters);
    show();
  }

  // A card in full, in place of its folded self.
  function unfold(article) {
    const whole = Card.draw(Book.script(article.dataset.id), { ...how, fold: false });
    article.replaceWith(whole);
    return whole;
  }

  function filter(values) {
    Object.assign(filters, values);
    place.from = 0;
    show();
  }

  return { show, all, go, search, open: follow, filter, widen, missing, unfold, filters, get query() { return query; } };
})();
