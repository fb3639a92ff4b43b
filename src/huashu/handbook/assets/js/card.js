// One script as a card: what to say, step by step, and what there is to know about it.
const Card = (() => {
  const SOON = 14 * 86400000;
  const SOME = 3; // questions that a folded card shows

  // how: {now, channel, query, level, scene, fold}. fold: only the wording that fits best, with the rest a key away.
  function draw(script, how) {
    const folded = how.fold && folds(script, how);
    const scene = Book.data.scenes[script.scene];
    const title = Book.plain(script.title, how.now);
    return h("article", { id: script.anchor, class: ["card", Book.pending(script, how.now) && "wait", folded && "folded"].filter(Boolean).join(" "), data: { id: script.id }, "aria-labelledby": `${script.anchor}-t` },
      h("header", {},
        h(how.level ?? "h3", { id: `${script.anchor}-t` }, h("a", { href: `#${script.anchor}`, data: folded ? { act: "unfold" } : {} }, marked(title, how.query, script.py[0]))),
        h("p", { class: "about" }, badges(script, how), how.scene === false ? null : h("a", { class: "quiet", href: `#${scene.anchor}` }, scene.title), script.channels.map((name) => h("span", {}, channelTitle(name))), script.tags.map((tag) => h("span", { class: "tag" }, `#${tag}`))),
        star(script)),
      asks(script, how, folded),
      replies(script, scene, how, folded ? fitting(script, how) : null),
      folded ? rest(script, scene) : about(script, how));
  }

  const folds = (script, how) => script.replies.length > 1 || wordings(script, script.replies[0], how).length > 1;

  const about = (script, how) => [
    script.escalate ? h("p", { class: "up" }, h("b", {}, Book.tell("escalate", { role: script.escalate[0] })), " ", Book.plain(script.escalate[1], how.now)) : null,
    related(script, how), news(script), foot(script, how),
  ];

  function star(script) {
    const on = State.kept.favourites.includes(script.id);
    return h("button", { type: "button", class: "star", "aria-pressed": String(on), title: Book.tell("favourite"), "aria-label": Book.tell("favourite"), data: { act: "star" } }, on ? "★" : "☆");
  }

  function badges(script, how) {
    const found = [];
    const soon = script.expires !== undefined && script.expires - how.now < SOON && !Book.pending(script, how.now); // nothing ends before it begins
    const speakers = new Set(script.replies.map((reply) => reply.by ?? "agent"));
    if (speakers.size === 1 && !speakers.has("agent")) found.push(["who", Book.tell("only", { role: Book.data.roles[[...speakers][0]] })]);
    if (Book.pending(script, how.now)) found.push(["when", Book.tell("pending", { date: day(script.effective) })]);
    if (script.expires !== undefined) found.push([soon ? "when soon" : "when", Book.tell(soon ? "soon" : "until", { date: day(script.expires) })]);
    if (script.news) found.push(["news", Book.tell(script.news)]);
    return found.map(([kind, text]) => h("b", { class: `chip ${kind}` }, text));
  }

  const channelTitle = (name) => (Book.data.channels.find(([id]) => id === name) ?? [name, name])[1];

  // A moment as the viewer's clock shows it; whole minutes before midnight end the day they belong to.
  function day(at) {
    const shown = new Date(at);
    const whole = shown.getHours() === 0 && shown.getMinutes() === 0;
    const date = new Date(whole ? at - 1 : at);
    const two = (number) => String(number).padStart(2, "0");
    const written = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    return whole ? written : `${written} ${two(shown.getHours())}:${two(shown.getMinutes())}`;
  }

  function asks(script, how, folded) {
    let shown = script.asks.map((ask, index) => ({ parts: marked(Book.plain(ask, how.now), how.query, script.py[index + 1]) }));
    if (folded) shown = [...shown.filter((ask) => ask.parts.length > 1), ...shown.filter((ask) => ask.parts.length === 1)].slice(0, SOME);
    if (!shown.length) return null;
    return h("div", { class: "asks" }, h("p", { class: "k" }, Book.tell("asks")), h("ul", {}, shown.map((ask) => h("li", {}, ask.parts))));
  }

  // What to show of a folded card: {index, text}. Words that its title or a question holds ask for the script, which is
  // said from its beginning; only the others ask for a certain reply.
  function fitting(script, how) {
    const about = [script.title, ...script.asks].map((text) => Book.plain(text, how.now));
    const wanted = Search.words(how.query).filter((word) => !about.some((text, index) => Search.marks(text, word, script.py[index]).length)).join(" ");
    for (let index = 0; wanted && index < script.replies.length; index++) {
      const found = wordings(script, script.replies[index], how).find((one) => Search.marks(Book.plain(one.text, how.now), wanted).length);
      if (found) return { index, text: found.text };
    }
    return { index: 0, text: wordings(script, script.replies[0], how)[0]?.text };
  }

  // only: the one wording to draw, or null for all.
  function replies(script, scene, how, only) {
    const staged = scene.kind !== "plain";
    const items = [];
    let stage = null;
    script.replies.forEach((reply, index) => {
      if (only && index !== only.index) return;
      const drawn = said(script, reply, index, how, only);
      if (staged && reply.stage === stage && items.length) items.at(-1).append(...drawn);
      else {
        const place = scene.stages.findIndex(([id]) => id === reply.stage);
        items.push(h("li", { class: `n${place + 1}` }, staged ? h("p", { class: "stage" }, h("b", {}, String(place + 1 || "?")), " ", stageTitle(scene, reply)) : null, drawn));
      }
      stage = reply.stage;
    });
    return h("ol", { class: `say ${scene.kind}${items.length === 1 ? " one" : ""}` }, items);
  }

  const stageTitle = (scene, reply) => (scene.stages.find(([id]) => id === reply.stage) ?? ["", reply.stage ?? ""])[1];

  // What a folded card holds back: how many replies, and on which way they lead.
  function rest(script, scene) {
    const way = [...new Set(script.replies.map((reply) => stageTitle(scene, reply)).filter(Boolean))];
    return h("button", { type: "button", class: "unfold", data: { act: "unfold" } }, h("b", {}, Book.tell("unfold", { count: script.replies.length })), scene.kind === "plain" ? null : ` ${way.join(" › ")}`);
  }

  function wordings(script, reply, how) {
    const all = Book.wordings(script, reply);
    return how.channel ? all.filter((one) => one.channels.includes(how.channel)) : all;
  }

  function said(script, reply, index, how, only) {
    const mine = wordings(script, reply, how).filter((one) => !only || one.text === only.text);
    const alone = mine.length === 1 && (how.channel || mine[0].channels.length === script.channels.length);
    const mixed = new Set(script.replies.map((one) => one.by ?? "agent")).size > 1;
    const speaker = mixed && reply.by ? Book.data.roles[reply.by] : "";
    const drawn = mine.map((wording) => h("div", { class: "w", tabindex: "-1", role: "group", "aria-label": Book.tell("reply", { number: index + 1 }), data: { reply: index, channel: wording.channels[0] ?? "" } },
      h("p", { class: "ch" },
        reply.fixed ? h("b", { class: "chip fixed", title: Book.tell("fixedWhy") }, Book.tell("fixed")) : null,
        speaker ? h("b", { class: "chip who" }, Book.tell("by", { role: speaker })) : null,
        alone ? null : wording.channels.map((name) => h("b", { class: "chip in" }, channelTitle(name)))),
      words(Book.runs(wording.text, Book.moment(script, how.now)), how.query),
      h("button", { type: "button", class: "copy", data: { act: "copy" } }, Book.tell("copy"))));
    if (only) return drawn;
    if (reply.image) drawn.push(picture(reply.image));
    if (reply.note) drawn.push(h("p", { class: "note" }, h("b", {}, Book.tell("note")), " ", Book.plain(reply.note, how.now)));
    return drawn;
  }

  function words(runs, query) {
    return h("p", { class: "t" }, runs.map((run) => {
      if (run.kind === "fact") return h("u", { title: Book.tell("fact", { name: run.name }) }, marked(run.text, query));
      if (run.kind === "slot") return blank(run.name);
      return marked(run.text, query);
    }));
  }

  function blank(name) {
    const filled = Slots.value(name);
    const about = Book.data.slots[name];
    return h("mark", { class: filled && "filled", title: about?.means ?? name, data: { slot: name } }, filled || `{${name}}`);
  }

  function picture(name) {
    const image = Book.data.images?.[name];
    if (!image) return h("p", { class: "note" }, Book.tell("picture", { name }));
    return h("figure", { data: { image: name } }, h("img", { src: image.src, alt: image.alt, loading: "lazy" }), h("figcaption", {}, h("span", {}, image.alt), h("button", { type: "button", data: { act: "image" } }, Book.tell("copyPicture"))));
  }

  function related(script, how) {
    const shown = script.related.map(Book.script).filter((other) => other && !Book.expired(other, how.now));
    if (!shown.length) return null;
    return h("div", { class: "rel" }, h("p", { class: "k" }, Book.tell("related")), h("ul", {}, shown.map((other) => h("li", {}, h("a", { href: `#${other.anchor}` }, Book.plain(other.title, how.now))))));
  }

  function news(script) {
    if (!script.diff?.length) return null;
    const tags = { "-": "del", "+": "ins" };
    return h("details", { class: "news" }, h("summary", {}, Book.tell("whatChanged")),
      script.diff.map((runs) => h("p", { class: "t" }, runs.map(([kind, text]) => (tags[kind] ? h(tags[kind], {}, text) : text)))));
  }

  function foot(script, how) {
    const [commit, date, modified] = script.version ?? [];
    const over = Book.overdue(script, how.now);
    return h("footer", {},
      commit ? [h("span", {}, Book.tell("version"), " ", h("code", {}, commit)), h("span", {}, Book.tell("changedOn", { date }))] : h("span", { class: "warn" }, Book.tell("uncommitted")),
      commit && modified ? h("span", { class: "warn" }, Book.tell("modified")) : null,
      h("span", {}, Book.tell("owner", { owner: script.owner })),
      script.consult.length ? h("span", {}, Book.tell("consult", { departments: script.consult.join(Book.tell("comma")) })) : null,
      (script.approved ?? []).map(([role, person, on]) => h("span", {}, Book.tell("approved", { role, person, date: on }))),
      script.review ? h("span", { class: over && "warn" }, Book.tell(over ? "overdue" : "review", { date: script.review })) : null,
      h("code", {}, marked(script.id, how.query)));
  }

  // About how tall a card gets on a screen so wide, in pixels: enough are drawn to fill it, and few more than that.
  function height(script, how, wide) {
    const line = Math.max(12, Math.min(40, wide / 24));
    const tall = (text, least) => least + 27 * Math.ceil(text.length / line);
    if (how.fold && folds(script, how)) return tall(script.replies[0].say, 140);
    const stage = Book.data.scenes[script.scene].kind === "plain" ? 0 : 32;
    return script.replies.reduce((sum, reply) => {
      const texts = wordings(script, reply, how).reduce((all, one) => all + tall(one.text, 22), 0);
      return sum + texts + stage + (reply.note ? tall(reply.note, 14) : 0);
    }, 110);
  }

  return { draw, height };
})();
