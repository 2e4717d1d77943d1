// The address of the page: what is asked, with its filters and its view, so that a link opens the same.
import { fieldNames, fillFilters, unfoldFilters } from "./filters.js";
import { behaviour, send } from "./page.js";
import { resume } from "./shelf.js";

const known = new Map(); // the addresses of the turns that are on the page, by number
let newest = 0;
let lookedAt = 0; // a turn whose view the reader changed
let following = 0; // questions that are asked because the page stands at their address already
let isBegun = false;

const theme = new URLSearchParams(location.search).get("__theme");
const name = document.title;

history.scrollRestoration = "manual"; // the browser would go back to where the page stood, not to the question

// Gradio's own field stays.
function pathOf(address) {
  const fields = [address, theme === null ? "" : new URLSearchParams({ __theme: theme }).toString()].filter(Boolean);
  return location.pathname + (fields.length ? `?${fields.join("&")}` : "");
}

const isHere = (address) => pathOf(address) === location.pathname + location.search;

function keep(address, turn, how) {
  if (how === "push" && !isHere(address)) history.pushState({ turn }, "", pathOf(address));
  else history.replaceState({ turn }, "", pathOf(address));
}

function tell() {
  const question = new URLSearchParams(location.search).get("q");
  document.title = question ? `${question.slice(0, 80)} – ${name}` : name;
}

// What stands in the address as the turns have it: without fields of others, its fields in their order.
function sameButView(one, other) {
  const [first, second] = [one, other].map((address) => new URLSearchParams(address));
  for (const fields of [first, second]) {
    for (const field of ["view", "__theme"]) fields.delete(field);
    fields.sort();
  }
  return first.toString() === second.toString();
}

const viewOf = (address) => new URLSearchParams(address).get("view") ?? "passages";
const questionOf = (address) => new URLSearchParams(address).get("q");

function follow(instead) {
  following += 1;
  send({ do: "follow", address: location.search, instead: instead ? Number(instead.dataset.turn) : null });
}

// Opens what the address asks for: a turn that is there, or its question once more.
function goToAddress() {
  const address = location.search;
  const question = questionOf(address);
  if (!question?.trim()) {
    fillFromAddress();
    return;
  }
  const turns = [...document.querySelectorAll(".turn")].reverse();
  const there = turns.find((turn) => sameButView(turn.dataset.address, address));
  if (!there) {
    follow(turns.find((turn) => questionOf(turn.dataset.address) === question));
    return;
  }
  history.replaceState({ turn: Number(there.dataset.turn) }, "");
  there.scrollIntoView({ block: "start", behavior: behaviour() });
  if (viewOf(there.dataset.address) !== viewOf(address)) send({ do: "view", turn: Number(there.dataset.turn), view: viewOf(address) });
}

// Filters without a question are those of the next one.
function fillFromAddress() {
  const names = fieldNames();
  const filters = {};
  for (const [key, value] of new URLSearchParams(location.search)) {
    if (names.has(key) && value) (filters[names.get(key)] ??= []).push(value);
  }
  if (!Object.keys(filters).length) return;
  fillFilters(filters);
  unfoldFilters();
}

// A question is asked once its turn is there, whatever asked it; a view is shown once its turn says so.
function lookAtTurn(turn) {
  const number = Number(turn.dataset.turn);
  const address = turn.dataset.address;
  if (known.get(number) === address) return;
  // What was asked before comes back without a step of its own in the browser's history.
  const isNew = !known.has(number) && number > newest && !("again" in turn.dataset);
  known.set(number, address);
  newest = Math.max(newest, number);
  if (isNew && following) {
    following -= 1;
    // One that cannot be asked keeps its address, which its problem speaks of.
    if (sameButView(address, location.search)) keep(address, number, "replace");
    else history.replaceState({ turn: number }, "");
  } else if (isNew && address) {
    keep(address, number, "push");
  } else if (history.state?.turn === number || lookedAt === number) {
    keep(address, number, lookedAt === number ? "push" : "replace");
    lookedAt = 0;
  }
  tell();
}

export function lookAtAddress() {
  if (!isBegun && document.querySelector("#welcome .relay .welcome") && document.querySelector("#filters .fields")) {
    isBegun = true;
    if (!resume(goToAddress)) goToAddress();
  }
  for (const turn of document.querySelectorAll(".turn")) lookAtTurn(turn);
  for (const button of document.querySelectorAll("[data-copy-link]:not([data-copy])")) {
    button.dataset.copy = new URL(pathOf(button.dataset.copyLink), location.origin).href;
    button.hidden = !button.dataset.copyLink;
  }
}

addEventListener("popstate", () => {
  goToAddress();
  tell();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#anew") && location.search !== pathOf("").slice(location.pathname.length)) {
    history.pushState({}, "", pathOf(""));
    tell();
  }
  const sender = event.target.closest("[data-send]");
  const action = sender ? JSON.parse(sender.dataset.send) : {};
  if (action.do === "view" && event.isTrusted) lookedAt = action.turn;
}, { capture: true });
