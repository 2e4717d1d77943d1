// Why something is wrong: what a reader types beside "Wrong" is sent with it.
import { forgetDraft } from "./drafts.js";
import { send } from "./page.js";

function tell(because) {
  const field = because.querySelector("input");
  const why = field.value.trim();
  if (!why) {
    field.focus();
    return;
  }
  forgetDraft(field);
  // What has the focus goes away when this is told.
  because.closest(".actions").querySelector('.judge [aria-pressed="true"]')?.focus({ preventScroll: true });
  send({ ...JSON.parse(because.dataset.because), why });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-because-send]");
  if (button) tell(button.closest(".because"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches(".because input")) return;
  event.preventDefault();
  tell(event.target.closest(".because"));
});
