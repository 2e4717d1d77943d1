// The box that a question is written in: asks it, or puts an earlier one back into the box to be edited.
import { newestTurn } from "./answer.js";
import { chosenFilters, foldFilters } from "./filters.js";
import { announce, root, send } from "./page.js";

const EDITING = "Editing: replaces the question above";

export const box = () => document.querySelector("#question textarea");

let editing = null; // the number of the turn, and what stood in box and form before

function write(question) {
  box().value = question;
  box().dispatchEvent(new Event("input", { bubbles: true }));
}

function setFilters(question, filters, number) {
  document.dispatchEvent(new CustomEvent("newsqa:edit", { detail: { question, filters, number } }));
}

const note = document.createElement("p");
note.className = "editing";
const leave = document.createElement("button");
leave.type = "button";
leave.textContent = "Leave it as it is";
leave.addEventListener("click", () => leaveEditing());
note.append(document.createTextNode(`${EDITING} `), leave);

export function edit({ question, filters, number }) {
  if (!editing) editing = { draft: box().value, filters: chosenFilters() };
  editing.number = number;
  write(question);
  setFilters(question, filters, number);
  document.getElementById("composer").prepend(note);
  box().focus();
  box().setSelectionRange(question.length, question.length);
  announce(`${EDITING}. Escape leaves it as it is.`);
}

// Gives back what stood in the box and the form.
function leaveEditing() {
  const { number, draft, filters } = editing;
  endEditing();
  write(draft);
  setFilters(draft, filters, null);
  // Gradio takes the focus into its box whenever that is written to, a moment later.
  setTimeout(() => document.querySelector(`#t${number} [data-edit]`)?.focus({ preventScroll: true }));
}

function endEditing() {
  editing = null;
  note.remove();
}

// Gradio would read the box some time after Enter, and find there what is typed next.
function askWhatIsInTheBox() {
  const question = box().value;
  write("");
  const action = { do: "ask", question, filters: chosenFilters() };
  if (editing) action.instead = editing.number;
  endEditing();
  foldFilters();
  send(action);
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-edit]");
  if (opener) edit(JSON.parse(opener.dataset.edit));
  if (event.target.closest("#send")) askWhatIsInTheBox();
  if (event.target.closest("#anew")) {
    if (editing) endEditing();
    send({ do: "anew" });
  }
});
document.addEventListener("keydown", (event) => {
  if (!event.target.matches("#question textarea") || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    event.stopPropagation();
    askWhatIsInTheBox();
  } else if (event.key === "Escape" && !event.defaultPrevented) {
    if (editing) leaveEditing();
    else if (root.dataset.reading !== "open") newestTurn()?.querySelector(".question").focus({ preventScroll: true });
  }
}, { capture: true });
