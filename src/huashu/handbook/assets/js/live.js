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
    events.addEventListener("page", (event) => { if (event.data !== version(document)) renew(); });
    events.addEventListener("findings", look);
    events.addEventListener("error", () => bar.classList.add("gone"));
    events.addEventListener("open", () => bar.classList.remove("gone"));
  }

  const version = (page) => page.documentElement.dataset.live;
  const choices = (page) => [...page.querySelectorAll("#filters option, #filters input")].map((one) => `${one.value} ${one.textContent}`).join("\n");

  // The new page's words in this page, which is quicker than to load it and keeps what the reader is at.
  async function renew() {
    const page = new DOMParser().parseFromString(await (await fetch("./")).text(), "text/html");
    const server = (one) => version(one).split("-")[0];
    if (server(page) !== server(document) || choices(page) !== choices(document)) return reload();
    const top = scrollY;
    document.documentElement.dataset.live = version(page);
    $("messages").textContent = page.getElementById("messages").textContent;
    for (const part of ["nav", ".front"]) document.querySelector(part).replaceWith(page.querySelector(part));
    document.querySelectorAll("template").forEach((old) => old.remove());
    document.body.append(...page.querySelectorAll("template"), page.getElementById("data"));
    await Book.open();
    Search.prepare(Clock.now());
    View.show();
    View.all();
    scrollTo(0, top);
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
      card.querySelector(".findings")?.remove();
      const own = found.filter((one) => one.script === card.dataset.id);
      if (own.length) card.querySelector("header").append(h("div", { class: "findings" }, own.map(told)));
    }
  }

  function told(one) {
    return h("details", { class: `finding ${one.severity}` },
      h("summary", {}, h("b", {}, Book.tell(`live_${one.severity}`, { count: "" })), " ", one.message),
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
