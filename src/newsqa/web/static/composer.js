// The box that a question is written in, and the filters of the next question.
import { send } from "./page.js";

const box = () => document.querySelector("#question textarea");

// The filters of the next question, by name; those that are empty are left out.
function chosenFilters() {
  const filters = {};
  for (const field of document.querySelectorAll("#filters input")) {
    if (field.value.trim()) filters[field.name] = field.value.trim();
  }
  return filters;
}

function tellFilters() {
  const told = document.querySelector("#filters .set");
  const count = Object.keys(chosenFilters()).length;
  if (told) told.textContent = count ? ` (${count} set)` : "";
}

// Gradio would read the box some time after Enter, and find there what is typed next.
function askWhatIsInTheBox() {
  const question = box().value;
  box().value = "";
  box().dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelector("#filters details")?.removeAttribute("open"); // it would cover the answer
  send({ do: "ask", question, filters: chosenFilters() });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#send")) askWhatIsInTheBox();
  if (event.target.closest("[data-clear-filters]")) {
    for (const field of document.querySelectorAll("#filters input")) field.value = "";
    tellFilters();
  }
});
document.addEventListener("input", (event) => {
  if (event.target.closest("#filters")) tellFilters();
});
document.addEventListener(
  "keydown",
  (event) => {
    const isSent = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!isSent || !event.target.matches("#question textarea")) return;
    event.preventDefault();
    event.stopPropagation();
    askWhatIsInTheBox();
  },
  { capture: true },
);
