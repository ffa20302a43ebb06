// Keeps the page as the daemon would send it now, and sends its forms without leaving it.
// Without this script a page shows the same things when it is loaded again.
"use strict";

const link = document.getElementById("link");
let under_way = false;
let again = false;
let source = null; // false once it was stopped

function key(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.id || node.nodeName : node.nodeName;
}

// Makes `old` equal to `fresh` and touches only what differs: what has the focus keeps it, what a person
// opened stays open, and what is being typed is left alone.
function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS")) old.removeAttribute(name);
  }
  const named = new Map([...old.children].filter((one) => one.id).map((one) => [one.id, one]));
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const known = child.id ? named.get(child.id) : null;
    if (known && known !== place) old.insertBefore(known, place);
    if (known) place = known;
    if (place && key(place) === key(child)) {
      const next = place.nextSibling;
      morph(place, child);
      place = next;
    } else {
      old.insertBefore(child, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function show(text, with_notice) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const content = fresh.getElementById("content");
  if (!content) return false;
  document.title = fresh.title;
  morph(document.getElementById("content"), content);
  const notice = fresh.getElementById("notice");
  if (notice && (with_notice || notice.childElementCount)) morph(document.getElementById("notice"), notice);
  return true;
}

// One request at a time; what changes meanwhile is fetched right after it.
async function refresh() {
  if (under_way) {
    again = true;
    return;
  }
  under_way = true;
  try {
    do {
      again = false;
      await look();
    } while (again);
  } finally {
    under_way = false;
  }
}

async function look() {
  let answer, text;
  try {
    answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    text = await answer.text();
  } catch {
    return; // The daemon is away: the stream tells when it is back.
  }
  if (answer.redirected || answer.status === 401) location.reload();
  else if (answer.ok) show(text, false);
}

async function send(form, button) {
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "text/html" },
    });
    const here = new URL(answer.url).pathname === location.pathname;
    if (here && show(await answer.text(), true)) document.getElementById("notice").focus();
    else location.assign(answer.redirected ? answer.url : location.href);
  } catch {
    tell("shelfhook does not answer. Nothing was changed; try again when it runs.");
  } finally {
    button.disabled = false;
  }
}

function tell(sentence) {
  const line = document.createElement("div");
  line.className = "text refused";
  line.textContent = sentence;
  document.getElementById("notice").replaceChildren(line);
}

function listen() {
  if (!link.dataset.live) return;
  let missed = source === false;
  source = new EventSource(link.dataset.live);
  source.onopen = () => {
    link.textContent = "· live";
    if (missed) refresh();
    missed = false;
  };
  source.onmessage = refresh;
  source.onerror = () => {
    missed = true;
    link.textContent = "· not connected: what you see may be old";
    // After an answer that is no stream a browser does not try again.
    if (source.readyState === EventSource.CLOSED) {
      stop();
      setTimeout(() => source || document.hidden || listen(), 5000);
    }
  };
  link.hidden = false;
}

// What happens until it listens again is fetched then.
function stop() {
  if (source) source.close();
  source = false;
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target.method !== "post" || !button) return;
  event.preventDefault();
  send(event.target, button);
});

// A page that nobody sees asks for nothing, and leaves its connection to those that are seen.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stop();
  else if (!source) listen();
});

listen();
// Nothing need have happened for "2 min ago" to become "3 min ago".
setInterval(() => source && refresh(), 60000);
