// Search over all scripts while someone types: substrings, pinyin, initials, ids. Pure: no DOM, no clock of its own.
const Search = (() => {
  // What a word was found in, best first. A field is one long string of all scripts, so that finding is one native scan.
  // spelled: holds letters only, so that other words need not be looked for in it.
  const FIELDS = [
    { name: "id", score: 600 },
    { name: "title", score: 500, near: true },
    { name: "titleInitials", score: 430, spelled: true },
    { name: "initials", score: 400, spelled: true },
    { name: "titlePinyin", score: 370, spelled: true, near: true },
    { name: "pinyin", score: 340, spelled: true, near: true },
    { name: "asks", score: 300, near: true },
    { name: "tags", score: 200 },
    { name: "text", score: 100 },
  ];
  const HEARD = 20; // the words of a reply by their sound: last of all
  const AT_START = 20, AT_WORD = 10;
  const BORDER = "\u0000", NEXT = "\u0001"; // between scripts, and between the questions of one: no text holds them
  const PART = "/"; // before each part of an id
  const SHORT = 2; // so few letters are in nearly every id: they count where a part begins
  const LATIN = /^[a-z0-9]+$/;
  const REMEMBERED = 64;
  const LIKE = 0.4; // of the likeness of what is most like: what is less so only stands in the way
  const FEW = 1 / 8; // of all scripts: so many are looked at one by one
  let fields = [];
  let sounds = null; // of replies; made when the first letters are typed, or before
  let count = 0;
  let known = new Map(); // word → {scores, holders}: typed on, or taken back

  function prepare(now) {
    const scripts = Book.scripts;
    count = scripts.length;
    known = new Map();
    const title = (script) => script.py[0] ?? "", asks = (script) => script.py.slice(1).join(NEXT);
    const texts = {
      id: [(script) => PART + script.id],
      title: [(script) => Book.plain(script.title, now)],
      titleInitials: [title, initials],
      initials: [asks, initials],
      titlePinyin: [title, letters],
      pinyin: [asks, letters],
      asks: [(script) => script.asks.map((ask) => Book.plain(ask, now)).join(" ")],
      tags: [(script) => script.tags.join(" ")],
      text: [(script) => spoken(script, now), (all) => Book.filled(all, now)],
    };
    fields = FIELDS.map((field) => filled(field, ...texts[field.name]));
    sounds = null;
  }

  // Makes ready what only those need who type sounds.
  function warm() {
    if (sounds) return;
    Sounds.prepare(Book.data.sounds ?? []);
    const words = fields.at(-1);
    sounds = Sounds.heard(words.joined).map((heard) => ({ ...words, score: HEARD, joined: heard }));
  }

  // What a script says, facts still to be filled in: those of another day are filled in already.
  function spoken(script, now) {
    let text = "";
    for (const reply of script.replies) {
      text += reply.say + " ";
      if (reply.variants) for (const channel in reply.variants) text += reply.variants[channel] + " ";
    }
    return Book.pending(script, now) ? Book.plain(text, script.effective) : text;
  }

  // All scripts as one string, and where each of them ends in it. tidy: is quicker on that string than on its parts.
  function filled(field, text, tidy = (all) => all) {
    const joined = tidy(Book.scripts.map(text).join(BORDER)).toLowerCase() + BORDER;
    const ends = new Int32Array(count);
    let end = 0;
    for (let index = 0; index < count; index++) ends[index] = end = joined.indexOf(BORDER, end) + 1;
    return { ...field, ends, joined };
  }

  const letters = (syllables) => spelled(syllables, false);
  const initials = (syllables) => spelled(syllables, true);

  // Syllables of all scripts without the blanks between them, or only how they begin.
  function spelled(syllables, short) {
    const units = new Uint8Array(syllables.length); // these are ASCII
    const [blank, next] = [32, NEXT.charCodeAt(0)];
    let length = 0, first = true;
    for (let at = 0; at < syllables.length; at++) {
      const unit = syllables.charCodeAt(at);
      if (unit < blank) units[length++] = unit === next ? blank : unit;
      else if (unit !== blank && (first || !short)) units[length++] = unit;
      first = unit <= blank;
    }
    return new TextDecoder().decode(units.subarray(0, length));
  }

  // An input method puts tui'kuan before the characters are chosen; marks part words and are not looked for.
  const words = (query) => query.toLowerCase().normalize("NFKC").replace(/(?<=[a-z])['’](?=[a-z])/g, "").split(/[\s，。、,!?;"“”()…~]+/).filter(Boolean);

  // Scores of the scripts that hold a word: its best field, more where the field or one of its words begins with it.
  function scan(word) {
    const before = known.get(word);
    if (before) return before.scores;
    const scores = new Uint16Array(count);
    const latin = LATIN.test(word);
    const among = narrowed(word);
    for (const field of fields) {
      if (field.spelled && !latin) continue;
      const wanted = field.name === "id" && short(word) ? PART + word : word;
      if (among) lookAmong(field, scores, wanted, among);
      else look(field, scores, (from) => field.joined.indexOf(wanted, from));
    }
    const holders = [];
    for (let index = 0; index < count; index++) if (scores[index]) holders.push(index);
    if (latin) {
      warm();
      for (const reading of Sounds.readings(word)) for (const field of reading.twice ? sounds : sounds.slice(0, 1)) look(field, scores, (from) => Sounds.find(field.joined, reading, from));
    }
    if (known.size >= REMEMBERED) known.delete(known.keys().next().value);
    known.set(word, { scores, holders });
    return scores;
  }

  const short = (word) => word.length <= SHORT && LATIN.test(word);

  // A letter more is held only by those that held the word before it; null where all are to be looked at.
  function narrowed(word) {
    const shorter = word.slice(0, -1);
    const holders = short(shorter) ? null : known.get(shorter)?.holders;
    return holders && holders.length < count * FEW ? holders : null;
  }

  function lookAmong({ score, ends, joined }, scores, wanted, among) {
    for (const script of among) {
      if (scores[script] !== 0) continue;
      const start = script ? ends[script - 1] : 0;
      const at = joined.slice(start, ends[script]).indexOf(wanted);
      if (at >= 0) scores[script] = score + bonus(joined, start, start + at);
    }
  }

  const bonus = (joined, start, at) => (at === start ? AT_START : joined[at - 1] === " " ? AT_WORD : 0);

  // next: where the word stands next in the field from a place on, or -1.
  function look({ score, ends, joined }, scores, next) {
    let script = 0;
    for (let at = next(0); at >= 0; at = next(ends[script])) {
      while (ends[script] <= at) script++;
      if (scores[script] !== 0) continue;
      const start = script ? ends[script - 1] : 0;
      scores[script] = score + bonus(joined, start, at);
    }
  }

  // Scripts that hold every word, best first, alike ones in the order of the book. open: 1 for each script that may be found.
  function run(query, open) {
    const asked = words(query).map(scan);
    const found = new Map(); // score → scripts: there are few different scores, and the scripts come in order
    for (let index = 0; asked.length && index < count; index++) {
      let total = open[index];
      for (let word = 0; total && word < asked.length; word++) total = asked[word][index] ? total + asked[word][index] : 0;
      if (!total) continue;
      const alike = found.get(total);
      if (alike) alike.push(index); else found.set(total, [index]);
    }
    return [...found.keys()].sort((a, b) => b - a).flatMap((score) => found.get(score)).map((index) => Book.scripts[index]);
  }

  // The scripts most like a query that nothing holds, by the parts they share; a part that few share weighs more.
  function nearest(query, open, most = 5) {
    const likeness = new Float64Array(count);
    for (const part of parts(query)) {
      const scores = new Uint16Array(count);
      for (const field of fields) if (field.near) look(field, scores, (from) => field.joined.indexOf(part, from));
      let holders = 1;
      for (let index = 0; index < count; index++) if (scores[index]) holders++;
      const weight = Math.log(1 + count / holders) * part.length ** 2;
      for (let index = 0; index < count; index++) if (scores[index]) likeness[index] += weight;
    }
    let best = 0;
    for (let index = 0; index < count; index++) if (open[index]) best = Math.max(best, likeness[index]);
    const found = [];
    for (let index = 0; best && index < count; index++) if (open[index] && likeness[index] >= best * LIKE) found.push(index);
    return found.sort((a, b) => likeness[b] - likeness[a] || a - b).slice(0, most).map((index) => Book.scripts[index]);
  }

  // Pairs of characters and characters, triples of letters: what is left in common when a word is mistyped.
  function parts(query) {
    const found = new Set();
    for (const word of words(query)) {
      const latin = LATIN.test(word);
      const length = latin ? 3 : 2;
      for (let at = 0; at + length <= word.length; at++) found.add(word.slice(at, at + length));
      if (!latin) for (const char of word.match(/[\u3400-\u4dbf\u4e00-\u9fff]/g) ?? []) found.add(char);
    }
    return [...found].slice(0, 80);
  }

  // Spans of a text to mark for a query: [[start, end]…]. py: its pinyin where the book spells it.
  function marks(text, query, py = "") {
    const low = text.toLowerCase();
    const spans = [];
    for (const word of low.length === text.length ? words(query) : []) {
      const before = spans.length;
      for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + word.length)) spans.push([at, at + word.length]);
      if (spans.length > before || !LATIN.test(word)) continue;
      spans.push(...(py ? sounded(low, word, py.split(" ")) : Sounds.spans(text, word)));
    }
    return merged(spans);
  }

  // Which characters a sound or its initials stand for: every hanzi has one syllable, a run of letters is one.
  function sounded(low, word, syllables) {
    const units = [...low.matchAll(/[a-z0-9]+|[\u3400-\u4dbf\u4e00-\u9fff]/g)].map((match) => [match.index, match.index + match[0].length]);
    if (units.length !== syllables.length) return [];
    for (const parts of [syllables, syllables.map((one) => one[0])]) {
      const starts = [];
      let whole = "";
      for (const part of parts) { starts.push(whole.length); whole += part; }
      const at = whole.indexOf(word);
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

  return { prepare, warm, run, nearest, marks, words };
})();
