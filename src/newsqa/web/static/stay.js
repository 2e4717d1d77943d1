// A control that asks again in place keeps the keyboard's focus: its part of the page is drawn anew, with another answer.

let place = null; // the part that stays, and the control's name in it

// While the new answer is on its way, the control may not be there; its question then has the focus, or nothing.
function isAdrift(part) {
  const active = document.activeElement;
  return active === document.body || (part.contains(active) && active.matches(".question"));
}

export function stayInPlace() {
  const part = place && document.getElementById(place.part);
  if (!part || !isAdrift(part)) return;
  const control = [...part.querySelectorAll("[data-keep]")].find((each) => each.dataset.keep === place.name);
  control?.focus({ preventScroll: true });
}

document.addEventListener("focusin", (event) => {
  const control = event.target.closest("[data-keep]");
  const part = control?.closest("[id^='slot-']");
  if (part) place = { part: part.id, name: control.dataset.keep };
});
function forget(event) {
  if (!event.target.closest?.("[data-keep]")) place = null;
}
document.addEventListener("pointerdown", forget);
document.addEventListener("keydown", (event) => {
  if (event.key === "Tab" || event.key === "Escape") place = null;
  else forget(event);
}, { capture: true });
