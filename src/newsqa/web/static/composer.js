// The box that a question is written in.
import { chosenFilters, foldFilters } from "./filters.js";
import { send } from "./page.js";

const box = () => document.querySelector("#question textarea");

// Gradio would read the box some time after Enter, and find there what is typed next.
function askWhatIsInTheBox() {
  const question = box().value;
  box().value = "";
  box().dispatchEvent(new Event("input", { bubbles: true }));
  const filters = chosenFilters();
  foldFilters();
  send({ do: "ask", question, filters });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#send")) askWhatIsInTheBox();
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
