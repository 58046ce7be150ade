// Progressive enhancement: every page reads and every form works without this file.

const root = document.documentElement;
root.classList.add("js");

const select = (selector, within = document) => within.querySelector(selector);
const selectAll = (selector, within = document) => [...within.querySelectorAll(selector)];
const isTyping = target => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

// --- messages

let statusTimer;
function say(text) {
  const status = select("#status");
  status.textContent = text;
  status.classList.add("shown");
  clearTimeout(statusTimer);
  statusTimer = setTimeout(() => status.classList.remove("shown"), 4000);
}

// --- light and dark: the choice is a cookie, so that the server writes the right page at once

const themeToggle = select("[data-theme-toggle]");
if (themeToggle) {
  themeToggle.hidden = false;
  themeToggle.addEventListener("click", () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
  });
}

// --- the year: arrows move by day and week, only within what is shown

function arrangeYear() {
  const scroll = select("[data-heat-scroll]");
  const focus = select("[data-heat] a[tabindex='0']");
  if (scroll && focus && scroll.scrollWidth > scroll.clientWidth)
    scroll.scrollLeft = focus.getBoundingClientRect().left - scroll.getBoundingClientRect().left + scroll.scrollLeft - scroll.clientWidth / 2;
}

function moveInYear(event) {
  const link = event.target.closest("[data-heat] a");
  if (!link)
    return false;
  const days = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7 }[event.key];
  const links = selectAll("[data-heat] a").sort((a, b) => (a.pathname < b.pathname ? -1 : 1));
  const at = links.indexOf(link);
  const to = event.key === "Home" ? 0 : event.key === "End" ? links.length - 1 : days === undefined ? -1 : at + days;
  if (days === undefined && event.key !== "Home" && event.key !== "End")
    return false;
  event.preventDefault();
  if (links[to]) {
    link.tabIndex = -1;
    links[to].tabIndex = 0;
    links[to].focus();
  }
  return true;
}

// --- evidence: a mark lights every activity that its sentence rests on

let lit;
function light(mark, on) {
  for (const id of mark.dataset.evidence.split(" "))
    document.getElementById(id)?.classList.toggle("lit", on);
}

document.addEventListener("click", event => {
  const mark = event.target.closest?.("[data-evidence]");
  if (!mark)
    return;
  event.preventDefault();
  if (lit) {
    light(lit, false);
    lit.removeAttribute("aria-pressed");
  }
  lit = lit === mark ? undefined : mark;
  if (!lit)
    return;
  light(mark, true);
  mark.setAttribute("aria-pressed", "true");
  document.getElementById(mark.dataset.evidence.split(" ")[0])?.scrollIntoView({ block: "center" });
});

// --- forms whose answer replaces the page's content without losing the place

async function swap(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  const buttons = selectAll("button", form);
  buttons.forEach(button => (button.disabled = true));
  try {
    const response = await fetch(form.action, { method: "POST", body });
    await show(response);
    if (response.ok)
      say(form.dataset.swap);
  } catch {
    buttons.forEach(button => (button.disabled = false));
    say("Blackbox does not answer. Nothing was saved.");
  }
}

async function show(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const main = select("main", page);
  if (!main || !select("#main", page)) {
    say(select("h1 + p", page)?.textContent ?? "That did not work.");
    selectAll("main button").forEach(button => (button.disabled = false));
    return;
  }
  select("main").replaceWith(document.adoptNode(main));
  arrangeYear();
  select("main [role='alert']")?.scrollIntoView({ block: "center" });
}

// --- collecting: start a run, and follow it

// Pressing twice is one order, pressing again later is another. A page that the browser kept comes back with the keys it had.
const doubleClick = 1500;
function renewKeys() {
  for (const field of selectAll("[data-key]"))
    field.value = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
}
addEventListener("pageshow", renewKeys);

async function collect(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  try {
    const response = await fetch(form.action, { method: "POST", body });
    setTimeout(renewKeys, doubleClick);
    const run = /\/runs\/([0-9a-f-]{36})$/.exec(new URL(response.url).pathname)?.[1];
    if (run) {
      select("#collect")?.hidePopover?.();
      follow(run);
    } else {
      location.assign("/collect");
    }
  } catch {
    say("Blackbox does not answer. Nothing was started.");
  }
}

