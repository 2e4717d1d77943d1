// The line that says what a follow-up was understood as: becomes a field in its place, and asks with what is typed there.
import { forgetDraft } from "./drafts.js";
import { announce, send } from "./page.js";

let editing = ""; // the turn whose line is a field

const lineOf = (turn) => document.querySelector(`#${turn} .meant`);

function show(turn) {
  const line = turn && lineOf(turn);
  if (!line) return null;
  const isEdited = turn === editing;
  if (line.querySelector(".meant-edit").hidden === isEdited) {
    for (const part of line.querySelectorAll(".meant-said, .actions")) part.hidden = isEdited;
    line.querySelector(".meant-edit").hidden = !isEdited;
  }
  return line;
}

// A part that is drawn anew shows its line again.
export function lookAtMeant() {
  show(editing);
}

function begin(turn) {
  leave();
  editing = turn;
  const field = show(turn).querySelector("input");
  field.focus({ preventScroll: true });
  field.select();
}

function leave() {
  const turn = editing;
  editing = "";
  const line = show(turn);
  if (!line) return;
  const field = line.querySelector("input");
  forgetDraft(field);
  field.value = field.defaultValue;
  line.querySelector("[data-meant-edit]").focus({ preventScroll: true });
}

function ask(line) {
  const field = line.querySelector("input");
  const understood = field.value.trim();
  if (!understood) {
    field.focus();
    announce("There is nothing to search for; type a question, or leave it as it is.");
    return;
  }
  editing = "";
  forgetDraft(field);
  send({ ...JSON.parse(line.dataset.meant), understood });
}

document.addEventListener("click", (event) => {
  const line = event.target.closest(".meant");
  if (!line) return;
  if (event.target.closest("[data-meant-edit]")) begin(line.closest(".turn").id);
  else if (event.target.closest("[data-meant-ask]")) ask(line);
  else if (event.target.closest("[data-meant-leave]")) leave();
});
document.addEventListener("keydown", (event) => {
  if (!event.target.matches(".meant input") || event.isComposing) return;
  if (event.key === "Enter") {
    event.preventDefault();
    ask(event.target.closest(".meant"));
  } else if (event.key === "Escape") {
    event.stopImmediatePropagation(); // leaves this alone
    leave();
  }
}, { capture: true });
