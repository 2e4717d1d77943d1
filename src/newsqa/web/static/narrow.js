// Narrows an answer that is there: a filter more, asked again in its place; says when a view of its articles is drawn.
import { announce, send } from "./page.js";

const LISTS = { sources: "known-sources", languages: "known-languages", sections: "known-sections" };
const DAYS = ["since", "until"];
const said = new Set();

function fitTheField(kind) {
  const input = kind.closest(".other").querySelector(".value input");
  const type = DAYS.includes(kind.value) ? "date" : "text";
  if (input.type !== type) input.value = "";
  input.type = type;
  if (LISTS[kind.value]) input.setAttribute("list", LISTS[kind.value]);
  else input.removeAttribute("list");
}

function askWithOneMore(panel) {
  const input = panel.querySelector(".value input");
  const name = panel.querySelector("select").value;
  const typed = input.value.trim();
  if (!typed) {
    input.focus();
    return;
  }
  const options = [...document.querySelectorAll(`#${LISTS[name]} option`)];
  const picked = options.find((option) => option.value.toLowerCase() === typed.toLowerCase());
  const value = picked ? picked.dataset.value || picked.value : typed;
  const { filters, ...asked } = JSON.parse(panel.closest("[data-add]").dataset.add);
  const set = DAYS.includes(name) ? value : [...(filters[name] ?? []), value];
  send({ do: "ask", ...asked, filters: { ...filters, [name]: set } });
}

// A view that a reader called up is drawn some time later: it is announced once.
export function lookAtViews() {
  for (const note of document.querySelectorAll("[data-said]")) {
    if (said.has(note.dataset.said)) continue;
    said.add(note.dataset.said);
    announce(note.textContent.trim());
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".add select")) fitTheField(event.target);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-filter]");
  if (button) askWithOneMore(button.closest(".other"));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches(".add .value input")) {
    event.preventDefault();
    askWithOneMore(event.target.closest(".other"));
  }
});
