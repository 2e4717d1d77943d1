// What limits the next question.

const form = () => document.querySelector("#filters .fields");

// The filters of the next question, by name; those that are empty are left out.
export function chosenFilters() {
  const filters = {};
  for (const field of document.querySelectorAll("#filters input")) {
    if (field.value.trim()) filters[field.name] = field.value.trim();
  }
  return filters;
}

// Open, the form would cover the answer.
export function foldFilters() {
  document.querySelector("#filters details")?.removeAttribute("open");
}

function tellFilters() {
  const told = document.querySelector("#filters .set");
  const count = Object.keys(chosenFilters()).length;
  if (told) told.textContent = count ? ` (${count} set)` : "";
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-clear-filters]")) return;
  for (const field of form().querySelectorAll("input")) field.value = "";
  tellFilters();
});
document.addEventListener("input", (event) => {
  if (event.target.closest("#filters")) tellFilters();
});
