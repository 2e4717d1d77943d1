// What is pinned: every button that pins says whether its quotation is in the dossier, and takes it out again.

const pinned = () =>
  new Map([...document.querySelectorAll("#dossier [data-pinned]")].map((each) => [each.dataset.pinned, each.dataset.pinId]));

// The text itself is changed and no element: what the server draws is told from what we do.
function show(button, id) {
  const isPinned = id !== undefined;
  const { turn } = JSON.parse(button.dataset.send);
  const [article, start, end] = JSON.parse(button.dataset.pin);
  const sent = JSON.stringify(isPinned ? { do: "unpin", pin: id, turn } : { do: "pin", article, start, end, turn });
  if (button.dataset.send !== sent) button.dataset.send = sent;
  if (button.getAttribute("aria-pressed") !== String(isPinned)) button.setAttribute("aria-pressed", String(isPinned));
  const label = isPinned ? "Pinned" : "Pin";
  if (button.firstChild.nodeValue !== label) button.firstChild.nodeValue = label;
}

// Has a button pin another quotation.
export function pinAt(button, place) {
  if (button.dataset.pin === place) return;
  button.dataset.pin = place;
  show(button, pinned().get(place));
}

export function lookAtPins() {
  const ids = pinned();
  for (const button of document.querySelectorAll("button[data-pin]")) show(button, ids.get(button.dataset.pin));
}