const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

function describe(run) {
  if (run.finished)
    return { succeeded: "Done", partial: "Done, though not everything could be read", failed: "It did not work" }[run.status];
  if (run.status === "queued")
    return "Waiting for a worker";
  if (run.step === "collecting")
    return run.done > 0 ? `Reading: ${count(run.done, "activity", "activities")} so far` : "Reading your connections";
  if (run.step === "summarizing")
    return run.total > 0 ? `Writing summaries: day ${run.done.toLocaleString("en")} of ${run.total.toLocaleString("en")}` : "Writing summaries";
  return "Starting";
}

function showRun(run) {
  const bar = select("#run");
  bar.hidden = false;
  select("[data-run-text]", bar).textContent = describe(run);
  select("[data-run-span]", bar).textContent = run.from === run.to ? run.from : `${run.from} to ${run.to}`;
  select("[data-run-link]", bar).href = `/runs/${run.id}`;
  const progress = select("[data-run-progress]", bar);
  if (run.finished) {
    progress.max = 1;
    progress.value = 1;
  } else if (run.step === "summarizing" && run.total > 0) {
    progress.max = run.total;
    progress.value = run.done;
  } else {
    progress.removeAttribute("value");
  }
}

let followed;
const finished = new Set();
function follow(id) {
  if (followed === id)
    return;
  followed = id;
  const source = new EventSource(`/api/v1/runs/${id}/events`);
  const take = run => {
    showRun(run);
    if (run.finished) {
      source.close();
      finish();
    }
  };
  source.addEventListener("progress", event => take(JSON.parse(event.data)));
  source.addEventListener("finished", event => take(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    // The browser tries again by itself unless the server refused; then asking now and then does.
    if (source.readyState === EventSource.CLOSED)
      poll(id);
  });
}

async function poll(id) {
  try {
    const response = await fetch(`/api/v1/runs/${id}`);
    if (response.ok) {
      const { run } = await response.json();
      showRun(run);
      if (run.finished)
        return finish();
    } else if (response.status === 404) {
      return;
    }
  } catch {
    // The server may be on its way back.
  }
  setTimeout(() => poll(id), 2000);
}

async function finish() {
  finished.add(followed);
  followed = undefined;
  // What somebody is writing is worth more than the newest page.
  const note = select("[data-note]");
  if (note && note.value !== note.defaultValue) {
    say("Collected. Save your note to see the new log.");
    return;
  }
  await refresh();
  setTimeout(() => {
    if (!followed)
      select("#run").hidden = true;
  }, 6000);
}

// --- live: what changed on the server appears without being asked for, and without disturbing who reads or writes

// What a person or this script changed of an element; the server's page knows nothing of it.
const ownAttributes = new Set(["open", "tabindex"]);

// Makes one element like the other by changing only what differs; true when something that is seen did. Fields keep what was typed.
function merge(old, fresh) {
  if (old.isEqualNode(fresh) || /^(INPUT|TEXTAREA|SELECT)$/.test(old.nodeName))
    return false;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return true;
  }
  let changed = mergeAttributes(old, fresh);
  let at = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    // What has a name is found by it, wherever it stands now; the rest by its place.
    const same = node.id ? [...old.children].find(child => child.id === node.id) : at && !at.id && at.nodeName === node.nodeName ? at : undefined;
    if (!same) {
      old.insertBefore(document.adoptNode(node), at);
      changed = true;
      continue;
    }
    if (same === at)
      at = at.nextSibling;
    else
      old.insertBefore(same, at);
    changed = merge(same, node) || changed;
  }
  while (at) {
    const next = at.nextSibling;
    if (at.contains(document.activeElement))
      select("main").focus({ preventScroll: true });
    at.remove();
    at = next;
    changed = true;
  }
  return changed;
}

function mergeAttributes(old, fresh) {
  const wasLit = old.classList.contains("lit");
  let changed = false;
  for (const name of new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()])) {
    const value = fresh.getAttribute(name);
    if (ownAttributes.has(name) || (name === "aria-pressed" && old.matches("[data-evidence]")) || value === old.getAttribute(name))
      continue;
    if (value === null)
      old.removeAttribute(name);
    else
      old.setAttribute(name, value);
    changed = true;
  }
  if (wasLit)
    old.classList.add("lit");
  return changed;
}

