// Search over all scripts while someone types: substrings, pinyin, initials, ids. Pure: no DOM, no clock of its own.
const Search = (() => {
  // What a word was found in, best first. A field is one long string of all scripts, so that finding is one native scan.
  const FIELDS = [
    ["id", 600], ["title", 500], ["initials", 400], ["pinyin", 350], ["asks", 300], ["tags", 200], ["text", 100],
  ];
  const BORDER = "\n";
  const LATIN = /^[a-z0-9]+$/;
  let fields = [];
  let count = 0;

  function prepare(now) {
    const scripts = Book.scripts;
    count = scripts.length;
    const texts = {
      id: (script) => script.id,
      title: (script) => Book.plain(script.title, now),
      initials: (script) => script.py.map((one) => one.replace(/([a-z0-9])[a-z0-9]*\s?/g, "$1")).join(" "),
      pinyin: (script) => script.py.map((one) => one.replaceAll(" ", "")).join(" "),
      asks: (script) => script.asks.map((ask) => Book.plain(ask, now)).join(" "),
      tags: (script) => script.tags.join(" "),
      text: (script) => spoken(script, now),
    };
    fields = FIELDS.map(([name, score]) => field(name, score, scripts.map((script) => texts[name](script).toLowerCase().replaceAll(BORDER, " "))));
  }

  function spoken(script, now) {
    const at = Book.moment(script, now);
    return script.replies.map((reply) => [reply.say, ...Object.values(reply.variants ?? {})].map((text) => Book.plain(text, at)).join(" ")).join(" ");
  }

  function field(name, score, texts) {
    const ends = new Int32Array(texts.length);
    let length = 0;
    texts.forEach((text, index) => { length += text.length + 1; ends[index] = length; });
    return { name, score, ends, joined: texts.join(BORDER) + BORDER };
  }

  // Typing in an input method gives tui'kuan or tui kuan before the characters are chosen.
  const words = (query) => query.toLowerCase().normalize("NFKC").split(/[\s，。、,]+/).filter(Boolean);

  // Scores of the scripts that hold a word: its best field, more where the field begins with it.
  function scan(word) {
    const scores = new Int32Array(count);
    const latin = LATIN.test(word);
    for (const { name, score, ends, joined } of fields) {
      if (!latin && (name === "initials" || name === "pinyin")) continue;
      let at = joined.indexOf(word);
      let script = 0;
      while (at >= 0) {
        if (ends[script] <= at) script = holder(ends, at, script);
        if (scores[script] === 0) {
          const start = script ? ends[script - 1] : 0;
          scores[script] = score + (at === start ? 60 : joined[at - 1] === " " ? 30 : 0);
        }
        at = joined.indexOf(word, ends[script]);
      }
    }
    return scores;
  }

  function holder(ends, at, from) {
    let low = from, high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] <= at) low = middle + 1; else high = middle;
    }
    return low;
  }

  // Scripts that hold every word and that `allowed` lets through, best first: [{script, score}].
  function run(query, allowed = () => true) {
    const asked = words(query);
    const found = [];
    if (!asked.length) return found;
    const scored = asked.map(scan);
    for (let index = 0; index < count; index++) {
      let total = 0;
      for (const scores of scored) {
        if (!scores[index]) { total = 0; break; }
        total += scores[index];
      }
      if (total && allowed(Book.scripts[index])) found.push({ script: Book.scripts[index], score: total });
    }
    return found.sort((a, b) => b.score - a.score || a.script.index - b.script.index);
  }

  // The scripts most like a query that nothing holds, by shared pairs of characters in titles and questions.
  function nearest(query, allowed = () => true, most = 5) {
    const wanted = pairs(words(query).join(""));
    if (!wanted.size) return [];
    const found = [];
    for (const script of Book.scripts) {
      if (!allowed(script)) continue;
      const best = Math.max(...[script.title, ...script.asks, ...script.py].map((text) => alike(wanted, pairs(text.toLowerCase().replaceAll(" ", "")))));
      if (best > 0) found.push({ script, score: best });
    }
    return found.sort((a, b) => b.score - a.score || a.script.index - b.script.index).slice(0, most);
  }

  function pairs(text) {
    const found = new Set();
    for (let at = 0; at + 1 < text.length; at++) found.add(text.slice(at, at + 2));
    if (text.length === 1) found.add(text);
    return found;
  }

  function alike(a, b) {
    let both = 0;
    for (const pair of a) if (b.has(pair)) both++;
    return (2 * both) / (a.size + b.size);
  }

  // Spans of a text to mark for a query: [[start, end]…]. py: its pinyin, for words typed as sounds.
  function marks(text, query, py = "") {
    const low = text.toLowerCase();
    const spans = [];
    for (const word of words(query)) {
      const before = spans.length;
      for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + word.length)) spans.push([at, at + word.length]);
      if (spans.length === before && py && LATIN.test(word)) spans.push(...sounded(low, word, py.split(" ")));
    }
    return merged(spans);
  }

  // Which characters a sound or its initials stand for: every hanzi has one syllable, a run of letters is one.
  function sounded(low, word, syllables) {
    const units = [...low.matchAll(/[a-z0-9]+|[\u3400-\u4dbf\u4e00-\u9fff]/g)].map((match) => [match.index, match.index + match[0].length]);
    if (units.length !== syllables.length) return [];
    for (const parts of [syllables, syllables.map((one) => one[0])]) {
      const starts = [];
      let joined = "";
      for (const part of parts) { starts.push(joined.length); joined += part; }
      const at = joined.indexOf(word);
      if (at < 0) continue;
      const first = starts.findLastIndex((start) => start <= at);
      const last = starts.findLastIndex((start) => start < at + word.length);
      return [[units[first][0], units[last][1]]];
    }
    return [];
  }

  function merged(spans) {
    const result = [];
    for (const [start, end] of spans.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
      const last = result.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else result.push([start, end]);
    }
    return result;
  }

  return { prepare, run, nearest, marks, words };
})();
