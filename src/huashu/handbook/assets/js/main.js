// Puts it all together: what is clicked, typed and chosen, and the address of the page.
async function start() {
  await Book.open();
  State.open(Book.data.name);
  Looks.apply();
  State.heard(Looks.apply);
  listen();
  View.open(place());
  Fold.count(View.filters);
  await new Promise((shown) => setTimeout(shown)); // the first scripts are read while the search gets ready
  Search.prepare(Clock.now());
  Clock.watch(() => { Search.prepare(Clock.now()); View.show(); });
  document.documentElement.dataset.ready = "true";
  searched();
  setTimeout(Search.warm);
}

function listen() {
  $("search").addEventListener("input", (event) => searched(event.isComposing ? event.data : ""));
  $("filters").addEventListener("change", filtered);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => View.open(place()));
  addEventListener("keydown", Keys.heard);
  addEventListener("beforeprint", View.all);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", Looks.apply);
  document.addEventListener("click", clicked);
  $("take").addEventListener("change", taken);
}

function place() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // no address of ours
  }
}

// composed: the letters that an input method still holds; they are searched as one word, not as the syllables it parts.
function searched(composed) {
  if (!document.documentElement.dataset.ready) return; // what was typed too early is searched once all is ready
  const { value } = $("search");
  View.search((composed ? value.replace(composed, composed.replace(/['\s]/g, "")) : value).trim());
}

function filtered(event) {
  const { name, type, checked, value } = event.target;
  if (name === "channel") { State.change({ channel: value }); View.show(); }
  else if (name in View.filters) View.filter({ [name]: type === "checkbox" ? checked : value });
  Fold.count(View.filters);
}

const acts = {
  copy: (from) => Current.copy(from.closest(".w")),
  unfold: (from, event) => { event.preventDefault(); Current.unfold(from); },
  image: async (from) => Say.tell(Book.tell((await Copy.picture(Book.data.images[from.closest("figure").dataset.image].src)) ? "copied" : "copyFailed")),
  star: (from) => Current.star(from),
  report: async () => Say.tell(Book.tell((await Copy.text(View.missing())) ? "reportCopied" : "copyFailed")),
  widen: () => { View.widen(); $("search").focus(); },
  help: () => $("help").showModal(),
  theme: () => Looks.turn(),
  larger: () => Looks.grow(1),
  smaller: () => Looks.grow(-1),
  fold: () => Fold.toggle(),
  forget: () => Slots.forget(),
  panel: () => Panel.toggle(),
  close: () => Panel.close(),
  give: () => give(),
  take: () => $("take").click(),
  print: () => print(),
};

function clicked(event) {
  const button = event.target.closest("[data-act]");
  if (button) { acts[button.dataset.act]?.(button, event); return; }
  const mark = event.target.closest("mark[data-slot]");
  const words = event.target.closest(".w");
  if (words) Current.choose(words);
  if (mark && words) Panel.open(mark.dataset.slot);
  const link = event.target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) View.open(place()); // the address stays the same, but not what is shown
}

function give() {
  h("a", { href: `data:application/json;charset=utf-8,${encodeURIComponent(State.give())}`, download: "huashu-favourites.json" }).click();
}

async function taken(event) {
  const file = event.target.files[0];
  if (!file) return;
  Say.tell(Book.tell(State.take(await file.text()) ? "taken" : "notTaken"));
  event.target.value = "";
  View.show();
}

start();
