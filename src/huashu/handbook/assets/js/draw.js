// Small helpers for drawing: elements from values, never from markup.
const $ = (id) => document.getElementById(id);

function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, heard] of Object.entries(value)) element.addEventListener(event, heard);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// A text with the searched words marked. py: how it sounds.
function marked(text, query, py = "") {
  if (!query) return [text];
  const parts = [];
  let done = 0;
  for (const [start, end] of Search.marks(text, query, py)) {
    if (start > done) parts.push(text.slice(done, start));
    parts.push(h("b", { class: "hit" }, text.slice(start, end)));
    done = end;
  }
  return [...parts, text.slice(done)];
}

// What nobody waits for while typing: done once the keys are at rest.
const Rest = (() => {
  const PAUSE = 150; // milliseconds
  let timer = 0;
  let work = [];

  function add(act) {
    work.push(act);
    clearTimeout(timer);
    timer = setTimeout(() => work.splice(0).forEach((one) => one()), PAUSE);
  }

  function clear() {
    clearTimeout(timer);
    work = [];
  }

  return { add, clear };
})();
