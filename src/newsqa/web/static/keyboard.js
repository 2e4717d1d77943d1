// The keyboard: single keys that work while nothing is typed, their list on "?", and links past what is not wanted.
import { newestTurn } from "./answer.js";
import { box } from "./composer.js";
import { toggleDossier } from "./dossier.js";
import { behaviour, phone, root } from "./page.js";

const KEPT = "newsqa-single-keys";
const isReading = () => root.dataset.reading === "open";
const cards = () => [...document.querySelectorAll("#thread .card")].filter((card) => card.checkVisibility());
const cardInHand = () => document.activeElement?.closest(".card");

function go(step) {
  const all = cards();
  const at = all.indexOf(cardInHand());
  const first = all.indexOf(newestTurn()?.querySelector(".card"));
  const card = all[at < 0 ? Math.max(0, first) : Math.min(Math.max(0, at + step), all.length - 1)];
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest", behavior: behaviour() });
}

function open(event) {
  const card = cardInHand();
  // On a button or a link Enter already means that one.
  if (!card || (event.key === "Enter" && document.activeElement !== card)) return false;
  card.querySelector(".open").click();
  return true;
}

function mark(step) {
  if (!isReading()) return false;
  document.dispatchEvent(new CustomEvent("newsqa:mark", { detail: { step } }));
  return true;
}

function copy() {
  if (isReading()) {
    document.dispatchEvent(new CustomEvent("newsqa:copy"));
    return true;
  }
  const card = cardInHand();
  const turn = card?.closest(".turn") ?? newestTurn();
  const number = card?.querySelector(".number").textContent;
  const button = turn?.querySelector(card ? `[data-copy][data-number="${number}"]` : "[data-copy]");
  button?.click();
  return Boolean(button);
}

function pin() {
  const place = isReading() ? document.querySelector("#reading .article") : (cardInHand() ?? newestTurn());
  const button = place?.querySelector("[data-pin]");
  button?.click();
  return Boolean(button);
}

function toNext() {
  const next = newestTurn()?.querySelector(".next button");
  next?.focus();
  return Boolean(next);
}

function press(selector) {
  const turns = [...document.querySelectorAll("#thread .turn")].filter((turn) => turn.querySelector(selector));
  turns.at(-1)?.querySelector(selector).click();
  return turns.length > 0;
}

function pressOnly(selector) {
  const button = document.querySelector(selector);
  button?.click();
  return Boolean(button);
}

// What each does returns false when there is nothing to do, and leaves the key to the browser then.
const KEYS = [
  { keys: ["/", "i"], says: "Go to the question box", run: () => box().focus() },
  { keys: ["j"], says: "Next passage", run: () => go(1), room: true },
  { keys: ["k"], says: "Passage before", run: () => go(-1), room: true },
  { keys: ["o", "Enter"], says: "Open the passage in its article", run: open, room: true },
  { keys: ["]", "n"], says: "Next marked sentence of the article", run: () => mark(1) },
  { keys: ["[", "p"], says: "Marked sentence before", run: () => mark(-1) },
  { keys: ["c"], says: "Copy the quotation with its source", run: copy },
  { keys: ["a"], says: "Pin the quotation to the dossier, or unpin it", run: pin },
  { keys: ["d"], says: "Open the dossier, or close it", run: () => toggleDossier() },
  { keys: ["u"], says: "Edit what the last question was understood as", run: () => press("[data-meant-edit]"), room: true },
  { keys: ["q"], says: "Go to the questions to ask next", run: toNext, room: true },
  { keys: ["e"], says: "Edit the last question", run: () => press("[data-edit]"), room: true },
  { keys: ["s"], says: "Stop answering", run: () => press(".stop"), room: true },
  { keys: ["h"], says: "Show the kept conversations", run: () => pressOnly("[data-shelf-open]") },
  { keys: ["?"], says: "Show these keys", run: () => showKeys() },
];
const ALWAYS = [
  { keys: ["Enter"], says: "Ask what is in the box; with Shift, a new line" },
  { keys: ["Esc"], says: "Close what is open; from the box, go to the newest answer" },
];

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

const areOn = () => localStorage.getItem(KEPT) !== "off";

function makeList(entries) {
  return make("dl", {}, ...entries.map(({ keys, says }) => make("div", {},
    make("dt", {}, ...keys.flatMap((key, place) => [...(place ? [" or "] : []), make("kbd", { textContent: key })])),
    make("dd", { textContent: says }),
  )));
}

function makeDialog() {
  const toggle = make("input", { type: "checkbox", id: "single-keys" });
  toggle.addEventListener("change", () => localStorage.setItem(KEPT, toggle.checked ? "on" : "off"));
  const close = make("button", { type: "button", textContent: "Close", className: "close" });
  const dialog = make("dialog", { id: "keys" },
    make("div", { className: "keys-bar" }, make("h2", { id: "keys-title", textContent: "Keyboard" }), close),
    makeList(ALWAYS),
    make("p", { textContent: "Single keys, while nothing is being typed:" }),
    makeList(KEYS),
    make("label", {}, toggle, " Single keys work"),
  );
  dialog.setAttribute("aria-labelledby", "keys-title");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  return { dialog, toggle };
}

const { dialog, toggle } = makeDialog();

function showKeys() {
  toggle.checked = areOn();
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) showKeys();
  const skip = event.target.closest("[data-skip]");
  if (!skip) return;
  event.preventDefault();
  if (skip.dataset.skip === "box") box().focus();
  else (newestTurn()?.querySelector(".question") ?? document.getElementById("welcome-title")).focus();
});
document.addEventListener("keydown", (event) => {
  const isTyped = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (isTyped || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open || !areOn()) return;
  if (root.dataset.shelf === "open") return;
  const wanted = KEYS.find(({ keys }) => keys.includes(event.key));
  // On a phone the article covers the room, and so does the dossier.
  if (!wanted || (wanted.room && phone.matches && (isReading() || root.dataset.dossier === "open"))) return;
  if (wanted.run(event) !== false) event.preventDefault();
});
