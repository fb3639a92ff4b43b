// Puts it all together: what is clicked, typed and chosen, and the address of the page.
async function start() {
  await Book.open();
  State.open(Book.data.name);
  Looks.apply();
  Search.prepare(Clock.now());
  for (const radio of document.querySelectorAll("#channels input")) {
    radio.checked = radio.value === State.kept.channel;
    radio.addEventListener("change", () => { State.change({ channel: radio.value }); View.show(); });
  }
  State.heard(Looks.apply);
  listen();
  View.open(decodeURIComponent(location.hash.slice(1)));
  Clock.watch(() => { Search.prepare(Clock.now()); View.show(); });
  document.documentElement.dataset.ready = "true";
}

function listen() {
  const search = $("search");
  // During composition the letters typed so far are searched as sounds: tui'kuan, tui kuan.
  search.addEventListener("input", (event) => {
    const typed = event.isComposing && event.data ? search.value.replace(event.data, event.data.replace(/['\s]/g, "")) : search.value;
    View.search(typed.trim());
  });
  $("filters").addEventListener("change", (event) => {
    const { name, type, checked, value } = event.target;
    if (name in View.filters) View.filter({ [name]: type === "checkbox" ? checked : value });
  });
  addEventListener("hashchange", () => View.open(decodeURIComponent(location.hash.slice(1))));
  addEventListener("keydown", Keys.heard);
  addEventListener("beforeprint", View.all);
  document.addEventListener("click", clicked);
  $("take").addEventListener("change", taken);
}

const acts = {
  copy: (from) => Current.copy(from.closest(".w")),
  image: async (from) => Say.tell(Book.tell((await Copy.picture(Book.data.images[from.closest("figure").dataset.image].src)) ? "copied" : "copyFailed")),
  star: (from) => Current.star(from),
  report: async () => Say.tell(Book.tell((await Copy.text(View.missing())) ? "reportCopied" : "copyFailed")),
  help: () => $("help").showModal(),
  theme: () => Looks.turn(),
  larger: () => Looks.grow(1),
  smaller: () => Looks.grow(-1),
  forget: () => Slots.forget(),
  panel: () => Panel.toggle(),
  close: () => Panel.close(),
  give: () => give(),
  take: () => $("take").click(),
  print: () => print(),
};

function clicked(event) {
  const button = event.target.closest("[data-act]");
  if (button) { acts[button.dataset.act]?.(button); return; }
  const mark = event.target.closest("mark[data-slot]");
  const words = event.target.closest(".w");
  if (words) Current.choose(words);
  if (mark && words) Panel.open(mark.dataset.slot);
}

function give() {
  const link = h("a", { href: `data:application/json;charset=utf-8,${encodeURIComponent(State.give())}`, download: "huashu-favourites.json" });
  link.click();
}

async function taken(event) {
  const file = event.target.files[0];
  if (!file) return;
  Say.tell(Book.tell(State.take(await file.text()) ? "taken" : "notTaken"));
  event.target.value = "";
  View.show();
}

start();
