// Texts by their sounds, character by character: whoever types tuikuan finds 退款 in the middle of a reply.
const Sounds = (() => {
  const FIRST = 0xe000; // syllables stand as characters of the private use area, in alphabetical order
  const LONGEST = 40, MOST = 12; // of what is typed, and of the ways to read it
  let syllables = [];
  let places = new Map();
  let usual = null, other = null; // UTF-16 unit → its sound; what has none stands for itself

  // table: [[syllable, characters that usually sound so, characters that may sound so too]…], sorted.
  function prepare(table) {
    syllables = table.map(([name]) => name);
    places = new Map(syllables.map((name, index) => [name, index]));
    usual = Uint16Array.from({ length: 65536 }, (_, unit) => unit);
    table.forEach(([, chars], index) => { for (const char of chars) usual[char.charCodeAt(0)] = FIRST + index; });
    other = usual.slice();
    table.forEach(([, , more = ""], index) => { for (const char of more) other[char.charCodeAt(0)] = FIRST + index; });
  }

  // The text as sounds, as long as itself, twice: as its characters usually sound, and as they sound otherwise.
  const heard = (text) => [told(text, usual), told(text, other)];

  function told(text, sounds) {
    const units = new Uint16Array(text.length);
    for (let at = 0; at < text.length; at++) units[at] = sounds[text.charCodeAt(at)];
    return new TextDecoder("utf-16le", { ignoreBOM: true }).decode(units);
  }

  // Ways to read letters as syllables, the last of which may be half typed: [{fixed, low, high}]. One syllable alone is
  // read as it stands, since so few letters could begin almost anything.
  function readings(word) {
    const found = [];
    if (word.length > LONGEST) return found;
    if (places.has(word)) found.push({ fixed: sign(places.get(word)), low: 0, high: 0 });
    split(word, "", found);
    return found;
  }

  function split(rest, fixed, found) {
    if (found.length >= MOST) return;
    if (fixed) {
      const [low, high] = beginning(rest);
      if (low <= high) found.push({ fixed, low: FIRST + low, high: FIRST + high });
    }
    for (let length = Math.min(6, rest.length - 1); length > 0; length--) {
      const place = places.get(rest.slice(0, length));
      if (place !== undefined) split(rest.slice(length), fixed + sign(place), found);
    }
  }

  const sign = (place) => String.fromCharCode(FIRST + place);

  // The first and last syllable that begin with these letters.
  function beginning(letters) {
    const low = syllables.findIndex((name) => name.startsWith(letters));
    return low < 0 ? [0, -1] : [low, syllables.findLastIndex((name) => name.startsWith(letters))];
  }

  // Where a reading is next heard, or -1.
  function find(sounds, { fixed, low, high }, from) {
    for (let at = sounds.indexOf(fixed, from); at >= 0; at = sounds.indexOf(fixed, at + 1)) {
      if (!high) return at;
      const next = sounds.charCodeAt(at + fixed.length);
      if (next >= low && next <= high) return at;
    }
    return -1;
  }

  // Spans of a text that sound like a word: [[start, end]…].
  function spans(text, word) {
    const found = [];
    const asked = usual ? readings(word) : [];
    for (const sounds of asked.length ? heard(text.toLowerCase()) : []) {
      for (const reading of asked) {
        const length = reading.fixed.length + (reading.high ? 1 : 0);
        for (let at = find(sounds, reading, 0); at >= 0; at = find(sounds, reading, at + length)) found.push([at, at + length]);
      }
    }
    return found;
  }

  return { prepare, heard, readings, find, spans };
})();
