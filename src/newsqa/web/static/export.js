// What is exported: the server gives a file's text, and it is saved from here; menus fold again by themselves.
import { announce } from "./page.js";

let lastFile = "";

function save({ name, type, text }) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may ask its reader first where to
}

export function lookAtFile() {
  const file = document.querySelector("#file [data-file]");
  if (!file || file.dataset.file === lastFile) return;
  lastFile = file.dataset.file;
  const { name, type, text, problem } = file.dataset;
  file.remove();
  if (problem !== undefined) {
    tell(problem);
    return;
  }
  save({ name, type, text });
  announce(`Exported: ${name}`);
}

function tell(problem) {
  announce(problem);
  const note = document.createElement("p");
  note.className = "export-problem";
  note.textContent = problem;
  document.body.append(note);
  setTimeout(() => note.remove(), 8000);
}

const openMenus = () => document.querySelectorAll(".menu[open]");

function fold(menu, isFocused) {
  menu.open = false;
  if (isFocused) menu.querySelector("summary").focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    const isIn = menu.contains(event.target);
    if (!isIn || event.target.closest(".menu-list button")) fold(menu, isIn);
  }
});
document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) fold(menu, false);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !openMenus().length) return;
  event.stopImmediatePropagation(); // closes this alone
  for (const menu of openMenus()) fold(menu, menu.contains(document.activeElement));
}, { capture: true });
