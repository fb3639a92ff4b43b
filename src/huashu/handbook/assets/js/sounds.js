// Texts by their sounds, character by character: whoever types tuikuan finds 退款 in the middle of a reply.
const Sounds = (() => {
  // Syllables stand as characters, in alphabetical order. Browsers look for a character by the larger of its two bytes,
  // so that one must differ from syllable to syllable: else every character would have to be looked at.
  const sound = (place) => 0x100 * (1 + Math.trunc(place / 0xe0)) + 0x20 + (place % 0xe0);
  const END = 0x400; // no syllable beyond; letters that stand there in texts are not heard
  const LONGEST = 40, MOST = 12; // of what is typed, and of the ways to read it
  let syllables = [];
  let places = new Map();
  let usual = null, other = null; // UTF-16 unit → its sound; what has none stands for itself
  let doubtful = []; // for each syllable whether some character may sound so that usually sounds otherwise

  // table: [[syllable, characters that usually sound so, characters that may sound so too]…], sorted.
  function prepare(table) {
    syllables = table.map(([name]) => name);
    places = new Map(syllables.map((name, index) => [name, index]));
    doubtful = table.map(([, , more = ""]) => more !== "");
    usual = Uint16Array.from({ length: 65536 }, (_, unit) => (unit >= 0x100 && unit < END ? END : unit));
    table.forEach(([, chars], place) => { for (const char of chars) usual[char.charCodeAt(0)] = sound(place); });
    other = usual.slice();
    table.forEach(([, , more = ""], place) => { for (const char of more) other[char.charCodeAt(0)] = sound(place); });
  }

  // The text as sounds, as long as itself, twice: as its characters usually sound, and as they sound otherwise.
  const heard = (text) => [told(text, usual), told(text, other)];

  function told(text, sounds) {
    const units = new Uint16Array(text.length);
    for (let at = 0; at < text.length; at++) units[at] = sounds[text.charCodeAt(at)];
    return new TextDecoder("utf-16le", { ignoreBOM: true }).decode(units);
  }

  // Ways to read letters as syllables, the last of which may be half typed: [{fixed, low, high, twice}]. One syllable alone
  // is read as it stands, since so few letters could begin almost anything. twice: heard in the other sounds too.
  function readings(word) {
    const found = [];
    if (word.length > LONGEST) return found;
    if (places.has(word)) found.push({ fixed: sign(places.get(word)), low: 0, high: 0, twice: doubtful[places.get(word)] });
    split(word, "", false, found);
    return found;
  }

  function split(rest, fixed, twice, found) {
    if (found.length >= MOST) return;
    if (fixed) {
      const [low, high] = beginning(rest);
      if (low <= high) found.push({ fixed, low: sound(low), high: sound(high), twice: twice || doubtful.slice(low, high + 1).includes(true) });
    }
    for (let length = Math.min(6, rest.length - 1); length > 0; length--) {
      const place = places.get(rest.slice(0, length));
      if (place !== undefined) split(rest.slice(length), fixed + sign(place), twice || doubtful[place], found);
    }
  }

  const sign = (place) => String.fromCharCode(sound(place));

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
