// What limits the next question: days, and several outlets, languages, sections and authors.
import { announce } from "./page.js";

const form = () => document.querySelector("#filters .fields");
const days = () => form().querySelectorAll("input[type=date]");
const fields = () => form().querySelectorAll(".field");
const chosenOf = (field) => [...field.querySelectorAll(".chosen li")].map((entry) => entry.dataset.value);

// The list proposes names; what is sent for a language is its code.
function optionFor(field, said) {
  const wanted = said.toLowerCase();
  const options = [...field.querySelectorAll("option")];
  return options.find((option) => [option.value, option.dataset.value].some((text) => text?.toLowerCase() === wanted));
}

function valueOf(field, said) {
  const option = optionFor(field, said);
  return option ? option.dataset.value || option.value : said;
}

// The filters of the next question, by name: what is typed and not taken up yet counts too.
export function chosenFilters() {
  const filters = {};
  if (!form()) return filters;
  for (const day of days()) {
    if (day.value) filters[day.name] = day.value;
  }
  for (const field of fields()) {
    const typed = field.querySelector("input").value.trim();
    const values = [...new Set([...chosenOf(field), ...(typed ? [valueOf(field, typed)] : [])])];
    if (values.length) filters[field.dataset.name] = values;
  }
  return filters;
}

function tellFilters() {
  const told = document.querySelector("#filters .set");
  const count = Object.values(chosenFilters()).flat().length;
  const words = count ? ` (${count} set)` : "";
  if (told && told.textContent !== words) told.textContent = words;
}

function choose(field, said) {
  const value = valueOf(field, said);
  if (chosenOf(field).includes(value)) return;
  const shown = optionFor(field, said)?.value ?? said;
  const entry = document.createElement("li");
  entry.dataset.value = value;
  const name = document.createElement("bdi");
  name.textContent = shown;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.dataset.unchoose = "";
  remove.textContent = "×";
  remove.setAttribute("aria-label", `Remove ${field.dataset.label.toLowerCase()} ${shown}`);
  entry.append(name, remove);
  field.querySelector(".chosen").append(entry);
}

// Takes up what stands in a field; an author may be known as "Quill, Bernadette".
function takeUp(input, said) {
  const field = input.closest(".field");
  if (said.trim()) {
    choose(field, said.trim());
    announce(`${field.dataset.label} ${said.trim()} chosen.`);
  }
  input.value = "";
  tellFilters();
}

function unchoose(entry) {
  const field = entry.closest(".field");
  announce(`${field.dataset.label} ${entry.querySelector("bdi").textContent} removed.`);
  entry.remove();
  field.querySelector("input").focus();
  tellFilters();
}

function clearFilters() {
  for (const input of form().querySelectorAll("input")) input.value = "";
  for (const entry of form().querySelectorAll(".chosen li")) entry.remove();
  tellFilters();
}

// Sets the form to filters that come from elsewhere: an address, or a question that is edited.
export function fillFilters(filters) {
  if (!form()) return;
  clearFilters();
  for (const day of days()) day.value = [filters[day.name] ?? ""].flat()[0] ?? "";
  for (const field of fields()) {
    for (const value of [filters[field.dataset.name] ?? []].flat()) choose(field, value);
  }
  tellFilters();
}

// The form's fields by what an address calls them.
export function fieldNames() {
  const named = form() ? [...form().querySelectorAll("[data-key]")] : [];
  return new Map(named.map((field) => [field.dataset.key, field.dataset.name ?? field.name]));
}

export function unfoldFilters() {
  document.querySelector("#filters details")?.setAttribute("open", "");
}

// Open, the form would cover the answer.
export function foldFilters() {
  document.querySelector("#filters details")?.removeAttribute("open");
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-clear-filters]")) clearFilters();
  const removed = event.target.closest("[data-unchoose]");
  if (removed) unchoose(removed.closest("li"));
  const quick = event.target.closest("[data-days]");
  if (quick) {
    const chosen = JSON.parse(quick.dataset.days);
    for (const day of days()) day.value = chosen[day.name];
    announce(`${quick.textContent} chosen.`);
    tellFilters();
  }
});

// A key is not always known on a phone, the text that it made is; what is picked from the list comes as a replacement.
document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.closest?.("#filters")) return;
  const field = input.closest(".field");
  if (field && !event.isComposing) {
    const typed = input.value;
    const begun = [...field.querySelectorAll("option")].some((option) => option.value.toLowerCase().startsWith(typed.toLowerCase()));
    if (typed.endsWith(",") && !begun) takeUp(input, typed.slice(0, -1));
    else if (event.inputType === "insertReplacementText" || !("inputType" in event)) {
      if (optionFor(field, typed)) takeUp(input, typed);
    }
  }
  tellFilters();
});
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.closest?.("#filters .field")) takeUp(input, input.value);
});
document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches?.("#filters .field input") || event.isComposing) return;
  if (event.key === "Enter") {
    event.preventDefault();
    takeUp(input, input.value);
  } else if (event.key === "Backspace" && !input.value) {
    const last = input.closest(".field").querySelector(".chosen li:last-child");
    if (last) unchoose(last);
  }
});
document.addEventListener("newsqa:edit", (event) => fillFilters(event.detail.filters ?? {}));
