// Checks a story against the ledger in the reader's own browser, as docs/ledger.md describes and crate `proof` does.
// Sends nothing, keeps nothing, imports nothing: the same text stands inside verify.html, which works from disk.
// Says only codes; for the words see proof.js.

const FORM = 'copydesk-text/v1';
const U63 = 1n << 63n;
const subtle = globalThis.crypto?.subtle;

/** A step failed (1 to 6): a code for why, and the byte of the page text at which it shows. Step 0: nothing was checked. */
const need = (ok, step, why, at) => {
  if (!ok) throw Object.assign(new Error(why), { step, at });
  return ok;
};
export const wants = (ok, why) => need(ok, 0, why);
const proper = ok => need(ok, 1, 'proof');
const sound = ok => need(ok, 2, 'record');

// Bytes, one spelling for each value.

export const bytesOf = text => new TextEncoder().encode(text);
export const textOf = bytes => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {}
};
export const base64 = text => {
  try {
    const raw = atob(text);
    if (btoa(raw) === text) return new Uint8Array(raw.length).map((_, at) => raw.charCodeAt(at));
  } catch {}
};
const hash = text => {
  const bytes = base64(text);
  if (bytes?.length === 32) return bytes;
};
const decimal = text => {
  if (/^(0|[1-9]\d{0,19})$/.test(text) && BigInt(text) < U63 * 2n) return BigInt(text);
};
const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

const sha256 = async (...parts) => {
  let all = new Uint8Array();
  for (const part of parts) {
    const more = part.trim ? bytesOf(part) : part;
    const bytes = new Uint8Array(all.length + more.length);
    bytes.set(all);
    bytes.set(more, all.length);
    all = bytes;
  }
  return new Uint8Array(await subtle.digest('SHA-256', all));
};

// The committed form of a text.

