// The desk's script: live rows, disclosure preview while typing, single keys, countdowns. Everything works without it.

const $ = (selector, root = document) => root.querySelector(selector);
const page = document.documentElement;
const clockOffset = Number(page.dataset.now) - Date.now();
const now = () => Date.now() + clockOffset;

// ---- ages and countdowns -------------------------------------------------------------------------------------

function words(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 172800) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86400)} d`;
}

function exactCountdown(seconds) {
  const s = Math.max(0, Math.ceil(seconds));
  if (s >= 3600) return words(s);
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tick() {
  for (const age of document.querySelectorAll("[data-since]")) {
    put(age, words((now() - Number(age.dataset.since)) / 1000));
  }
  for (const countdown of document.querySelectorAll("[data-until]")) {
    const left = (Number(countdown.dataset.until) - now()) / 1000;
    put(countdown, left > 0 ? `in ${exactCountdown(left)}` : "now");
  }
}
tick();
setInterval(tick, 1000);

// ---- what is said to screen readers, in batches --------------------------------------------------------------

let unsaid = 0;
setInterval(() => {
  if (!unsaid) return;
  put($("#said"), `${unsaid} new ${unsaid === 1 ? "item" : "items"}`);
  unsaid = 0;
}, 15000);

// ---- live rows -----------------------------------------------------------------------------------------------

const rows = $("#rows");
let seen = Number(page.dataset.seq);
const flashed = new Set(JSON.parse(sessionStorage.getItem("flashed") || "[]"));

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function inUse() {
  return rows.matches(":hover") || rows.contains(document.activeElement);
}

// The row under the cursor and the row with the focus stay where they are on the screen.
function keepPlace(change) {
  const anchor = rows.contains(document.activeElement)
    ? document.activeElement.closest("li")
    : rows.querySelector("li:hover");
  const scroller = rows.closest(".beside") || document.scrollingElement;
  const before = anchor && anchor.getBoundingClientRect().top;
  change();
  if (!anchor) return;
  const moved = anchor.getBoundingClientRect().top - before;
  if (moved) scroller.scrollTop += moved;
}

function applyRow(change) {
  if (!rows || !change.html || rows.dataset.live === undefined) return;
  const fresh = fragment(change.html).firstElementChild;
  const known = document.getElementById(change.row);
  if (known) {
    const hadFocus = known.contains(document.activeElement);
    known.className = fresh.className;
    known.replaceChildren(...fresh.childNodes);
    if (hadFocus) $("a.headline", known).focus({ preventScroll: true });
  }
  const arrived = change.kind === "item" || change.kind === "version" || change.kind === "flash";
  if (known && !(arrived && change.fits)) return;
  if (!known && !change.fits) return;
  if (known && inUse()) return;
  const row = known || fresh;
  if (!known) {
    row.classList.add("arrived");
    unsaid += 1;
  }
  const empty = $("#empty");
  if (empty) empty.hidden = true;
  keepPlace(() => rows.prepend(row));
  while (rows.children.length > 400 && !inUse()) rows.lastElementChild.remove();
}

function applyFlash(change) {
  if (!change.flash || flashed.has(change.row)) return;
  flashed.add(change.row);
  sessionStorage.setItem("flashed", JSON.stringify([...flashed].slice(-100)));
  const line = document.createElement("p");
  line.append(...fragment(change.flash).firstElementChild.childNodes);
  $("#flash-alert").replaceChildren(line);
}

function applyKills(change) {
  if (change.kills === undefined) return;
  const bar = $("#kills-bar");
  const hadFocus = bar.contains(document.activeElement);
  bar.replaceChildren(fragment(change.kills));
  for (const back of bar.querySelectorAll('input[name="return"]')) {
    back.value = location.pathname + location.search;
  }
  if (hadFocus) ($("button", bar) || $("#main")).focus({ preventScroll: true });
}

// What lies open has changed: said, never reloaded under the editor's hands.
function applyOpen(change) {
  const open = $("article.open[data-row]");
  if (!open || open.dataset.row !== change.row || $("#changed")) return;
  const notice = document.createElement("p");
  notice.id = "changed";
  notice.className = change.kind === "kill" ? "strip red" : "strip newer";
  notice.setAttribute("role", "status");
  const again = document.createElement("a");
  again.href = location.pathname + location.search;
  again.textContent = "Open it again";
  notice.append("This has changed since you opened it. ", again);
  open.prepend(notice);
}

function apply(change) {
  if (change.seq <= seen) return;
  seen = change.seq;
  applyOpen(change);
  applyRow(change);
  applyFlash(change);
  applyKills(change);
  tick();
}

const filters = rows ? rows.dataset.live || "" : "";
const address = (path) => `${path}?after=${seen}${filters ? `&${filters}` : ""}`;
let failures = 0;
let polling = 0;

async function poll() {
  try {
    const answer = await fetch(address("/desk/events"), { credentials: "same-origin" });
    if (answer.status === 401) return clearInterval(polling);
    for (const change of await answer.json()) apply(change);
  } catch {
    // The next poll tries again.
  }
}

function stream() {
  const source = new EventSource(address("/desk/stream"));
  source.addEventListener("open", () => {
    failures = 0;
  });
  source.addEventListener("change", (event) => apply(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    failures += 1;
    if (failures < 2 && source.readyState !== EventSource.CLOSED) return;
    source.close();
    if (!polling) polling = setInterval(poll, 15000);
    poll();
  });
  addEventListener("pagehide", () => source.close());
}
if (Number.isFinite(seen)) stream();
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// ---- disclosure preview --------------------------------------------------------------------------------------

const form = $("#copy");
let previewTimer = 0;
let previewing = null;

async function preview() {
  if (previewing) previewing.abort();
  previewing = new AbortController();
  try {
    const answer = await fetch("/desk/preview", {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "x-fragment": "1" },
      credentials: "same-origin",
      signal: previewing.signal,
    });
    const target = $("#preview");
    target.classList.toggle("stale", !answer.ok);
    if (answer.ok) target.replaceChildren(fragment(await answer.text()));
  } catch (error) {
    if (error.name !== "AbortError") $("#preview").classList.add("stale");
  }
}

const headline = $("#headline");
const body = $("#body");

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(previewTimer);
    previewTimer = setTimeout(preview, 80);
  });
  form.addEventListener("change", preview);
  lockBody();
  if (location.hash === "#headline") openHeadline();
  if (location.hash === "#body") edit();
  $('[aria-invalid="true"]')?.focus();
}

// The text is read-only until "edit", so that a stray key changes no word.
function lockBody() {
  const button = $("#edit");
  const errorsInBody = body.getAttribute("aria-invalid") === "true";
  const again = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (!button || errorsInBody || again || body.value !== body.defaultValue) return;
  body.readOnly = true;
  button.hidden = false;
  button.addEventListener("click", edit);
  // Whoever points into the text means to edit it.
  body.addEventListener("pointerdown", unlock, { once: true });
}

function unlock() {
  body.readOnly = false;
  if ($("#edit")) $("#edit").hidden = true;
}

function edit() {
  if (!body) return;
  openDetails(body);
  unlock();
  body.focus();
}

function openHeadline() {
  openDetails(headline);
  headline.focus();
  headline.select();
}

function openDetails(element) {
  const details = element.closest("details");
  if (details) details.open = true;
}

// ---- single keys ---------------------------------------------------------------------------------------------

const dialog = $("#keys");
const keysOn = $("#keys-on");
keysOn.checked = localStorage.getItem("keys") !== "off";
keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
const help = $("#keys-open");
help.hidden = false;
help.addEventListener("click", () => dialog.showModal());

function links() {
  return rows ? [...rows.querySelectorAll("a.headline")] : [];
}

function move(step) {
  const all = links();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const open = all.findIndex((link) => link.href === location.href.split("#")[0]);
  const from = at >= 0 ? at : step > 0 ? open : open < 0 ? all.length : open;
  all[Math.min(all.length - 1, Math.max(0, from + step))].focus();
}

function follow(selector) {
  const link = $(selector);
  if (link) link.click();
}

const focusedRow = () => links().find((link) => link === document.activeElement);

function publishKey() {
  const row = focusedRow();
  if (row) location.href = `${row.href}#headline`;
  else if (headline) openHeadline();
}

