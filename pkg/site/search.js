// The search of the pages. It ranks as "cop find" does: the same cutting of words, the same
// formula (practices/cop/how-find-ranks.md), its numbers taken from the index. Sums are kept
// in single precision as there, so that equal scores stay equal.
(() => {
'use strict';
const f32 = Math.fround, BODY = 4, utf8 = new TextEncoder();

// ---- words: how pkg/index/lexer.go cuts, folds and stems ----

const unspaced = '[\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u3005-\\u3007\\u3041-\\u30ff\\u3130-\\u318f\\u31f0-\\u31ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff66-\\uff9d\\u{20000}-\\u{3ffff}]';
const letter = `(?!${unspaced})[\\p{L}\\p{N}\\p{M}]`;
const cutter = new RegExp(`([A-Za-z]*)\\[([A-Za-z]{1,2})\\]((?=[A-Za-z])(?:${letter})+)|([A-Za-z0-9](?:\\+\\+|#)|(?:${letter})+)|(?=[\\p{L}\\p{N}\\p{M}])(${unspaced})`, 'gu');
const ligatures = { 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'ł': 'l', 'þ': 'th', 'ı': 'i', 'ی': 'ي', 'ى': 'ي', 'ک': 'ك', 'ة': 'ه', 'ۀ': 'ه', 'ە': 'ه', 'ٱ': 'ا', 'ـ': '', '\u200c': '', '\u200d': '' };

function fold(s) {
  if (/^[\x00-\x7f]*$/.test(s)) return s.toLowerCase();
  const out = [...s.normalize('NFKD').replace(/\p{Mn}/gu, '').toLowerCase()].map(c => ligatures[c] ?? c.replace(/[۰-۹]/, d => d.charCodeAt(0) - 0x6f0).replace(/[٠-٩]/, d => d.charCodeAt(0) - 0x660)).join('');
  return out || s;
}

const tokens = s => [...s.matchAll(cutter)].map(m => m[5] ? { folded: m[5], glyph: true } : { folded: fold(m[4] ?? m[1] + m[2] + m[3]), glyph: false });

// English is Porter's second stemmer, as the index has it.
const exceptions = { skis: 'ski', skies: 'sky', dying: 'die', lying: 'lie', tying: 'tie', idly: 'idl', gently: 'gentl', ugly: 'ugli', early: 'earli', only: 'onli', singly: 'singl' };
for (const w of 'sky news howe atlas cosmos bias andes inning innings outing outings canning cannings herring herrings earring earrings proceed proceeds proceeded proceeding exceed exceeds exceeded exceeding succeed succeeds succeeded succeeding'.split(' ')) exceptions[w] ??= w.replace(/^(inning|outing|canning|herring|earring|proceed|exceed|succeed).*/, '$1');
const step2 = [['ational', 'ate'], ['fulness', 'ful'], ['iveness', 'ive'], ['ization', 'ize'], ['ousness', 'ous'], ['biliti', 'ble'], ['lessli', 'less'], ['tional', 'tion'], ['alism', 'al'], ['aliti', 'al'], ['ation', 'ate'], ['entli', 'ent'], ['fulli', 'ful'], ['iviti', 'ive'], ['ousli', 'ous'], ['abli', 'able'], ['alli', 'al'], ['anci', 'ance'], ['ator', 'ate'], ['enci', 'ence'], ['izer', 'ize'], ['bli', 'ble'], ['ogi', 'og'], ['li', '']];
const step3 = [['ational', 'ate'], ['tional', 'tion'], ['alize', 'al'], ['icate', 'ic'], ['iciti', 'ic'], ['ative', ''], ['ical', 'ic'], ['ness', ''], ['ful', '']];
const step4 = ['ement', 'ance', 'ence', 'able', 'ible', 'ment', 'ant', 'ent', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize', 'ion', 'al', 'er', 'ic'];

function english(w, stops) {
  if (w.length <= 2 || stops.has(w)) return w;
  if (exceptions[w]) return exceptions[w];
  w = w.replace(/^y|([aeiouy])y/g, (m, v) => (v ?? '') + 'Y');
  const region = (s, from) => { const m = /[aeiouy][^aeiouy]/.exec(s.slice(from)); return m ? from + m.index + 2 : s.length; };
  const special = /^(gener|commun|arsen)/.exec(w);
  let r1 = special ? special[0].length : region(w, 0), r2 = region(w, r1);
  const ends = s => w.endsWith(s), drop = (n, by = '') => { w = w.slice(0, w.length - n) + by; };
  const vowelBefore = n => /[aeiouy]/.test(w.slice(0, w.length - n));
  const shortEnd = s => /^[aeiouy][^aeiouy]$/.test(s) || /[^aeiouy][aeiouy][^aeiouywxY]$/.test(s);
  if (ends('sses')) drop(2);
  else if (ends('ied') || ends('ies')) drop(w.length > 4 ? 2 : 1);
  else if (!ends('us') && !ends('ss') && ends('s') && /[aeiouy]/.test(w.slice(0, -2))) drop(1);
  const b = ['eedly', 'ingly', 'edly', 'eed', 'ing', 'ed'].find(ends);
  if (b === 'eed' || b === 'eedly') { if (w.length - b.length >= r1) drop(b.length, 'ee'); }
  else if (b && vowelBefore(b.length)) {
    drop(b.length);
    if (ends('at') || ends('bl') || ends('iz')) w += 'e';
    else if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(w)) drop(1);
    else if (r1 >= w.length && shortEnd(w)) w += 'e';
  }
  if (w.length > 2 && /[^aeiouy][yY]$/.test(w)) drop(1, 'i');
  r1 = Math.min(r1, w.length); r2 = Math.min(r2, w.length);
  const suffix = list => list.find(([s]) => ends(s));
  let hit = suffix(step2);
  if (hit && w.length - hit[0].length >= r1) {
    if (hit[0] === 'li') { if (/[cdeghkmnrt]li$/.test(w)) drop(2); }
    else if (hit[0] === 'ogi') { if (ends('logi')) drop(1); }
    else drop(hit[0].length, hit[1]);
  }
  hit = suffix(step3);
  if (hit && w.length - hit[0].length >= r1 && (hit[0] !== 'ative' || w.length - 5 >= r2)) drop(hit[0].length, hit[1]);
  const last = step4.find(ends);
  if (last && w.length - last.length >= r2 && (last !== 'ion' || /[st]ion$/.test(w))) drop(last.length);
  if (ends('e')) { if (w.length - 1 >= r2 || w.length - 1 >= r1 && !shortEnd(w.slice(0, -1))) drop(1); }
  else if (ends('ll') && w.length - 1 >= r2) drop(1);
  return w.replace(/Y/g, 'y');
}

// ---- the files of the index ----

class Bytes {
  constructor(b) { this.b = b; this.i = 0; }
  get more() { return this.i < this.b.length; }
  n() { let x = 0, m = 1, c; do { c = this.b[this.i++]; x += (c & 127) * m; m *= 128; } while (c & 128); return x; }
  take(n) { return this.b.subarray(this.i, this.i += n); }
  front(last) { const same = this.n(), rest = this.take(this.n()), out = new Uint8Array(same + rest.length); out.set(last.subarray(0, same)); out.set(rest, same); return out; }
}
const text = b => new TextDecoder().decode(b);

const waiting = {}, parts = {};
let load = name => new Promise((done, failed) => {
  const s = document.createElement('script');
  s.src = root + 'all/search/' + name + '.js';
  s.onerror = () => { delete parts[name]; failed(new Error(name)); };
  waiting[name] = done;
  document.head.append(s);
});
globalThis.copIndex = (name, packed) => waiting[name]?.(packed);

async function unpack(packed) {
  const raw = Uint8Array.from(atob(packed), c => c.charCodeAt(0));
  return new Uint8Array(await new Response(new Blob([raw]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer());
}
const part = (name, read) => parts[name] ??= load(name).then(unpack).then(read);

const docs = () => part('docs', b => {
  const r = new Bytes(b), x = JSON.parse(text(r.take(r.n()))), all = x.notes + x.entries;
  Object.assign(x, { lens: new Uint8Array(all * 5), flags: new Uint8Array(x.notes), maturity: new Uint8Array(x.notes), place: new Uint32Array(x.notes), owner: new Uint32Array(x.entries), stops: new Set(x.rules.stops.split(' ')), frames: new Set(x.rules.frames.split(' ')) });
  x.functions = Object.fromEntries(Object.entries(x.rules.functions).map(([l, w]) => [l, new Set(w.split(' '))]));
  for (const w of x.stops) x.functions.en.add(w);
  for (let i = 0; i < x.notes; i++) { x.lens.set(r.take(5), i * 5); x.flags[i] = r.b[r.i++]; x.maturity[i] = r.b[r.i++]; x.place[i] = r.n(); }
  for (let i = 0, last = 0; i < x.entries; i++) { x.lens.set(r.take(5), (x.notes + i) * 5); x.owner[i] = last += r.n(); }
  return x;
});
const names = i => part('names-' + i, b => JSON.parse(text(b)));
const range = i => part('terms-' + i, b => {
  const r = new Bytes(b), map = new Map(), order = [], own = [];
  let last = new Uint8Array(), count = r.n();
  if (!count) while (r.more) { last = r.front(last); const n = r.n(), b = r.take(Math.floor(n / 2)); b.bare = n & 1; map.set(text(last), b); }
  while (order.length < count) { last = r.front(last); order.push({ t: text(last), posts: [] }); }
  while (r.more) {
    const doc = own.length, says = new Map();
    for (let f = 0; f < 6; f++) for (let c, p = 0; c = r.n(); ) {
      if (c === 1) { p += r.n(); continue; }
      let post = says.get(c -= 2);
      if (!post) { says.set(c, post = [doc, 0, [0, 0, 0, 0, 0, 0], []]); order[c].posts.push(post); }
      post[1] |= 1 << f & 31; post[2][f]++; post[3].push(f * 2 ** 28 + p++);
    }
    own.push(says);
  }
  for (const o of [...order].sort((a, b) => a.t < b.t ? -1 : 1)) if (o.posts.length) map.set(o.t, o);
  return Object.assign(map, { order, own });
});
const words = () => part('words', b => {
  const r = new Bytes(b), map = new Map();
  for (let last = new Uint8Array(); r.more;) {
    last = r.front(last);
    const other = [];
    for (let n = r.n(); n > 0; n--) other.push(text(r.front(last)));
    map.set(text(last), other);
  }
  return map;
});
const speaks = () => part('speaks', async b => {
  const { own } = await range(0), weight = (await docs()).rules.asking[0][0], r = new Bytes(b), quiet = new Set(), out = [];
  for (let n = r.n(), at = 0; n > 0; n--) quiet.add(at += r.n());
  while (r.more) {
    const total = r.n(), says = new Map();
    for (const [c, [, mask, tf]] of own[out.length]) if (mask & 17 && !quiet.has(c)) says.set(c, tf[BODY] + tf[0] * (weight - 1 + total % 2));
    for (let n = r.n(), at = 0; n > 0; n--) { at += r.n(); says.set(at, r.n() / 2); }
    out.push({ total: (total >> 1) / 2, says });
  }
  return out;
});

// list calls each(document, fields as bits, frequency in each field, its positions).
function list(b, each) {
  if (b.posts) return b.posts.forEach(p => each(...p));
  const r = new Bytes(b), tf = [0, 0, 0, 0, 0], at = [];
  for (let doc = 0; r.more;) {
    const code = r.n();
    doc += Math.floor(code / 2);
    let mask = 1 << BODY;
    tf.fill(0);
    if (code & 1) tf[BODY] = 1;
    else {
      const head = r.n();
      if (head & 1) { mask = head >> 1; for (let f = 0; f < 5; f++) if (mask >> f & 1) tf[f] = r.n(); }
      else { tf[BODY] = head >> 1; if (head === 0) mask = 0; }
    }
    at.length = 0;
    for (let f = 0; f < 5 && !b.bare; f++) for (let n = tf[f], p = 0; n > 0; n--) at.push(f * 2 ** 28 + (p += r.n()));
    each(doc, mask, tf, at);
  }
}

// ---- one search ----

const lengthOf = code => code < 16 ? code : (code & 7 | 8) << (code >> 3) - 1;
const ones = n => { let c = 0; for (; n; n &= n - 1) c++; return c; };

class Search {
  constructor(x, typed) { this.x = x; this.r = x.rules; this.clauses = parse(typed); this.short = this.clauses.length <= this.r.find[2]; }

  async term(t) {
    const firsts = this.x.terms;
    let i = firsts.length - 1;
    while (i > 0 && t < firsts[i]) i--;
    return (await range(Math.max(i, 0))).get(t);
  }
  async beginning(prefix) {
    const out = [], firsts = this.x.terms;
    for (let i = 0; i < firsts.length; i++) {
      if (i + 1 < firsts.length && firsts[i + 1] < prefix || firsts[i] > prefix + '\uffff') continue;
      for (const [t, b] of await range(i)) if (t.startsWith(prefix) && !t.includes(':')) out.push(b);
    }
    return out;
  }
  async variants(t) {
    if (t.glyph) return [t.folded];
    const out = [/^[a-z]+$/.test(t.folded) ? english(t.folded, this.x.stops) : t.folded];
    if (this.r.languages.length > 1 || !/^[\x00-\x7f]*$/.test(t.folded)) for (const o of (await words()).get(t.folded) ?? []) if (!out.includes(o)) out.push(o);
    return out;
  }

  functionWords() {
    const all = this.clauses.filter(c => !c.not && !c.quoted && !c.prefix).flatMap(c => tokens(c.text));
    const votes = this.r.languages.map(l => all.filter(t => this.x.functions[l].has(t.folded)).length);
    let best = 0;
    votes.forEach((n, i) => { if (n > votes[best] && n > 1) best = i; });
    return new Set(all.map(t => t.folded).filter(w => this.x.functions[this.r.languages[best]].has(w)));
  }

  async units(c) {
    const all = tokens(c.text), whole = { tokens: [], prefix: '', mask: 0, weight: 1, idf: 0 };
    for (const t of all) whole.tokens.push(await this.variants(t));
    if (c.prefix) {
      const last = all[all.length - 1];
      whole.prefix = last.folded;
      if (all.length === 1 && utf8.encode(last.folded).length < 3 && !last.glyph) whole.mask = 7;
    }
    if (c.quoted || c.prefix || c.not) return [whole];
    if (all.every(t => this.x.frames.has(t.folded))) whole.weight = this.r.framing;
    const part = tokens => ({ tokens, prefix: '', mask: 0, weight: this.r.piece, part: true, idf: 0 }), out = [whole];
    if (all.length === 1) {
      for (const w of c.text.split(/[^\p{L}\p{Nd}]+/u)) {
        const pieces = w.split(/(?<=[\p{Ll}\p{Nd}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
        if (pieces.length > 1) for (const p of pieces) for (const t of tokens(p)) out.push(part([await this.variants(t)]));
      }
      return out;
    }
    for (let i = 0; i < all.length; i++) {
      const t = all[i];
      if (t.glyph && all[i + 1]?.glyph && all.length > 2) out.push(part([[t.folded], [all[i + 1].folded]]));
      else if (!t.glyph && t.folded.length > 1) out.push(part([await this.variants(t)]));
    }
    return out;
  }

  async claims() {
    const fun = this.functionWords(), at = new Map();
    this.ask = []; this.deny = [];
    for (const c of this.clauses) {
      const m = { ...c, must: c.quoted || c.prefix, found: false, bit: 0 };
      m.telling = m.must || tokens(c.text).some(t => !fun.has(t.folded));
      m.units = await this.units(c);
      if (c.not) { this.deny.push(m); continue; }
      const same = at.get(c.text);
      if (same && !m.must && !same.must) { same.units[0].weight = f32(same.units[0].weight + f32(f32(this.r.repeated) * m.units[0].weight)); continue; }
      at.set(c.text, m);
      this.ask.push(m);
    }
    await this.synonyms();
    if (!this.ask.some(m => m.telling)) for (const m of this.ask) m.telling = true;
    if (!this.short) this.ask = this.ask.filter(m => m.telling);
    this.ask.forEach((m, i) => { if (i < 31) m.bit = 1 << i; });
  }

  async synonyms() {
    const overlap = (a, b) => a.some(t => b.includes(t));
    for (const group of this.r.synonyms) {
      const looks = [];
      for (const w of group) looks.push(await Promise.all(tokens(w).map(t => this.variants(t))));
      looks.forEach((look, i) => {
        for (let start = 0; start < this.ask.length; start++) {
          const got = [];
          let end = start;
          for (; end < this.ask.length && got.length < look.length && !this.ask[end].must; end++) got.push(...this.ask[end].units[0].tokens);
          if (!look.length || got.length !== look.length || !got.every((g, k) => overlap(g, look[k]))) continue;
          looks.forEach((other, k) => {
            if (k === i || !other.length) return;
            for (const m of this.ask.slice(start, end)) { m.units.push({ tokens: other, prefix: '', mask: 0, weight: f32(f32(this.r.synonym) / (end - start)), means: true, idf: 0 }); m.telling = true; }
          });
        }
      });
    }
  }

  prepare() {
    const x = this.x, size = x.notes + x.entries, [weight, balance] = this.ask.filter(m => m.telling).length <= this.r.find[2] ? this.r.naming : this.r.asking;
    this.score = new Float32Array(size); this.sum = new Float32Array(size); this.cover = new Uint32Array(size); this.met = [];
    this.norm = weight.map((w, f) => {
      let total = 0, having = 0;
      for (let i = 0; i < x.notes; i++) { const c = x.lens[i * 5 + f]; if (c) { having++; total += lengthOf(c); } }
      const mean = Math.max(1, total / Math.max(1, having));
      return Float32Array.from({ length: 256 }, (_, c) => w / (1 - balance[f] + balance[f] * lengthOf(c) / mean));
    });
  }

  meet(doc, mask, tf, only) {
    let sum = 0;
    for (let f = 0; f < 5; f++) if (mask >> f & 1 && (!only || only >> f & 1)) sum = f32(sum + f32(tf[f] * this.norm[f][this.x.lens[doc * 5 + f]]));
    if (!sum) return;
    if (!this.sum[doc]) this.met.push(doc);
    this.sum[doc] += sum;
  }
  idf(n) { return f32(Math.log(1 + (Math.max(this.x.notes + this.x.entries - n, 0) + 0.5) / (n + 0.5))); }
  settle(weight, bit) {
    const n = this.met.length, idf = this.idf(n), k = f32(this.r.k), factor = f32(f32(f32(weight) * idf) * f32(k + 1));
    for (const doc of this.met) {
      const tf = this.sum[doc];
      this.score[doc] += f32(f32(factor * tf) / f32(tf + k));
      this.cover[doc] |= bit;
      this.sum[doc] = 0;
    }
    this.met = [];
    return [idf, n];
  }
  async gather(u) {
    if (u.tokens.length > 1) return this.phrase(u);
    const each = (doc, mask, tf) => this.meet(doc, mask, tf, u.mask);
    if (u.prefix) for (const b of await this.beginning(u.prefix)) list(b, each);
    for (const t of u.tokens[0]) {
      if (u.prefix && t.startsWith(u.prefix)) continue;
      const b = await this.term(t);
      if (b) list(b, each);
    }
  }
  async phrase(u) {
    let found = null;
    for (let i = 0; i < u.tokens.length; i++) {
      const next = new Map(), lists = (await Promise.all(u.tokens[i].map(t => this.term(t)))).filter(Boolean);
      if (lists.some(b => b.bare)) continue; // stands nearly everywhere
      if (u.prefix && i === u.tokens.length - 1) lists.push(...await this.beginning(u.prefix));
      for (const b of lists) list(b, (doc, mask, tf, at) => {
        if (found && !found.has(doc)) return;
        for (const p of at) if (!found || found.get(doc).has(p - i)) { if (!next.has(doc)) next.set(doc, new Set()); next.get(doc).add(p - i); }
      });
      if (!next.size) return;
      found = next;
    }
    if (!found) return this.gather({ ...u, tokens: u.tokens.slice(-1) });
    for (const doc of [...found.keys()].sort((a, b) => a - b)) {
      const tf = [0, 0, 0, 0, 0];
      for (const p of found.get(doc)) tf[Math.floor(p / 2 ** 28)]++;
      this.meet(doc, tf.reduce((m, n, f) => n ? m | 1 << f : m, 0), tf, u.mask);
    }
  }

  async weigh() {
    this.all = this.every = this.must = 0; this.mass = 0;
    this.denied = new Set();
    for (const m of this.deny) for (const u of m.units) { await this.gather(u); for (const d of this.met) this.denied.add(d); this.settle(0, 0); }
    for (const m of this.ask) {
      for (const u of m.units) {
        await this.gather(u);
        const [idf, n] = this.settle(u.weight, u.part ? 0 : m.bit);
        u.idf = n ? idf : 0;
        if (!n) continue;
        m.found = true;
        const first = m.units[0];
        if (u.means && !first.idf) { first.idf = idf; this.mass = f32(this.mass + f32(first.weight * idf)); }
        else if (!u.part && !u.means) this.mass = f32(this.mass + f32(f32(u.weight) * idf));
      }
      this.every |= m.bit;
      if (m.telling) this.all |= m.bit;
      if (m.must) this.must |= m.bit;
    }
    let h = 0x811c9dc5;
    for (const c of utf8.encode(tokens(this.clauses.filter(c => !c.not).map(c => c.text).join(' ')).map(t => t.folded + ' ').join(''))) h = Math.imul(h ^ c, 0x01000193) >>> 0;
    this.named = new Set();
    const called = await this.term('N:' + h.toString(36));
    if (called) list(called, doc => this.named.add(doc));
    await this.guess();
    this.threads();
    await this.refine();
  }

  async guess() {
    const [few, weight, most] = this.r.guess;
    let full = 0;
    for (let i = 0; i < this.x.notes; i++) if ((this.cover[i] & this.all) === this.all) full++;
    const scarce = this.short && full < few;
    for (const m of this.ask) {
      if (m.must || !m.telling || m.found && (!scarce || this.x.large)) continue;
      let terms = await this.containing(m, most);
      if (!terms.length && !m.found && this.ask.filter(m => m.telling).length >= this.r.find[2]) terms = await this.misspelled(m);
      if (!terms.length) continue;
      await this.gather({ tokens: [terms], prefix: '', mask: 0 });
      const [idf] = this.settle(weight, m.bit);
      if (!m.found) { m.found = true; m.units[0].idf = idf; this.mass = f32(this.mass + f32(f32(m.units[0].weight) * idf)); }
    }
  }
  async containing(m, most) {
    const [t, ...more] = tokens(m.text), out = [], size = w => utf8.encode(w).length;
    if (!t || more.length || t.glyph || size(t.folded) < 3) return out;
    const all = [...(await words()).keys()].filter(w => w.includes(t.folded)).sort((a, b) => size(a) - size(b) || (a < b ? -1 : 1));
    for (const w of this.x.large ? all.slice(0, 4) : all) {
      for (const v of await this.variants({ folded: w })) if (!m.units[0].tokens[0].includes(v) && !out.includes(v) && await this.term(v)) out.push(v);
      if (out.length >= most) break;
    }
    return out;
  }
  async misspelled(m) {
    const [t, ...more] = tokens(m.text);
    if (!t || more.length || t.folded.length < 4 || t.glyph) return [];
    const limit = t.folded.length > 5 ? 3 : 2, near = [];
    for (const w of (await words()).keys()) { const far = distance(t.folded, w, limit); if (far < limit) near.push({ w, far, first: t.folded[0] === w[0] ? 0 : 1, n: 0 }); }
    const order = (a, b) => a.far - b.far || a.first - b.first || b.n - a.n || (a.w < b.w ? -1 : 1);
    const best = near.sort(order).slice(0, 24);
    for (const c of best) for (const v of await this.variants({ folded: c.w })) { const b = await this.term(v); let n = 0; if (b) list(b, () => n++); c.n = Math.max(c.n, n); }
    const won = best.filter(c => c.n).sort(order)[0];
    return won ? this.variants({ folded: won.w }) : [];
  }

  threads() {
    const { notes, owner } = this.x, of = new Map();
    let all = [];
    for (let i = notes; i < this.score.length; i++) if (this.score[i] > 0 && !this.denied.has(i)) all.push(i);
    for (const e of this.top(all, this.r.find[0])) {
      const n = owner[e - notes], b = of.get(n) ?? { score: 0, cover: 0, all: 0 };
      b.all |= this.cover[e];
      if (this.score[e] > b.score) { b.score = this.score[e]; b.cover = this.cover[e]; }
      of.set(n, b);
    }
    const [bonus, only] = this.r.thread.map(f32);
    for (const [n, b] of of) {
      const own = this.cover[n];
      if (this.score[n] > 0) this.score[n] += f32(bonus * b.score);
      if (b.cover & ~own && ones(b.cover) > ones(own) || !own) this.score[n] = Math.max(this.score[n], f32(only * b.score));
      this.cover[n] |= b.all;
    }
  }
  top(docs, k) { return [...docs].sort((a, b) => this.score[b] - this.score[a] || b - a).slice(0, k); }
  lights() {
    const out = [];
    for (let i = 0; i < this.x.notes; i++) if (this.score[i] > 0 && !this.denied.has(i) && (this.cover[i] & this.must) === this.must) out.push(i);
    return out;
  }

  async refine() {
    this.own = this.lights();
    const near = this.ask.filter(m => m.units[0].tokens.length === 1 && !m.units[0].prefix && m.found && m.units[0].weight > this.r.framing).map(m => m.units[0]);
    if (near.length < 2) return;
    const first = this.top(this.own, this.r.near[0]);
    await this.near(near, first);
    const [notes, terms, share, least, shortest] = this.r.feedback;
    if (this.ask.length < least || this.x.large) return;
    const says = await speaks(), paths = (await names(0)).map(n => n[4]);
    const tie = i => { let h = 0x811c9dc5; for (const c of utf8.encode('practices/' + paths[i] + '.md')) h = Math.imul(h ^ c, 0x01000193) >>> 0; return h; };
    const best = [...first].sort((a, b) => this.score[b] - this.score[a] || tie(a) - tie(b)).slice(0, notes), weights = new Map();
    best.forEach((n, rank) => { for (const [t, c] of says[n].says) weights.set(t, f32((weights.get(t) ?? 0) + f32(f32(f32(1 / (rank + 1)) * c) / Math.max(says[n].total, shortest)))); });
    const order = (await range(0)).order, heaviest = (a, b) => b.w - a.w || (a.t < b.t ? -1 : 1);
    let units = [...weights].map(([t, w]) => ({ t: order[t].t, w })).sort(heaviest).slice(0, 3 * terms);
    for (const u of units) { const b = await this.term(u.t); let n = 0; if (b) list(b, () => n++); u.w = n < 2 ? 0 : f32(u.w * this.idf(n)); }
    units = units.sort(heaviest).slice(0, terms);
    const total = units.reduce((s, u) => f32(s + u.w), 0), asked = this.ask.reduce((s, m) => f32(s + m.units[0].weight), 0);
    for (const u of units) { await this.gather({ tokens: [[u.t]], prefix: '', mask: 0 }); this.settle(f32(f32(f32(f32(u.w / Math.max(total, 1e-9)) * asked) * f32(share)) / f32(1 - share)), 0); }
    const seen = new Set(first);
    await this.near(near, this.top(this.lights(), this.r.near[0]).filter(d => !seen.has(d)));
  }
  async near(units, docs) {
    const [, far, weight] = this.r.near, spots = new Map(docs.map(d => [d, []])), k = f32(this.r.k);
    for (const [i, u] of units.entries()) for (const t of u.tokens[0]) { const b = await this.term(t); if (b) list(b, (doc, mask, tf, at) => { const s = spots.get(doc); if (s) for (const p of at) s.push([p, i]); }); }
    for (const [doc, list] of spots) {
      list.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      const last = units.map(() => -1), pairs = new Float32Array(units.length);
      for (const [p, i] of list) {
        const close = j => j < 0 || j >= units.length || last[j] < 0 ? 0 : p - last[j] > 0 && p - last[j] <= far ? f32(1 / (p - last[j])) : 0;
        if (i > 0) pairs[i - 1] += close(i - 1);
        pairs[i] += f32(close(i + 1) / 2);
        last[i] = p;
      }
      let sum = 0;
      pairs.forEach((c, i) => { if (c > 0) sum = f32(sum + f32(f32(f32(Math.min(units[i].idf, units[Math.min(i + 1, units.length - 1)].idf) * c) * f32(k + 1)) / f32(c + k))); });
      this.score[doc] += f32(f32(weight) * sum);
    }
  }

  hits() {
    const { all, x, r } = this, full = [], some = [], faint = [], telling = this.ask.filter(m => m.telling);
    const half = this.short && telling.length === 2 && telling.some(m => !m.found);
    const rest = this.ask.reduce((b, m) => m.telling && m.units[0].weight >= r.piece ? b | m.bit : b, 0);
    const weight = cover => this.ask.reduce((s, m) => m.bit & cover ? f32(s + f32(f32(m.units[0].weight) * m.units[0].idf)) : s, 0);
    for (const d of this.own) {
      const cover = this.cover[d];
      if ((cover & all) === all || this.named.has(d)) full.push(d);
      else if (half || cover && rest && !(cover & rest)) continue;
      else if (!this.short || weight(cover) >= f32(f32(r.find[3]) * this.mass)) some.push(d);
      else faint.push(d);
    }
    if (!full.length) some.push(...faint);
    const standing = d => (x.flags[d] & 1 ? r.retired : 1) * (x.flags[d] & 2 ? r.contested : 1) * (x.flags[d] & 4 ? r.accepted : 1) * (r.maturity[x.maturity[d]] ?? 1);
    const found = [...full, ...this.top(some, r.find[1])].map(d => ({
      d, score: this.score[d] * standing(d),
      tier: this.named.has(d) ? 3 : this.short && this.cover[d] === this.every ? 2 : this.short && (this.cover[d] & all) === all ? 1 : 0,
    }));
    return found.sort((a, b) => b.tier - a.tier || b.score - a.score || x.place[a.d] - x.place[b.d]).map(h => h.d);
  }
}

// distance counts changed, added, left out and turned round letters, up to a limit.
function distance(a, b, limit) {
  const x = [...a], y = [...b];
  if (Math.abs(x.length - y.length) >= limit) return limit;
  let rows = [[], y.map((_, j) => j).concat(y.length), []];
  for (let i = 1; i <= x.length; i++) {
    const [before, last, row] = rows;
    row[0] = i;
    for (let j = 1; j <= y.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x[i - 1] === y[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) >= limit) return limit;
    rows = [last, row, before];
  }
  return Math.min(rows[1][y.length], limit);
}

// parse reads what was typed: words, "phrases", beginnings*, -without.
function parse(s) {
  return [...s.matchAll(/(-?)(?:"([^"]*)"|(\S+))/g)].map(([, not, phrase, word]) => {
    const prefix = phrase === undefined && word.length > 1 && word.endsWith('*');
    return { text: phrase ?? (prefix ? word.replace(/\*+$/, '') : word), quoted: phrase !== undefined, prefix, not: not === '-' };
  }).filter(c => tokens(c.text).length);
}

// find is the notes that answer, best first: [link, title, description, state, address].
async function find(typed, most) {
  const x = await docs(), s = new Search(x, typed);
  if (!s.clauses.length) return { total: 0, notes: [] };
  await s.claims();
  s.prepare();
  await s.weigh();
  const all = s.hits(), notes = [];
  for (const d of all.slice(0, most)) notes.push((await names(Math.floor(d / x.part)))[d % x.part]);
  return { total: all.length, notes };
}

// ---- the page ----

let root = '';

function field(box) {
  root = box.dataset.root;
  const make = (tag, set) => Object.assign(document.createElement(tag), set);
  const form = make('form', { role: 'search' }), input = make('input', { type: 'search', id: 'cop-field', placeholder: 'Search  /', autocomplete: 'off', spellcheck: false });
  input.setAttribute('aria-label', 'Search the notes');
  const said = make('p', { className: 'said' }), rows = make('ol', { className: 'found' }), found = make('section', { id: 'cop-found', hidden: true });
  said.setAttribute('role', 'status');
  found.setAttribute('aria-label', 'Found');
  found.append(said, rows);
  form.append(input);
  box.append(form, found);
  let turn = 0;
  const look = async () => {
    const mine = ++turn, typed = input.value.trim();
    if (!typed) { found.hidden = true; return; }
    try {
      const { total, notes } = await find(typed, 12);
      if (mine !== turn) return;
      rows.replaceChildren(...notes.map(([href, title, description, state]) => {
        const li = make('li'), a = make('a', { href: root + href, textContent: title });
        li.append(a);
        if (state) li.append(' ', make('span', { className: 'trust ' + state.replace(/\W+/g, '-'), textContent: state }));
        if (description) li.append(make('p', { textContent: description }));
        return li;
      }));
      said.textContent = total ? total === 1 ? 'One note' : total > notes.length ? `The best ${notes.length} of ${total} notes` : `${total} notes` : 'No note has these words.';
    } catch { said.textContent = 'The index could not be read.'; rows.replaceChildren(); }
    found.hidden = false;
  };
  input.addEventListener('input', look);
  input.addEventListener('focus', () => { docs().catch(() => {}); });
  form.addEventListener('submit', async e => { e.preventDefault(); await look(); rows.querySelector('a')?.click(); });
  document.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName), links = [...(found.hidden ? document.querySelectorAll('.rows > li > a') : rows.querySelectorAll('a'))], at = links.indexOf(document.activeElement);
    const step = e.key === 'ArrowDown' && (typing || at >= 0) || e.key === 'j' && !typing ? 1 : e.key === 'ArrowUp' && at >= 0 || e.key === 'k' && !typing ? -1 : 0;
    if (e.key === '/' && !typing) { e.preventDefault(); input.focus(); input.select(); }
    else if (e.key === 'Escape' && !found.hidden) { found.hidden = true; input.blur(); }
    else if (step && links.length) { e.preventDefault(); if (step < 0 && at === 0 && !found.hidden) input.focus(); else links[Math.max(0, Math.min(links.length - 1, at + step))].focus(); }
  });
}

if (typeof document === 'undefined') globalThis.copSearch = { find, english, tokens, loadBy: f => { load = f; } };
else { const box = document.getElementById('cop-search'); if (box && 'DecompressionStream' in window) field(box); }
})();
