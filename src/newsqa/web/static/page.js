// What the parts of the page share: how they ask the server for something, and say something to a screen reader.

export const root = document.documentElement;
export const phone = matchMedia("(max-width: 899px)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const behaviour = () => (calm.matches ? "auto" : "smooth");

// Everything goes through Gradio's queue, by the relay of a part that is always there.
export function send(action, number = null) {
  const sender = document.createElement("button");
  sender.dataset.send = JSON.stringify(action);
  if (number) Object.assign(sender.dataset, { nth: number, again: "" });
  sender.hidden = true;
  document.querySelector("#welcome .relay").append(sender);
  sender.click();
  sender.remove();
}

// Gradio closes its stream when all is done that it knows of; what is asked for in that very moment is told late, or never.
// So all that is asked for has a number, which comes back with the first that is told of it. What does not come back is
// asked for again: the server does nothing twice, and tells again what came of it.
const PATIENCE_MS = 1500;
const MOST_TIMES = 5;
const REPLACING = new Set(["open", "shelf"]);
const unheard = new Map();
let sent = 0;
let overdue = 0;

function expectNews(times = 0) {
  clearTimeout(overdue);
  overdue = setTimeout(() => {
    if (times === MOST_TIMES) unheard.clear(); // there is nobody who hears it
    if (!unheard.size) return;
    for (const [number, action] of unheard) send(action, number);
    expectNews(times + 1);
  }, PATIENCE_MS * 2 ** times);
}

document.addEventListener(
  "click",
  (event) => {
    const sender = event.target.closest?.("[data-send]");
    if (!sender || "again" in sender.dataset) return;
    const action = JSON.parse(sender.dataset.send);
    sender.dataset.nth = ++sent;
    // What is shown last counts.
    if (REPLACING.has(action.do)) for (const [number, { do: other }] of unheard) if (other === action.do) unheard.delete(number);
    unheard.set(sent, action);
    expectNews();
  },
  { capture: true },
);

export function lookAtHeard() {
  unheard.delete(Number(document.querySelector("#heard [data-heard]")?.dataset.heard));
}

const announcer = document.createElement("div");
announcer.className = "unseen";
announcer.setAttribute("role", "status");
announcer.setAttribute("aria-live", "polite");
document.body.append(announcer);

export function announce(words) {
  announcer.textContent = words;
}
