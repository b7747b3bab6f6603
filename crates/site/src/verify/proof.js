// The control "Check this story": gathers page, proofs and policy, has verify.js check them, and shows what came of it.
// Sends nothing, keeps nothing. Shows no tick and no colour but for a check that ran here and now.

import { base64, bytesOf, check, form, holds, isProof, readPage, textOf, wants } from './verify.js';

/** Where each paragraph stands in the page text, in bytes; the headline first. Nothing if the forms do not add up. */
function places(page, text) {
  let at = bytesOf(form(page.headline)).length;
  const found = [[0, at++]];
  for (const paragraph of page.paragraphs) {
    const { length } = bytesOf(form(paragraph));
    if (text[at] === 32 && length) at++;
    found.push([at, (at += length)]);
  }
  return at === text.length ? found : [];
}

const shownOf = ({ opened }) => opened.filter(({ place }) => place).sort((one, other) => one.place[0] - other.place[0]);

/** The byte at which a text that is not the recorded one first differs, as far as the receipt's sentences tell. */
async function firstDifference({ edition, receipt, text }) {
  if (!receipt) return undefined;
  const longer = text.length - (edition.opened.find(({ line }) => line === 1)?.place?.[1] ?? text.length);
  const stands = (opening, by) => {
    const [start, end] = opening.place;
    return start + by >= 0 && end + by <= text.length && holds(opening, receipt.record, text.subarray(start + by, end + by));
  };
  const shown = shownOf(receipt);
  let behind = 0;
  for (const opening of shown) {
    if (!await stands(opening, 0)) return longer && await stands(opening, longer) ? behind : opening.place[0];
    behind = opening.place[1];
  }
  const runs = shown[0]?.place[0] === 0 ? [] : [0];
  let last = text.indexOf(10) + 1;
  for (const [start, end] of [...shown.map(({ place }) => place).filter(([start]) => start), [text.length]]) {
    if (start - last > 1) runs.push(last);
    last = end;
  }
  return runs.length === 1 ? runs[0] : undefined;
}

const element = (name, className, ...content) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
};

/** What became of each of the six steps. */
function fates({ outcome, step, receipt }) {
  const passed = number => (outcome === 'fails' ? step > 2 && number < step : receipt || [1, 2, 4].includes(number));
  return [1, 2, 3, 4, 5, 6].map(number => (number === step ? 'bad' : passed(number) ? 'ok' : 'open'));
}

