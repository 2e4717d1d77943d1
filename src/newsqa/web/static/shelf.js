// The kept conversations: their list over the page, and the one that this tab goes on with when it is read again.
import { announce, root, send } from "./page.js";

const TAB = "newsqa-conversation"; // what the tab shows, for when it is read again
const TYPING_MS = 250;

const panel = () => document.getElementById("shelf");
const shown = () => document.querySelector("#shelf .shelf");
const findBox = () => panel().querySelector("[data-find]");
const find = () => findBox()?.value.trim() ?? "";

let lastOpening = "";
let opener = null;
let typing = 0;
let focusOn = null; // finds what has the focus once the list is drawn anew
let whenResumed = null;

function arrange(isOpen) {
  for (const id of ["room", "reading", "dossier"]) {
    const part = document.getElementById(id);
    if (part) part.inert = isOpen;
  }
  if (isOpen) root.dataset.shelf = "open";
  else delete root.dataset.shelf;
  panel().setAttribute("role", "dialog");
  panel().setAttribute("aria-modal", "true");
  panel().setAttribute("aria-labelledby", "shelf-title");
}

function open(from) {
  opener = from;
  focusOn = () => panel().querySelector("#shelf-title");
  send({ do: "shelf", find: "" });
}

export function closeShelf() {
  if (root.dataset.shelf !== "open") return;
  arrange(false);
  // The masthead may have been drawn anew meanwhile.
  (opener?.isConnected ? opener : document.querySelector("[data-shelf-open]"))?.focus({ preventScroll: true });
}

function drawn(shelf) {
  const { problem } = shelf.dataset;
  if ("resumed" in shelf.dataset) {
    const then = whenResumed;
    whenResumed = null;
    if (problem) sessionStorage.removeItem(TAB);
    if (then) {
      then();
      return;
    }
    if (!problem) {
      arrange(false);
      const turns = document.querySelectorAll(".turn");
      announce(`${turns.length} question${turns.length === 1 ? "" : "s"} brought back.`);
      turns[turns.length - 1]?.querySelector(".question").focus({ preventScroll: true });
      return;
    }
  }
  arrange(true);
  (focusOn?.() ?? panel().querySelector("#shelf-title")).focus();
  focusOn = null;
  if (problem) announce(problem);
}

// The conversation of this tab is the one of its turns.
function remember() {
  const kept = document.querySelector(".turn[data-conversation]");
  if (kept) sessionStorage.setItem(TAB, kept.dataset.conversation);
}

export function lookAtShelf() {
  remember();
  const shelf = shown();
  if (!shelf || shelf.dataset.opening === lastOpening) return;
  lastOpening = shelf.dataset.opening;
  drawn(shelf);
}

// Brings back what the tab showed before it was read again; says whether there is something to be brought back.
export function resume(then) {
  const conversation = sessionStorage.getItem(TAB);
  if (!conversation || !document.querySelector("[data-shelf-open]")) return false;
  whenResumed = then;
  send({ do: "resume", conversation });
  return true;
}

function button(words, name, run) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.className = name;
  made.addEventListener("click", run);
  return made;
}

function askForTitle(entry) {
  const { conversation, title } = entry.dataset;
  const form = document.createElement("form");
  const input = document.createElement("input");
  Object.assign(input, { value: title, maxLength: 200, required: true, dir: "auto" });
  input.setAttribute("aria-label", "Title");
  const leave = () => {
    form.replaceWith(entry.querySelector(".go"));
    entry.querySelector(".go").hidden = false;
    entry.querySelector("[data-rename]").focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    focusOn = () => panel().querySelector(`[data-conversation="${conversation}"] [data-rename]`);
    send({ do: "rename", conversation, title: input.value, find: find() });
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  });
  const save = button("Save", "", () => {});
  save.type = "submit";
  form.append(input, save, button("Leave it", "", leave));
  const go = entry.querySelector(".go");
  go.hidden = true;
  go.before(form);
  form.append(go);
  input.select();
}

function confirmDeletion(entry) {
  const actions = entry.matches(".all") ? entry : entry.querySelector(".actions");
  const before = [...actions.childNodes];
  const { conversation } = entry.dataset;
  const leave = () => {
    actions.replaceChildren(...before);
    actions.querySelector("[data-discard]").focus();
  };
  const words = document.createElement("span");
  words.textContent = conversation ? "Delete for good?" : "Delete every conversation of this browser for good?";
  const yes = button("Delete", "sure", () => {
    const next = entry.nextElementSibling ?? entry.previousElementSibling;
    const id = next?.dataset.conversation;
    focusOn = () => id && panel().querySelector(`[data-conversation="${id}"] .go`);
    if (!conversation || conversation === sessionStorage.getItem(TAB)) sessionStorage.removeItem(TAB);
    send(conversation ? { do: "discard", conversation, find: find() } : { do: "discard all", find: find() });
  });
  actions.replaceChildren(words, " ", yes, " ", button("Keep", "", leave));
  yes.focus();
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const from = target.closest("[data-shelf-open]");
  if (from) open(from);
  if (target.closest("[data-shelf-close]")) closeShelf();
  const rename = target.closest("[data-rename]");
  if (rename) askForTitle(rename.closest("[data-conversation]"));
  const discard = target.closest("[data-discard]");
  if (discard) confirmDeletion(discard.closest("[data-conversation], [data-all]"));
  if (target.closest("#anew")) sessionStorage.removeItem(TAB);
});
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-find]")) return;
  clearTimeout(typing);
  typing = setTimeout(() => {
    const { selectionStart } = findBox();
    focusOn = () => {
      findBox().focus();
      findBox().setSelectionRange(selectionStart, selectionStart);
      return findBox();
    };
    send({ do: "shelf", find: find() });
  }, TYPING_MS);
});
document.addEventListener("keydown", (event) => {
  if (root.dataset.shelf !== "open" || event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  event.stopPropagation();
  closeShelf();
}, { capture: false });
