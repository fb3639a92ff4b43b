// The reply at hand: chosen by a click or the keys, copied with one stroke; after it the next step is offered.
const Current = (() => {
  const GLOW = 900; // milliseconds for which a copied reply shows it
  let at = null;

  const places = () => [...$("main").querySelectorAll(".w")];
  const scriptOf = (element) => Book.script(element?.closest("article")?.dataset.id);

  // idle: the blanks may follow once the keys are at rest.
  function choose(element, { scroll = false, focus = false, idle = false } = {}) {
    at?.classList.remove("chosen");
    at?.closest("article")?.classList.remove("current");
    at = element?.isConnected ? element : null;
    if (!at) { if (idle) Rest.add(ask); else ask(); return; }
    at.classList.add("chosen");
    at.closest("article").classList.add("current");
    if (focus) at.focus({ preventScroll: true });
    if (scroll) at.scrollIntoView({ block: "nearest", behavior: Looks.calm() ? "auto" : "smooth" });
    if (idle) Rest.add(ask); else ask();
  }

  function ask() {
    const script = scriptOf(at);
    Slots.ask(script ? script.replies.flatMap((reply) => Book.slotsOf(Book.written(reply, channelOf(at)))) : []);
  }

  const channelOf = (element) => State.kept.channel || element.dataset.channel;

  // The first reply of a fresh list is at hand, so that Enter in the search copies it.
  const first = (idle) => choose($("main").querySelector(".w"), { idle });

  function step(by) {
    const all = places();
    const now = all.indexOf(at);
    const next = all[now < 0 ? 0 : Math.min(all.length - 1, Math.max(0, now + by))];
    if (next) choose(next, { scroll: true, focus: true });
  }

  function stepCard(by) {
    const cards = [...$("main").querySelectorAll("article")];
    const now = cards.indexOf(at?.closest("article"));
    const next = cards[Math.min(cards.length - 1, Math.max(0, now + by))];
    if (next) choose(next.querySelector(".w"), { scroll: true, focus: true });
  }

  // Shows all replies of a card that was folded; the same one stays at hand. Gives its new element.
  function unfold(element = at) {
    const card = element?.closest("article.folded");
    if (!card) return element;
    const place = card.querySelector(".w");
    const focused = card.contains(document.activeElement);
    const whole = View.unfold(card);
    const same = [...whole.querySelectorAll(".w")].find((one) => one.dataset.reply === place.dataset.reply && one.dataset.channel === (element.dataset.channel ?? place.dataset.channel));
    choose(same ?? whole.querySelector(".w"), { focus: focused });
    return at;
  }

  async function copy(element = at) {
    if (!element) return;
    choose(element);
    const script = scriptOf(element);
    const reply = script.replies[Number(element.dataset.reply)];
    const { text, open } = Slots.filled(Book.said(script, reply, channelOf(element), Clock.now()));
    if (!(await Copy.text(text))) { Say.tell(Book.tell("copyFailed")); return; }
    State.use(script.id);
    const copied = unfold(element);
    offer(copied, open);
    copied.classList.add("copied");
    setTimeout(() => copied.classList.remove("copied"), GLOW);
  }

  // What comes after copying: blanks that are still open, else the next step.
  function offer(copied, open) {
    const next = following(copied);
    if (open.length) {
      Say.tell(Book.tell("copiedOpen", { names: open.map((name) => `{${name}}`).join(Book.tell("comma")) }), { label: Book.tell("fillNow"), act: () => Panel.open(open[0]) });
    } else if (next) {
      Say.tell(Book.tell("copiedNext", { next: stageName(next) }), { label: Book.tell("goNext"), act: () => choose(next, { scroll: true, focus: true }) });
    } else Say.tell(Book.tell("copied"));
  }

  // The next reply of the same script, as it is said in the same channel.
  function following(element) {
    const script = scriptOf(element);
    const number = Number(element.dataset.reply);
    const channel = channelOf(element);
    const own = [...element.closest("article").querySelectorAll(".w")].filter((one) => Number(one.dataset.reply) === number + 1);
    const reply = script.replies[number + 1];
    return own.find((one) => Book.written(reply, one.dataset.channel) === Book.written(reply, channel)) ?? null;
  }

  function stageName(element) {
    const stage = element.closest("li")?.querySelector(".stage");
    return stage ? stage.textContent.trim() : Book.tell("reply", { number: Number(element.dataset.reply) + 1 });
  }

  function star(element = at) {
    const script = scriptOf(element);
    if (!script) return;
    State.favour(script.id);
    const on = State.kept.favourites.includes(script.id);
    const button = element.closest("article").querySelector(".star");
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "★" : "☆";
  }

  return { choose, first, step, stepCard, unfold, copy, star, get element() { return at; } };
})();
