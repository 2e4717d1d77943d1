// Copies what stands in ``data-copy`` of a button, and says on it and to a screen reader whether that went well.
import { announce } from "./page.js";

const SHOWN_MS = 2000;
const labels = new WeakMap();

// Where a page did not come from this machine or by https, there is no clipboard but by a selection.
function copyBySelection(text) {
  const focused = document.activeElement;
  const selection = getSelection();
  const selected = selection.rangeCount ? selection.getRangeAt(0) : null;
  const area = document.createElement("textarea");
  area.className = "unseen";
  area.readOnly = true;
  area.value = text;
  (focused.closest("[aria-modal]") ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  focused.focus({ preventScroll: true });
  if (selected) {
    selection.removeAllRanges();
    selection.addRange(selected);
  }
  return isCopied;
}

async function isWritten(text) {
  if (isSecureContext && navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // A browser may ask its reader first, and be told no: a selection needs no leave.
    }
  }
  return copyBySelection(text);
}

function say(button, words) {
  const kept = labels.get(button) ?? { label: [...button.childNodes], timer: 0 };
  clearTimeout(kept.timer);
  button.style.minWidth = `${button.offsetWidth}px`;
  button.replaceChildren(words);
  kept.timer = setTimeout(() => {
    button.replaceChildren(...kept.label);
    button.style.minWidth = "";
    labels.delete(button);
  }, SHOWN_MS);
  labels.set(button, kept);
}

export async function copyFrom(button) {
  const isCopied = await isWritten(button.dataset.copy);
  say(button, isCopied ? "Copied" : "Not copied");
  announce(isCopied ? "Copied." : "It could not be copied: the browser does not allow it. Select the text and copy it.");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copyFrom(button);
});
