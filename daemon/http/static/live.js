// Keeps the page as the daemon would send it now; htmx sends the forms and puts in their place what has changed.
// Without scripts a page shows the same things when it is loaded again.
"use strict";

const link = document.getElementById("link");
const lost = document.getElementById("lost");
const IN_FLIGHT = 3000; // a restart of the daemon or of a proxy is no news
const REFLEX = 600; // the second click of a double click, and one that was on its way
let pointer = { x: -1, y: -1 };
let source = null; // false once it was stopped
let silent = 0;
let underWay = 0; // requests, of which one may be a refresh
let refreshing = null;
let late = null; // a refresh that a person overtook
let again = false;

document.documentElement.classList.add("scripted");

// What a person opened or ticked stays so, and what is being typed is left alone.
Idiomorph.defaults.ignoreActiveValue = true;
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node, change) =>
  name !== "checked" && !(name === "open" && change === "remove" && node.nodeName === "DETAILS");

// One at a time: an older answer would take the place of a newer one.
function refresh() {
  if (underWay) again = true;
  else htmx.trigger("#content", "changed");
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (underWay && event.target.id === "content") event.preventDefault();
});

// What a person does goes first: a refresh could take away the form whose answer is awaited, or bring back what was before.
document.addEventListener("htmx:beforeSend", (event) => {
  const { xhr } = event.detail;
  underWay += 1;
  if (event.target.id === "content") refreshing = xhr;
  else if (refreshing) {
    late = refreshing;
    again = true;
  }
  const over = () => {
    underWay -= 1;
    if (xhr === refreshing) refreshing = null;
    if (!again || underWay) return;
    again = false;
    refresh();
  };
  // Until it has settled the page would be refreshed from its former address.
  xhr.addEventListener("loadend", () => setTimeout(over, htmx.config.defaultSettleDelay));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr !== late) return;
  event.preventDefault();
  event.stopImmediatePropagation();
});

function show(text) {
  const line = document.createElement("div");
  line.className = "text refused";
  line.textContent = text;
  document.getElementById("notice").replaceChildren(line);
}

// How many of the page's proposals are selected: some are out of sight.
function count() {
  const output = document.getElementById("selected");
  if (output) output.textContent = `${document.querySelectorAll('[name="numbers"]:checked:enabled').length} selected`;
}

function listen() {
  if (!link.dataset.live) return;
  let missed = source === false;
  source = new EventSource(link.dataset.live);
  source.onopen = () => {
    clearTimeout(silent);
    silent = 0;
    lost.hidden = true;
    document.body.classList.remove("stale");
    link.textContent = "· live";
    if (missed) refresh();
    missed = false;
  };
  source.onmessage = refresh;
  source.onerror = () => {
    missed = true;
    link.textContent = "· not connected";
    silent ||= setTimeout(() => {
      lost.hidden = false;
      document.body.classList.add("stale");
    }, IN_FLIGHT);
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

// A button that has just come under a still pointer takes no click for a moment: a person saw another one there.
function pointedAt() {
  return document.elementFromPoint(pointer.x, pointer.y)?.closest("form")?.getAttribute("action");
}

for (const kind of ["pointerdown", "pointermove"])
  document.addEventListener(kind, (event) => (pointer = event), true);

document.addEventListener("htmx:beforeSwap", () => {
  const before = pointedAt();
  const compare = () => pointedAt() !== before && hold();
  document.addEventListener("htmx:afterSwap", compare, { once: true });
});

function hold() {
  document.documentElement.classList.add("moved");
  setTimeout(() => document.documentElement.classList.remove("moved"), REFLEX);
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers.Accept = "text/html";
});

// A page of another address, and the form to sign in, take the place of the whole page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const elsewhere = new URL(xhr.responseURL).pathname !== location.pathname;
  if (xhr.status === 401 || (xhr.status < 400 && elsewhere)) {
    event.detail.shouldSwap = false;
    if (requestConfig.verb === "get" || xhr.status === 401) location.reload();
    else location.assign(xhr.responseURL);
  }
});

document.addEventListener("change", count);

document.addEventListener("htmx:afterSettle", (event) => {
  count();
  if (event.detail.requestConfig.verb === "post") document.getElementById("notice").focus();
});

document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.requestConfig.verb === "post")
    show("shelfhook does not answer. Nothing was changed; try again when it runs.");
});

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.requestConfig.verb === "post") show("shelfhook refused this: load the page again, then retry.");
});

// A page that nobody sees asks for nothing, and leaves its connection to those that are seen.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stop();
  else if (!source) listen();
});

count();
listen();
// Nothing need have happened for "2 min ago" to become "3 min ago".
setInterval(() => source && refresh(), 60000);
