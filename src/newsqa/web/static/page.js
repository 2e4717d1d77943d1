// What the parts of the page share: how they ask the server for something, and say something to a screen reader.

export const root = document.documentElement;
export const phone = matchMedia("(max-width: 899px)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const behaviour = () => (calm.matches ? "auto" : "smooth");

// Everything goes through Gradio's queue, by the relay of a part that is always there.
export function send(action) {
  const sender = document.createElement("button");
  sender.dataset.send = JSON.stringify(action);
  sender.hidden = true;
  document.querySelector("#welcome .relay").append(sender);
  sender.click();
  sender.remove();
}

const announcer = document.createElement("div");
announcer.className = "unseen";
announcer.setAttribute("role", "status");
announcer.setAttribute("aria-live", "polite");
document.body.append(announcer);

export function announce(words) {
  announcer.textContent = words;
}
