// The dossier beside the chat: opens and closes, keeps notes as they are typed, and stays with a pin that is moved.
import { announce, phone, root, send } from "./page.js";

const PAUSE_MS = 900; // of typing, after which a note is kept

let count = null;
let pressed = null; // what was done to a pin, until the panel shows it
const unkept = new Map(); // notes that are being typed, by pin: when they will be kept

const panel = () => document.getElementById("dossier");
const opener = () => document.querySelector("button[data-dossier]");
const isOpen = () => root.dataset.dossier === "open";
const entries = () => [...panel().querySelectorAll(".pin-entry")];

function arrange() {
  const covers = isOpen() && phone.matches;
  const room = document.getElementById("room");
  if (room) room.inert = covers || (root.dataset.reading === "open" && phone.matches);
  panel().setAttribute("role", covers ? "dialog" : "complementary");
  panel().setAttribute("aria-label", "Dossier");
  if (covers) panel().setAttribute("aria-modal", "true");
  else panel().removeAttribute("aria-modal");
  opener()?.setAttribute("aria-expanded", String(isOpen()));
}

function open() {
  root.dataset.dossier = "open";
  arrange();
  panel().querySelector("#dossier-title")?.focus({ preventScroll: true });
}

function close() {
  keepNotes();
  delete root.dataset.dossier;
  arrange();
  opener()?.focus({ preventScroll: true });
}

export function toggleDossier() {
  if (isOpen()) close();
  else open();
}

function keepNote(area) {
  clearTimeout(unkept.get(area.dataset.note));
  unkept.delete(area.dataset.note);
  send({ do: "note", pin: area.dataset.note, note: area.value });
}

function keepNotes() {
  for (const area of panel().querySelectorAll("[data-note]")) if (unkept.has(area.dataset.note)) keepNote(area);
}

function showCount() {
  const now = entries().length;
  if (now === count) return;
  const words = now ? ` (${now})` : "";
  const told = document.querySelector("button[data-dossier] .count");
  if (!told) return;
  told.textContent = words;
  if (count !== null) announce(now > count ? `Pinned: ${now} in the dossier.` : `Unpinned: ${now} in the dossier.`);
  count = now;
}

// The panel is drawn anew, place by place: the focus goes with the pin.
function followPin() {
  const ids = entries().map((entry) => entry.dataset.pinId);
  if (!pressed || ids.join() === pressed.ids.join()) return;
  const { pin, move, ids: before } = pressed;
  pressed = null;
  if (move === "out") {
    const next = entries()[Math.min(before.indexOf(pin), ids.length - 1)];
    (next?.querySelector('[data-move="out"]') ?? panel().querySelector("#dossier-title"))?.focus();
    return;
  }
  const entry = document.getElementById(`pin-${pin}`);
  entry?.querySelector(`[data-move="${move}"]`).focus({ preventScroll: true });
  entry?.scrollIntoView({ block: "nearest" });
  announce(`Moved to place ${ids.indexOf(pin) + 1} of ${ids.length}.`);
}

export function lookAtDossier() {
  if (!panel()?.querySelector(".dossier")) return;
  showCount();
  followPin();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("button[data-dossier]")) toggleDossier();
  if (event.target.closest("[data-dossier-close]")) close();
  const mover = event.target.closest("#dossier [data-move][data-send]");
  if (!mover) return;
  keepNotes();
  const pin = mover.closest(".pin-entry").dataset.pinId;
  pressed = { pin, move: mover.dataset.move, ids: entries().map((entry) => entry.dataset.pinId) };
}, { capture: true });
document.addEventListener("input", (event) => {
  const area = event.target;
  if (!area.dataset.note) return;
  clearTimeout(unkept.get(area.dataset.note));
  unkept.set(area.dataset.note, setTimeout(() => keepNote(area), PAUSE_MS));
});
document.addEventListener("focusout", (event) => {
  if (unkept.has(event.target.dataset?.note)) keepNote(event.target);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden && panel()) keepNotes();
});
document.addEventListener("keydown", (event) => {
  // What lies over it closes first.
  const isCovered = root.dataset.reading === "open" || root.dataset.shelf === "open" || document.querySelector("dialog[open], :popover-open, .menu[open]");
  if (event.key !== "Escape" || !isOpen() || isCovered) return;
  event.stopImmediatePropagation();
  close();
}, { capture: true });
phone.addEventListener("change", () => panel() && arrange());
