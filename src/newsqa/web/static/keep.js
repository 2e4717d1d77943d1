// A part of the page is drawn anew as a whole: the keyboard's focus and what was unfolded in it stay where they were.

const unfolded = new Set();
let focused = null; // what had the focus, how it is found again, and its part of the page

// The nearest id, and which of the elements with that tag and no nearer id it is.
function keyOf(element) {
  if (element.id) return { home: element.id };
  const home = element.parentElement.closest("[id]");
  const tag = element.tagName;
  return { home: home.id, tag, place: alike(home, tag).indexOf(element) };
}

const alike = (home, tag) =>
  [...home.getElementsByTagName(tag)].filter((each) => each.parentElement.closest("[id]") === home);

function findAgain({ home, tag, place }) {
  const element = document.getElementById(home);
  return !element || !tag ? element : alike(element, tag)[place];
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