function escape() {
  const element = document.activeElement;
  if (element && element !== document.body && typing(element)) element.blur();
  else if (rows && rows.dataset.live !== undefined && !$("article.open")) element.blur();
  else location.href = "/desk/";
}

// A statement's own button: that of the one in focus, else of the first.
function decide(act) {
  const all = [...document.querySelectorAll("li[data-statement]")];
  const one = all.find((li) => li.contains(document.activeElement)) || all[0];
  one?.querySelector(`button[data-act="${act}"]`)?.click();
}

const acts = {
  j: () => move(1),
  k: () => move(-1),
  o: () => focusedRow()?.click(),
  p: publishKey,
  e: edit,
  v: () => $("#versions")?.focus(),
  d: () => follow('[data-key="difference"]'),
  r: () => follow('[data-key="take"]'),
  a: () => $("#kills-bar button.acknowledge")?.focus(),
  y: () => decide("accept"),
  n: () => decide("reject"),
  "/": () => ($("#q") ? $("#q").focus() : (location.href = "/desk/#q")),
  "?": () => dialog.showModal(),
};

function typing(element) {
  if (element.readOnly && element === body) return false;
  return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
  if (event.key === "Escape") return escape();
  if (!keysOn.checked || typing(event.target)) return;
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

if (location.hash === "#q") $("#q")?.focus();
