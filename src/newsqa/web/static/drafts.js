// What is being typed into a part of the page stays typed when the part is drawn anew.

const typed = new Map(); // by what the field is for
const filledFor = new WeakMap(); // Gradio gives a field that is there to whatever stands in its place now

export function keepDrafts() {
  for (const field of document.querySelectorAll("[data-draft]")) {
    const name = field.dataset.draft;
    const draft = typed.get(name);
    const wanted = draft?.value ?? (filledFor.get(field) === name ? field.value : field.defaultValue);
    filledFor.set(field, name);
    if (field.value === wanted) continue;
    field.value = wanted;
    if (draft && document.activeElement === field) field.setSelectionRange(draft.at, draft.at);
  }
}

export function forgetDraft(field) {
  typed.delete(field.dataset.draft);
  filledFor.delete(field);
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.dataset.draft) typed.set(field.dataset.draft, { value: field.value, at: field.selectionEnd });
});
