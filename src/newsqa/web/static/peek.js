// The small card at a number: the cited sentence and its source, while the pointer or the keyboard is there.

const GAP = 6;
const LINGER_MS = 180; // the way from the number to the card
const touch = () => matchMedia("(hover: none)").matches;

const peek = document.createElement("div");
peek.className = "peek";
peek.hidden = true;
peek.setAttribute("aria-hidden", "true"); // a screen reader has it as the number's description
document.body.append(peek);

let anchor = null;
let leaving = 0;

function place() {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = peek;
  const below = at.bottom + GAP + height <= innerHeight - GAP;
  const left = Math.min(Math.max(GAP, at.left + at.width / 2 - width / 2), document.documentElement.clientWidth - width - GAP);
  const top = below ? at.bottom + GAP : Math.max(GAP, at.top - GAP - height);
  peek.style.left = `${Math.max(GAP, left)}px`;
  peek.style.top = `${top}px`;
}

function show(number) {
  clearTimeout(leaving);
  const words = document.getElementById(number.dataset.peek);
  if (!words || touch()) return;
  anchor = number;
  peek.replaceChildren(...words.cloneNode(true).childNodes);
  peek.hidden = false;
  place();
}

function hide() {
  clearTimeout(leaving);
  peek.hidden = true;
  anchor = null;
}

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, LINGER_MS);
}

// A turn that was drawn anew has another element at the same place.
export function lookAtPeek() {
  if (!anchor || anchor.isConnected) return;
  const again = document.querySelector(`[data-peek="${CSS.escape(anchor.dataset.peek)}"]`);
  if (again) show(again);
  else hide();
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch" || !(event.target instanceof Element)) return;
  const number = event.target.closest("[data-peek]");
  if (number) show(number);
  else if (event.target.closest(".peek")) clearTimeout(leaving);
  else if (anchor && document.activeElement !== anchor) leave();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-peek]:focus-visible")) show(event.target);
  else if (anchor) hide();
});
document.addEventListener("focusout", (event) => {
  if (event.target === anchor) hide();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-peek]")) hide();
});
document.addEventListener("scroll", () => {
  if (!anchor) return;
  const at = anchor.getBoundingClientRect();
  if (at.bottom < 0 || at.top > innerHeight) hide();
  else place();
}, { capture: true, passive: true });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !anchor) return;
  event.stopImmediatePropagation(); // closes this alone
  hide();
}, { capture: true });