function result(report, paragraph, say) {
  const { outcome, step, why, sentences } = report;
  const counts = { k: sentences?.shown, n: sentences?.total };
  const house = outcome !== 'fails' && !report.receipt;
  const box = element('div', `result ${outcome}`, element('h3', '', say(`is_${outcome}`)));
  box.append(element('p', '', say(house ? 'said_house' : `said_${outcome}`, counts)));
  if (step) {
    const where = paragraph < 0 ? '' : say(paragraph ? 'in_paragraph' : 'in_headline', { p: paragraph });
    box.append(element('p', 'why', say('why', { s: step, why: say(`why_${why}`) }), ' ', where));
  }
  const steps = fates(report).map((fate, at) =>
    element('li', fate, say(`step_${at + 1}`), element('span', 'off', ` (${say(`fate_${fate}`)})`)));
  box.append(element('ol', 'steps', ...steps));
  for (const { name, time } of outcome === 'fails' ? [] : report.edition.checkpoint.witnesses) {
    const at = new Date(Number(time) * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');
    box.append(element('p', 'witness', say('witness', { name, at })));
  }
  return box;
}

/** The text that was checked, each paragraph marked by how much of it the shown sentences cover. */
function printed(report, page, found, paragraph, say) {
  const covered = report.outcome === 'fails' || !report.receipt ? [] : shownOf(report.receipt).map(({ place }) => place);
  const mark = ([from, to]) => {
    let [words, bare] = [0, 0];
    for (let at = from; at < to; at++) {
      if (report.text[at] === 32) continue;
      if (covered.some(([start, end]) => start <= at && at < end)) words++;
      else bare++;
    }
    return !words ? 'none' : bare ? 'some' : 'all';
  };
  const lines = [page.headline, ...page.paragraphs].map((words, index) => {
    const marked = index === paragraph ? 'bad' : covered.length && found[index] ? mark(found[index]) : '';
    return element('p', `${index ? '' : 'head '}${marked}`.trim(), words);
  });
  const legend = covered.length ? [element('p', 'key', say('legend'))] : [];
  return [element('h3', '', say('text_title')), element('p', 'key', say('text_line')), ...legend,
    element('blockquote', 'checked', ...lines)];
}

async function show(report, page, say) {
  const at = report.at ?? (report.why === 'text' ? await firstDifference(report) : undefined);
  const found = places(page, report.text);
  const paragraph = at === undefined ? -1 : found.findIndex(([, end]) => at < end);
  return [result(report, paragraph, say), ...printed(report, page, found, paragraph, say)];
}

async function run(root, say, gather) {
  const answer = root.querySelector('.answer');
  delete root.dataset.outcome;
  answer.replaceChildren(element('p', '', say('running')));
  try {
    const evidence = await gather();
    const begun = performance.now();
    const report = await check({ ...evidence, now: BigInt(Math.floor(Date.now() / 1000)) });
    root.dataset.milliseconds = (performance.now() - begun).toFixed(2);
    answer.replaceChildren(...await show(report, evidence.page, say));
    root.dataset.outcome = report.outcome;
  } catch (error) {
    const why = error.step === 0 ? error.message : 'failed';
    const title = element('h3', '', say(why === 'ed25519' ? 'no_ed25519' : 'is_unchecked'));
    answer.replaceChildren(element('div', 'result unchecked', title, element('p', '', say(`not_${why}`, error.at))));
    root.dataset.outcome = 'unchecked';
  }
}

/** Page, proofs and policy from the site this page came from. */
async function fromSite(story) {
  const get = async path => {
    const answer = await fetch(path).catch(() => wants(false, 'network'));
    wants(answer.status !== 410, 'gone');
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  };
  const page = readPage(textOf(wants(await get(story), 'network')) ?? '');
  const proof = kind => get(`${story}/proof/${kind}.tlog-proof${page.edition ? `?edition=${page.edition}` : ''}`);
  const [edition, receipt, policy] = await Promise.all([proof('edition'), proof('receipt'), get('/ledger/policy')]);
  return { page, edition: wants(edition, 'recording'), receipt, policy: wants(policy, 'network') };
}

/** The same from files, told apart by what they begin with. */
async function fromFiles(files) {
  const found = {};
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = textOf(bytes) ?? '';
    if (isProof(bytes)) {
      const extra = textOf(base64(/^extra (.*)$/m.exec(text)?.[1]) ?? bytes) ?? '';
      found[/^kind receipt$/m.test(extra) ? 'receipt' : 'edition'] = bytes;
    } else if (/^\s*</.test(text)) found.page = readPage(text);
    else found.policy = bytes;
  }
  wants(found.page && found.edition && found.policy, 'files');
  return found;
}

function attach(root) {
  const tongues = JSON.parse(root.dataset.words);
  const asked = [location.hash.slice(1), document.documentElement.lang].find(tag => tongues[tag]);
  const tongue = asked ?? Object.keys(tongues)[0];
  if (Object.keys(tongues).length > 1) document.documentElement.lang = tongue;
  const say = (key, values = {}) =>
    (tongues[tongue][`check_${key}`] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
  const answer = element('div', 'answer');
  answer.setAttribute('role', 'status');
  const files = root.querySelector('input[type=file]');
  if (files) {
    addEventListener('hashchange', () => location.reload());
    files.addEventListener('change', () => run(root, say, () => fromFiles(files.files)));
    root.append(answer);
    return;
  }
  const button = element('button', 'do', say('button'));
  button.type = 'button';
  button.addEventListener('click', () => run(root, say, () => fromSite(root.dataset.story)));
  root.append(button, answer);
}

const root = document.querySelector('[data-words]');
if (root) attach(root);