// Brings the page up to date; what nobody looks at waits until somebody does.
let stale = false;
async function refresh() {
  stale = document.hidden;
  if (stale)
    return false;
  try {
    const response = await fetch(location.href);
    const fresh = select("#main", new DOMParser().parseFromString(await response.text(), "text/html"));
    return response.ok && fresh !== null && merge(select("#main"), fresh);
  } catch {
    // The next event tries again.
    return false;
  }
}

let refreshing;
let refreshAt = Infinity;
function refreshWithin(delay) {
  const at = Date.now() + delay;
  if (at >= refreshAt)
    return;
  clearTimeout(refreshing);
  refreshAt = at;
  refreshing = setTimeout(async () => {
    refreshAt = Infinity;
    if (await refresh())
      say("Something new arrived. This page shows it.");
  }, delay);
}

// How soon this page wants to show an event, in milliseconds; undefined when it does not.
function concern({ type, data }) {
  const day = select("[data-day]")?.dataset.day;
  if (day && type === "summary.written")
    return data.date === day ? 500 : undefined;
  // Another day's activities change no more here than a square of the year.
  if (day && type === "activity.collected")
    return data.from <= day && day <= data.to ? 500 : 20_000;
  if (select(".people"))
    return type === "directory.synced" ? 500 : undefined;
  if (select(".connections"))
    return type === "connection.state" || type === "run.finished" ? 500 : undefined;
  return type === "run.finished" && (select(".runs") || location.pathname === `/runs/${data.runId}`) ? 500 : undefined;
}

// A run that began elsewhere shows itself by what it collects. What is told while it was just looked is looked at a little later, not never.
const findEvery = 5_000;
let foundAt = -Infinity;
let finding;
function findRun() {
  if (followed || finding || document.hidden)
    return;
  finding = setTimeout(async () => {
    foundAt = Date.now();
    finding = undefined;
    const response = await fetch("/api/v1/runs?limit=1").catch(() => undefined);
    const run = response?.ok ? (await response.json()).items[0] : undefined;
    if (run && !run.finished && !finished.has(run.id))
      follow(run.id);
  }, Math.max(0, foundAt + findEvery - Date.now()));
}

document.addEventListener("live", ({ detail }) => {
  const soon = concern(detail);
  if (soon !== undefined)
    refreshWithin(soon);
  if (detail.type === "activity.collected")
    findRun();
});
document.addEventListener("stale", () => refreshWithin(500));
document.addEventListener("visibilitychange", () => {
  if (stale)
    refreshWithin(0);
  findRun();
});

document.addEventListener("submit", event => {
  const form = event.target;
  if (form.matches("[data-collect]")) {
    event.preventDefault();
    collect(form, event.submitter);
  } else if (form.matches("[data-swap]")) {
    event.preventDefault();
    swap(form, event.submitter);
  }
});

// A picked date is an order; one that is being typed is not.
document.addEventListener("change", event => {
  if (event.target.matches("[data-jump]") && event.target.validity.valid && event.target.value)
    location.assign(`/day/${event.target.value}`);
});

addEventListener("beforeunload", event => {
  const note = select("[data-note]");
  if (note && note.value !== note.defaultValue)
    event.preventDefault();
});

// --- keyboard

const help = select("#help");
const helpOpen = select("[data-help-open]");
if (helpOpen) {
  helpOpen.hidden = false;
  helpOpen.addEventListener("click", () => help.showModal());
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
    return;
  if (event.key === "Enter" && event.ctrlKey)
    return;
  if (isTyping(event.target)) {
    if (event.key === "Escape")
      event.target.blur();
    return;
  }
  if (help?.open || moveInYear(event))
    return;
  const act = {
    "/": () => select(".find input")?.focus(),
    "?": () => help?.showModal(),
    ArrowLeft: () => select("[data-prev]")?.click(),
    ArrowRight: () => select("[data-next]")?.click(),
    t: () => location.assign("/"),
    c: () => select("#collect")?.showPopover?.(),
    n: () => {
      const details = select("#note details");
      if (details) {
        details.open = true;
        select("[data-note]").focus();
      }
    },
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

arrangeYear();
const running = select("#run")?.dataset.run;
if (running)
  follow(running);
