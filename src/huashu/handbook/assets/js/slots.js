// The blanks of one customer: filled in once, put into every reply. A customer's data stays in this page's memory.
const Slots = (() => {
  let values = new Map();
  let shown = [];

  const value = (name) => values.get(name) ?? State.kept.blanks[name] ?? "";

  function fill(name, text) {
    const clean = text.trim();
    if (State.remembered(name)) State.change({ blanks: { ...State.kept.blanks, [name]: clean } });
    else if (clean) values.set(name, clean);
    else values.delete(name);
    for (const mark of document.querySelectorAll("mark[data-slot]")) if (mark.dataset.slot === name) refresh(mark, name);
    count();
  }

  // How many blanks are still open, for whoever does not see the panel.
  function count() {
    const open = shown.filter((name) => !value(name)).length;
    $("open-blanks").textContent = open ? String(open) : "";
  }

  function refresh(mark, name) {
    const filled = value(name);
    mark.textContent = filled || `{${name}}`;
    mark.classList.toggle("filled", Boolean(filled));
  }

  // The panel asks for the blanks of the script at hand, and keeps those that are filled already.
  function ask(names) {
    const wanted = [...new Set([...names, ...values.keys()])];
    if (wanted.join("\n") === shown.join("\n") && $("blanks").children.length === wanted.length) return;
    shown = wanted;
    $("blanks").replaceChildren(...wanted.map(line));
    $("panel").classList.toggle("empty", wanted.length === 0);
    $("no-blanks").hidden = wanted.length > 0;
    count();
  }

  function line(name, index) {
    const about = Book.data.slots[name] ?? {};
    const id = `blank-${index}`;
    return h("li", {},
      h("label", { for: id }, name, about.sensitive ? h("small", {}, Book.tell("sensitive")) : null, State.remembered(name) ? h("small", {}, Book.tell("remembered")) : null),
      h("input", { id, value: value(name), placeholder: about.example ?? "", title: about.means ?? "", autocomplete: "off", spellcheck: "false", data: { name }, on: { input: (event) => fill(name, event.target.value) } }));
  }

  // Another customer: everything that was filled in for this one is forgotten.
  function forget() {
    const names = [...values.keys()];
    values = new Map();
    for (const mark of document.querySelectorAll("mark[data-slot]")) if (names.includes(mark.dataset.slot)) refresh(mark, mark.dataset.slot);
    const asked = shown;
    shown = [];
    ask(asked.filter((name) => !names.includes(name) || document.querySelector(`.current mark[data-slot="${CSS.escape(name)}"]`)));
  }

  // A text ready to send, and the blanks that are still open in it.
  function filled(runs) {
    const open = [];
    const text = runs.map((run) => {
      if (run.kind !== "slot") return run.text;
      const given = value(run.name);
      if (!given) open.push(run.name);
      return given || run.text;
    }).join("");
    return { text, open: [...new Set(open)] };
  }

  const focus = (name) => [...$("blanks").querySelectorAll("input")].find((input) => input.dataset.name === name)?.focus();

  return { value, fill, ask, forget, filled, focus };
})();