const INVISIBLE = /[\xad\u061c\u200b\u200e\u200f\u202a-\u202c\u2060\u2066-\u2069\ufeff]/g;
const JOINER = /[\u0640\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
const SINGLE = {
  '\u2026': '...', '\u060c': ',', '\u061b': ';', '\u061f': '?', '\u066a': '%', '\u0964': '|', '\uffe3': '\xaf',
  '\u0649': '\u06cc', '\u064a': '\u06cc', '\u0643': '\u06a9',
};
const BESIDE =
  /(?<=[!-\/:-@\[-`{-~\u2e80-\u9fff\uf900-\ufaff\u{16fe0}-\u{16fff}\u{1aff0}-\u{1b16f}\u{20000}-\u{3ffff}]) | (?=[!-\/:-@\[-`{-~\u2e80-\u9fff\uf900-\ufaff\u{16fe0}-\u{16fff}\u{1aff0}-\u{1b16f}\u{20000}-\u{3ffff}])/gu;

/** The committed form `copydesk-text/v1` of a text. */
export const form = text =>
  text.normalize('NFC').replace(INVISIBLE, '').replace(JOINER, '')
    .replace(/[`\xb4\u02b9\u02bb\u02bc\u05f3\u2018-\u201b\u2032\u2039\u203a\uff07\uff40]/g, "'")
    .replace(/[\xab\xbb\u02ba\u05f4\u201c-\u201f\u2033\u301d-\u301f\uff02]|''/g, '"')
    .replace(/[\u2010-\u2013\u2212\ufe63\uff0d]/g, '-').replace(/---?/g, '-').replace(/[\u2014\u2015\u2e3a\ufe58]/g, '-')
    .replace(/[\u0132\u0133\ufb00-\ufb06\ufb50-\ufdef\ufe41-\ufe44\ufe70-\ufefc\uff01-\uff9f\uffe0-\uffe2\uffe4-\uffe6]/g,
      c => c.normalize('NFKC'))
    .replace(JOINER, '')
    .replace(/[\u0d7a-\u0d7f]/g, c => '\u0d23\u0d28\u0d30\u0d32\u0d33\u0d15'[c.charCodeAt() - 3450] + '\u0d4d')
    .replace(/\W/g, c => SINGLE[c] ?? c)
    .replace(/[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g, ' ').replace(/^ | $/g, '')
    .normalize('NFC').replace(BESIDE, '').normalize('NFC');

/** The page text T: form of the headline, a line feed, form of the paragraphs joined by a space. */
export const pageText = page => `${form(page.headline)}\n${form(page.paragraphs.join(' '))}`;

// A page.

const HIDING = 'script,style,template,q,input,[hidden],[style]';

function shownText(root) {
  const walker = root.ownerDocument.createTreeWalker(root, 5);
  let text = '';
  for (let node = root; node; node = walker.nextNode()) {
    if (node.nodeType === 3) text += node.data;
    else if (node.matches(HIDING)) wants(0, 'hidden');
    else if (node.localName === 'br') text += ' ';
  }
  return text;
}

/** What of a story page is checked: headline, paragraphs, and what it says about itself. */
export function readPage(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  wants(!page.querySelector('#tombstone'), 'gone');
  const [headline, second] = page.querySelectorAll('h1');
  const [text, other] = page.querySelectorAll('#story-text');
  wants(headline && !second && text && !other, 'page');
  wants(!text.matches('[hidden],[style]'), 'hidden');
  const paragraphs = [...text.querySelectorAll('[data-p]')];
  paragraphs.forEach((paragraph, index) => {
    wants(paragraph.dataset.p === `${index + 1}` && !paragraph.querySelector('[data-p]'), 'numbers');
  });
  const k = paragraphs.length;
  const n = text.dataset.of ?? `${k}`;
  wants(k && decimal(n) >= k, 'numbers');
  need(n <= k, 0, 'teaser', { k, n });
  const disclosure = page.querySelector('#disclosure');
  const said = name => disclosure?.dataset[name]?.trim().replace(/^-$/, '') || null;
  return {
    headline: shownText(headline),
    paragraphs: paragraphs.map(shownText),
    verdict: said('verdict'),
    word: said('headline'),
    edition: said('edition'),
    sentence: disclosure?.querySelector('p')?.textContent ?? null,
  };
}

// Keys and policy.

const NAME = /^[^\p{White_Space}\p{Cc}+]+$/u;

async function readKey(text, type) {
  const [name, given, ...body] = `${text}`.split('+');
  const raw = base64(body.join('+'));
  wants(NAME.test(name) && raw?.length === 33 && raw[0] === type, 'policy');
  const id = hex(await sha256(name, '\n', raw)).slice(0, 8);
  wants(id === given.toLowerCase(), 'policy');
  try {
    return { name, id, raw: hex(raw), key: await subtle.importKey('raw', raw.subarray(1), 'Ed25519', false, ['verify']) };
  } catch (error) {
    wants(0, error.name === 'DataError' ? 'policy' : 'ed25519');
  }
}

const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');

/** Trusted keys and the quorum, from a C2SP tlog-policy. */
async function readPolicy(bytes) {
  const policy = { logs: [], witnesses: [], quorum: undefined };
  const [names, members] = [new Map(), new Set()];
  const add = async (keys, text, type) => {
    const key = await readKey(text, type);
    wants(keys.every(({ raw }) => raw !== key.raw), 'policy');
    return keys.push(key) - 1;
  };
  const define = (name, met) => {
    wants(name && name !== 'none' && !names.has(name), 'policy');
    names.set(name, met);
  };
  for (const line of (textOf(bytes) ?? '\0').split('\n')) {
    wants(!/[\0-\x08\x0b-\x1f\x7f]/.test(line), 'policy');
    const [word = '#', ...rest] = line.split(/[ \t]+/).filter(Boolean);
    if (word[0] === '#') continue;
    if (word === 'log' && rest.length < 3) await add(policy.logs, rest[0], 1);
    else if (word === 'witness' && rest.length < 4) {
      const index = await add(policy.witnesses, rest[1], 4);
      define(rest[0], times => times[index] !== undefined);
    } else if (word === 'group') {
      const [name, threshold, ...of] = rest;
      const met = of.map(member => {
        const known = names.get(member);
        wants(known && !members.has(known), 'policy');
        members.add(known);
        return known;
      });
      const least = { any: 1n, all: BigInt(of.length) }[threshold] ?? decimal(threshold);
      wants(least >= 1n && least <= of.length, 'policy');
      define(name, times => met.filter(is => is(times)).length >= least);
    } else {
      wants(word === 'quorum' && rest.length === 1 && policy.quorum === undefined, 'policy');
      policy.quorum = rest[0] === 'none' ? null : wants(names.get(rest[0]), 'policy');
    }
  }
  wants(policy.quorum !== undefined, 'policy');
  return policy;
}

// Proof files: a leaf, its path, a checkpoint with its signatures.

const linesOf = text => text.split('\n').slice(0, -1);

function readProof(bytes) {
  const whole = /^c2sp\.org\/tlog-proof@v1\n(?:extra ([^\n]*)\n)?index ([^\n]*)\n((?:[^\n]+\n)*)\n(.*\n)\n((?:[^\n]+\n)+)$/s;
  const [, extra, number, path, text, lines] = proper(whole.exec(textOf(bytes)));
  const [index, hashes] = [decimal(number), linesOf(path).map(hash)];
  proper(index !== undefined && hashes.every(Boolean) && hashes.length < 64);
  proper(!/[\0-\x09\x0b-\x1f]/.test(text + lines));
  const signatures = linesOf(lines).map(line => {
    const [dash, name, ...body] = line.split(' ');
    const bytes = base64(body.join(' '));
    proper(dash === '\u2014' && NAME.test(name) && bytes?.length > 4);
    return { name, id: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
  });
  proper(signatures.length < 65);
  return { extra: proper(extra === undefined || base64(extra)), index, hashes, text, signatures };
}

/** The checkpoint, if a trusted key signed it and enough witnesses did. */
async function judge({ text, signatures }, policy, now) {
  const [origin, sizeLine, rootLine, ...more] = linesOf(text);
  const [size, root] = [decimal(sizeLine), hash(rootLine)];
  proper(origin && size < U63 && root && more.every(Boolean));
  const times = policy.witnesses.map(() => undefined);
  let signed = false;
  for (const { name, id, signature } of signatures) {
    for (const key of [...policy.logs, ...policy.witnesses].filter(key => key.name === name && key.id === id)) {
      const witness = policy.witnesses.indexOf(key);
      const [time, made] = witness < 0 ? [0n, signature] : [BigInt(`0x${hex(signature.subarray(0, 8))}`), signature.subarray(8)];
      const message = witness < 0 ? text : `cosignature/v1\ntime ${time}\n${text}`;
      const genuine = time < U63 && made.length === 64 && await subtle.verify('Ed25519', key.key, made, bytesOf(message));
      need(genuine, 1, 'signature');
      if (witness < 0) signed ||= name === origin;
      else if (time <= now + 600n && !(times[witness] <= time)) times[witness] = time;
    }
  }
  need(signed, 1, 'unsigned');
  need(!policy.quorum || policy.quorum(times), 1, 'witnesses');
  const witnesses = policy.witnesses.map(({ name }, index) => ({ name, time: times[index] })).filter(({ time }) => time);
  return { origin, size, root, witnesses };
}

const ONE = Uint8Array.of(1);

/** RFC 9162, 2.1.3.2. */
async function isIncluded(leaf, { index, hashes }, { size, root }) {
  let [place, last, node] = [index, size - 1n, leaf];
  if (index >= size) return false;
  for (const sibling of hashes) {
    if (!last) return false;
    const fromLeft = place & 1n || place === last;
    while (fromLeft && place && !(place & 1n)) [place, last] = [place >> 1n, last >> 1n];
    node = await (fromLeft ? sha256(ONE, sibling, node) : sha256(ONE, node, sibling));
    [place, last] = [place >> 1n, last >> 1n];
  }
  return !last && same(node, root);
}

// Records: each value has one spelling, and its reader gives `undefined` for any other.

const VALUE = /^(?:%2D|(?:[^\0-\x1f\x7f%]|%(?:[01][\dA-F]|7F|25))*)$/u;
const text = value =>
  value !== '-' && VALUE.test(value)
    ? value.replace(/%(..)/g, (_, code) => String.fromCharCode(parseInt(code, 16)))
    : undefined;
const orNone = read => value => (value === '-' ? null : read(value));
const oneOf = pattern => orNone(value => pattern.exec(value)?.[0]);
const time = value => {
  const at = new Date(value);
  if (value.length === 20 && +at === +at && at.toISOString().replace('.000', '') === value) return value;
};
const maybe = orNone(text);
const KINDS = {
  receipt: {
    agency: maybe, guid: maybe, version: maybe, received: time,
    embargo: orNone(value => (value === 'unknown' ? value : time(value))),
    status: maybe, signals: maybe, evidence: text, parser: text, form: text, raw: hash, h: hash,
  },
  edition: {
    story: text, edition: value => decimal(value) || undefined, published: time, receipt: orNone(hash), previous: orNone(hash),
    verdict: oneOf(/^(identical|typography|house_style|shortened|modified|different_text)$/),
    headline: oneOf(/^(same|changed|added)$/), inserted: decimal, level: oneOf(/^[01235]$/), rules: orNone(hash),
    sentence: orNone(value => (value.includes(' ') ? text(value) : undefined)),
    form: text, disclosure: hash, text: hash,
  },
  opening: {}, withdrawal: {}, erasure: {}, key: {},
};

function readRecord(source) {
  const [, kind, rest] = sound(/^copydesk-record\/v1\nkind (\w+)\n(.*\n)$/s.exec(source));
  const [record, lines] = [{ kind, salted: [] }, linesOf(rest)];
  sound(source.length <= 65536 && Object.hasOwn(KINDS, kind));
  for (const [key, read] of Object.entries(KINDS[kind])) {
    const line = lines.shift();
    sound(line?.startsWith(`${key} `) && (record[key] = read(line.slice(key.length + 1))) !== undefined);
  }
  if (kind === 'edition') record.salted = [record.disclosure, record.text];
  if (kind === 'receipt') {
    record.body = lines.splice(0).map(line => ({ kind: line[0], piece: sound(/^[ps] /.test(line) && hash(line.slice(2))) }));
    record.salted = [record.raw, record.h, ...record.body.map(({ piece }) => piece)];
  }
  sound(record.salted.length < 1003 && !(record.salted.length && lines.length));
  return record;
}

function readOpening(bytes) {
  const whole = /^copydesk-opening\/v1\nnonce ([^\n]+)\n((?:[^\n]+\n)*)\n(.*)$/s;
  const [, nonce, lines, source] = sound(whole.exec(textOf(bytes)));
  const record = readRecord(source);
  let last = -1n;
  const opened = linesOf(lines).map(line => {
    const [word, ...numbers] = line.split(' ');
    const salt = hash(numbers.pop());
    const [number, start, end] = numbers.map(decimal);
    const shown = word === 'shown' && numbers.length === 3 && start < end;
    sound(salt && number > last && number < record.salted.length && (shown || (word === 'open' && numbers.length === 1)));
    last = number;
    return { line: Number(number), salt, place: shown && [Number(start), Number(end)] };
  });
  return { nonce: sound(hash(nonce)), opened, record, source };
}

/** Steps 1 and 2: one leaf. */
async function checkLeaf(bytes, policy, now) {
  const proof = readProof(bytes);
  const checkpoint = await judge(proof, policy, now);
  const opening = readOpening(sound(proof.extra !== true && proof.extra));
  const commitment = await sha256('copydesk-commit/v1\0', opening.nonce, opening.source);
  need(await isIncluded(await sha256(Uint8Array.of(0), commitment), proof, checkpoint), 2, 'inclusion');
  return { index: proof.index, checkpoint, commitment, ...opening };
}

export const holds = async ({ line, salt }, record, content) =>
  line < record.salted.length && same(await sha256('copydesk-piece/v1\0', salt, content), record.salted[line]);

/** Step 3. */
function checkLink(edition, receipt) {
  const { origin, size, root } = receipt.checkpoint;
  const other = edition.checkpoint;
  need(origin === other.origin && (size !== other.size || same(root, other.root)), 3, 'ledgers');
  const based = same(receipt.commitment, edition.record.receipt) && receipt.record.kind === 'receipt';
  need(based && receipt.index < edition.index, 3, 'receipt');
}

/** Step 4. */
async function checkPage({ record, opened }, page, body) {
  need(record.form === FORM, 4, 'form');
  const whole = opened.find(({ line }) => line === 1);
  const [start, end] = whole?.place || [];
  need(start === 0 && end === body.length && await holds(whole, record, body), 4, 'text');
  need(page.verdict === record.verdict, 4, 'verdict');
  need(page.word === record.headline, 4, 'word');
  const sentence = record.sentence && record.sentence.replace(/^[^ ]* /, '');
  need((sentence === null && record.verdict === null) || page.sentence === sentence, 4, 'sentence');
}

/** Step 5: what of the receipt stands on the page; whether its headline does. */
async function findPassages({ record, opened }, text, report) {
  need(record.form === FORM, 5, 'form');
  const headlineEnd = text.indexOf(10);
  const shown = [];
  let headline = false;
  const placed = opened.filter(({ place }) => place);
  // All at once: each hash alone would wait for another thread.
  const held = await Promise.all(placed.map(one => holds(one, record, text.subarray(...one.place))));
  placed.forEach(({ line, place: [start, end] }, at) => {
    need(end <= text.length && held[at], 5, 'passage', start);
    need(line && (line === 1 ? end <= headlineEnd : start > headlineEnd), 5, 'place', start);
    if (line === 1) headline = !start && end === headlineEnd;
    else shown.push({ line, start, end, kind: record.body[line - 2].kind });
  });
  shown.sort((one, other) => one.start - other.start);
  const lines = shown.filter(({ kind }) => kind === 'p').map(({ line }) => line);
  report.sentences = {
    total: record.body.filter(({ kind }) => kind === 'p').length,
    shown: lines.length,
    inOrder: lines.every((line, at) => !at || lines[at - 1] < line),
  };
  let last = headlineEnd + 1;
  for (const { start, end } of [...shown, { start: text.length }]) {
    need(last <= start, 5, 'overlap', start);
    if (start > last + 1 || (start > last && text[last] !== 32)) report.uncovered.push([last, start]);
    last = end;
  }
  return headline;
}

/** Step 6. */
function decide(record, { sentences: { total, shown, inOrder }, uncovered }, headline) {
  const fewAdded = uncovered.length <= record.inserted;
  need(record.headline !== 'same' || headline, 6, 'headline');
  const strict = /^(identical|typography)$/.test(record.verdict);
  if (strict || record.verdict === 'shortened') {
    need(inOrder, 6, 'order');
    need(!strict || shown === total, 6, 'missing');
    need(!strict || fewAdded, 6, 'added', uncovered.at(-1)?.[0]);
    return fewAdded ? 'holds' : 'partly';
  }
  return shown === total && inOrder && fewAdded ? 'holds' : 'partly';
}

/**
 * Checks a page. `page` as `readPage` gives it; `edition`, `receipt` (or nothing) and `policy` are the files' bytes;
 * `now` is in whole seconds since 1970, a BigInt. Throws an error of step 0 if nothing could be checked.
 */
export async function check({ page, edition, receipt, policy, now }) {
  wants(subtle, 'ed25519');
  wants(isProof(edition) && (!receipt || isProof(receipt)), 'proof');
  const keys = await readPolicy(policy);
  const text = bytesOf(pageText(page));
  const report = { outcome: 'fails', uncovered: [], text };
  try {
    const [one, other] = [edition, receipt].map(bytes => bytes && checkLeaf(bytes, keys, now));
    // Why the receipt's fails is asked after the edition's.
    other?.catch(() => {});
    const leaf = (report.edition = await one);
    need(leaf.record.kind === 'edition', 2, 'kind');
    if (leaf.record.receipt) {
      const wire = await need(other, 3, 'receipt_missing');
      checkLink(leaf, (report.receipt = wire));
      await checkPage(leaf, page, text);
      report.outcome = decide(leaf.record, report, await findPassages(wire, text, report));
    } else {
      await checkPage(leaf, page, text);
      report.outcome = 'holds';
    }
  } catch (error) {
    if (!error.step) throw error;
    Object.assign(report, error, { why: error.message });
  }
  return report;
}

export const isProof = bytes => textOf(bytes.subarray(0, 20)) === 'c2sp.org/tlog-proof@';
