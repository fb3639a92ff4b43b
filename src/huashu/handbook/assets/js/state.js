// What this reader keeps in this browser: favourites, what was used last, looks, and blanks that may be remembered.
const State = (() => {
  const RECENT = 12;
  const FRESH = () => ({ v: 1, favourites: [], recent: [], channel: "", theme: "", size: 0, blanks: {} });
  let key = "";
  let kept = FRESH();
  const listeners = [];

  function open(name) {
    key = `huashu:${name}`;
    try {
      kept = checked(JSON.parse(localStorage.getItem(key) ?? "null")) ?? FRESH();
    } catch {
      kept = FRESH(); // no storage here, or something else lies there: the handbook works, it just forgets
    }
  }

  // Only what has our shape, and only blanks that the library lets a browser remember.
  function checked(read) {
    if (!read || read.v !== 1) return null;
    const texts = (list) => (Array.isArray(list) ? list.filter((one) => typeof one === "string") : []);
    const blanks = Object.entries(read.blanks ?? {}).filter(([name, value]) => remembered(name) && typeof value === "string");
    return {
      ...FRESH(),
      favourites: texts(read.favourites),
      recent: texts(read.recent).slice(0, RECENT),
      channel: typeof read.channel === "string" ? read.channel : "",
      theme: ["light", "dark"].includes(read.theme) ? read.theme : "",
      size: [-1, 0, 1, 2].includes(read.size) ? read.size : 0,
      blanks: Object.fromEntries(blanks),
    };
  }

  // The agent's own number stays; everything else is one customer's and goes with him.
  const remembered = (name) => Book.data.slots[name]?.remember === true;

  function change(values) {
    kept = { ...kept, ...values };
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch { /* as above */ }
    listeners.forEach((tell) => tell(kept));
  }

  function favour(id) {
    const others = kept.favourites.filter((one) => one !== id);
    change({ favourites: others.length === kept.favourites.length ? [...others, id] : others });
  }

  const use = (id) => change({ recent: [id, ...kept.recent.filter((one) => one !== id)].slice(0, RECENT) });

  // Takes what was exported elsewhere; false where it is none of ours.
  function take(text) {
    let read = null;
    try {
      read = checked(JSON.parse(text));
    } catch { /* not ours */ }
    if (!read) return false;
    change({
      ...read,
      favourites: [...new Set([...kept.favourites, ...read.favourites])],
      recent: [...new Set([...kept.recent, ...read.recent])].slice(0, RECENT),
    });
    return true;
  }

  return {
    open, change, favour, use, take, remembered,
    give: () => JSON.stringify(kept, null, 2),
    heard: (listener) => listeners.push(listener),
    get kept() { return kept; },
  };
})();
