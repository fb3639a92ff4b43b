// Only while `huashu serve` shows the page: it follows the files, and what lint finds stands beside its script.
const Live = (() => {
  const KEPT = "huashu-live"; // what the reader was looking at, over a reload
  let found = [];
  let trouble = null;
  let bar = null;

  function start() {
    bar = h("aside", { id: "live", "aria-label": Book.tell("liveFindings") });
    document.body.append(bar);
    resume();
    new MutationObserver(beside).observe($("main"), { childList: true });
    const events = new EventSource("events");
    events.addEventListener("page", (event) => { if (event.data !== document.documentElement.dataset.live) reload(); });
    events.addEventListener("findings", look);
    events.addEventListener("error", () => bar.classList.add("gone"));
    events.addEventListener("open", () => bar.classList.remove("gone"));
  }

  function reload() {
    sessionStorage.setItem(KEPT, JSON.stringify({ query: $("search").value, top: scrollY }));
    location.reload();
  }

  function resume() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
    if (!kept) return;
    if (kept.query) { $("search").value = kept.query; View.search(kept.query); }
    View.all();
    scrollTo(0, kept.top);
  }

  async function look() {
    const answer = await (await fetch("findings.json")).json();
    found = answer.findings;
    trouble = answer.trouble;
    draw();
    beside();
  }

  function draw() {
    const count = (severity) => found.filter((one) => one.severity === severity).length;
    const elsewhere = found.filter((one) => !one.script);
    bar.replaceChildren(
      trouble ? h("div", { class: "finding error", role: "alert" }, h("b", {}, trouble.what), h("code", {}, trouble.where), h("p", {}, trouble.todo)) : "",
      h("p", { role: "status" }, trouble ? "" : found.length ? ["error", "warning", "info"].filter(count).map((severity) => h("b", { class: severity }, Book.tell(`live_${severity}`, { count: count(severity) }))) : Book.tell("liveClean")),
      h("ul", {}, [...new Set(found.map((one) => one.script).filter(Boolean))].map(Book.script).filter(Boolean).map((script) => h("li", {}, h("a", { href: `#${script.anchor}` }, Book.plain(script.title, Clock.now())), ` ${found.filter((one) => one.script === script.id).length}`))),
      ...elsewhere.map(told), ...found.filter((one) => one.script && !Book.script(one.script)).map(told));
  }

  // Findings of a script right above what it says.
  function beside() {
    for (const card of document.querySelectorAll("#main article[data-id]")) {
      card.querySelector(":scope > .findings")?.remove();
      const own = found.filter((one) => one.script === card.dataset.id);
      if (own.length) card.querySelector("header").after(h("div", { class: "findings" }, own.map(told)));
    }
  }

  function told(one) {
    return h("details", { class: `finding ${one.severity}` },
      h("summary", {}, h("b", {}, Book.tell(`live_${one.severity}`, { count: "" })), " ", one.message, one.matched ? h("q", {}, one.matched) : null),
      one.hint ? h("p", {}, one.hint) : null,
      one.why ? h("p", { class: "quiet" }, one.why) : null,
      h("p", {}, h("code", {}, one.place), " ", h("code", {}, one.rule)));
  }

  return { start };
})();

if (document.documentElement.dataset.ready) Live.start();
else new MutationObserver((_seen, observer) => {
  if (!document.documentElement.dataset.ready) return;
  observer.disconnect();
  Live.start();
}).observe(document.documentElement, { attributes: true });
