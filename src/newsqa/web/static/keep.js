// A part of the page is drawn anew as a whole: the keyboard's focus and what was unfolded in it stay where they were.

const unfolded = new Set();
let focused = null; // what had the focus, how it is found again, and its part of the page

// The nearest id, and which of the elements of that kind with no nearer id it is.
function keyOf(element) {
  if (element.id) return { home: element.id };
  const home = element.parentElement.closest("[id]");
  const kind = kindOf(element);
  return { home: home.id, kind, place: alike(home, kind).indexOf(element) };
}

const kindOf = (element) => `${element.tagName}.${element.className}`;

const alike = (home, kind) =>
  [...home.querySelectorAll("*")].filter((each) => kindOf(each) === kind && each.parentElement.closest("[id]") === home);

function findAgain({ home, kind, place }) {
  const element = document.getElementById(home);
  return !element || !kind ? element : alike(element, kind)[place];
}

export function keepPlaces() {
  for (const key of unfolded) {
    const details = findAgain(JSON.parse(key));
    if (details && !details.open) details.open = true;
  }
  if (!focused || focused.element.isConnected) return;
  const { key, slot } = focused;
  focused = null;
  if (document.activeElement !== document.body) return;
  // A question that is asked again has another number; its heading is where one goes on.
  const again = findAgain(key) ?? slot?.querySelector(".question");
  again?.focus({ preventScroll: true });
}

document.addEventListener("focusin", (event) => {
  const element = event.target;
  const slot = element.closest("[id^='slot-']");
  focused = slot ? { element, key: keyOf(element), slot } : null;
});
document.addEventListener("pointerdown", (event) => {
  if (focused && !focused.element.contains(event.target)) focused = null;
});
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!(details instanceof HTMLDetailsElement) || !details.isConnected || !details.closest("#thread")) return;
  const key = JSON.stringify(keyOf(details));
  if (details.open) unfolded.add(key);
  else unfolded.delete(key);
}, { capture: true });
