// Keeps the keyboard's place, and what was unfolded, in a part of the page that the server draws anew.

let place = null; // the part's id and the name of the element that the keyboard stands at
const unfolded = new Map(); // what a reader unfolded, by turn and name

function within(id, name) {
  const part = document.getElementById(id);
  return [...(part?.querySelectorAll("[data-keep]") ?? [])].find((element) => element.dataset.keep === name);
}

export function keepPlace() {
  for (const [key, { turn, name }] of unfolded) {
    const details = within(turn, name);
    if (!details) unfolded.delete(key);
    else if (!details.open) details.open = true;
  }
  if (!place || document.activeElement !== document.body) return;
  within(place.part, place.name)?.focus({ preventScroll: true });
}

document.addEventListener("focusin", (event) => {
  const kept = event.target.closest("[data-keep]");
  const part = kept?.closest("[id^='slot-']"); // it stays when a question is asked again in its place
  place = part ? { part: part.id, name: kept.dataset.keep } : null;
});
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("[data-keep]")) place = null;
});
document.addEventListener("toggle", (event) => {
  const details = event.target;
  const turn = details.dataset.keep !== undefined && details.closest(".turn");
  if (!turn) return;
  const key = `${turn.id} ${details.dataset.keep}`;
  if (details.open) unfolded.set(key, { turn: turn.id, name: details.dataset.keep });
  else unfolded.delete(key);
}, { capture: true });
