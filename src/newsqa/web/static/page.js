// What the parts of the page share: how they ask the server for something, and say something to a screen reader.

export const root = document.documentElement;
export const phone = matchMedia("(max-width: 899px)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const behaviour = () => (calm.matches ? "auto" : "smooth");

// Everything goes through Gradio's queue, by the relay of a part that is always there.
export function send(action, { isQuiet = false } = {}) {
  const sender = document.createElement("button");
  sender.dataset.send = JSON.stringify(action);
  sender.hidden = true;
  if (isQuiet) sender.dataset.quiet = ""; // of which the page shows nothing
  document.querySelector("#welcome .relay").append(sender);
  sender.click();
  sender.remove();
}

// Gradio closes its stream when all is done that it knows of; what is asked for in that very moment is then told only with
// what is asked for next. So when nothing comes, something that does nothing is asked for.
const PATIENCE_MS = 1500;
const MOST_WAKES = 5;
let overdue = 0;

function expectNews(wakes) {
  clearTimeout(overdue);
  overdue = setTimeout(() => {
    if (!wakes) return;
    send({ do: "wake" });
    expectNews(wakes - 1);
  }, PATIENCE_MS);
}

document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.("[data-send]:not([data-quiet])")) expectNews(MOST_WAKES);
  },
  { capture: true },
);

// Whether what was asked for came is told by what changed: other parts are drawn by themselves, as when the page begins.
const ANSWERING = "[id^='slot-'], #reading, #shelf, #dossier, #file";

export function hear(changes) {
  const isDrawn = (change) =>
    change.target.closest?.(ANSWERING) &&
    (change.type === "attributes" || [...change.addedNodes].some((node) => !(node instanceof HTMLButtonElement)));
  if (changes.some(isDrawn)) clearTimeout(overdue);
}

const announcer = document.createElement("div");
announcer.className = "unseen";
announcer.setAttribute("role", "status");
announcer.setAttribute("aria-live", "polite");
document.body.append(announcer);

export function announce(words) {
  announcer.textContent = words;
}
