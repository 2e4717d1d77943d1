// Begins the page: one look at each part whenever Gradio has changed something.
import { lookAtPeek } from "./peek.js"; // its Escape comes before that of the article
import { lookAtAnswers } from "./answer.js";
import "./composer.js";
import { keepPlaces } from "./keep.js";
import "./keyboard.js";
import { root } from "./page.js";
import { lookAtArticle } from "./reading.js";

// Gradio takes ?__theme= from the address; without it, the system decides.
const theme = new URLSearchParams(location.search).get("__theme");
if (theme === "dark" || theme === "light") root.dataset.theme = theme;

new MutationObserver(() => {
  keepPlaces();
  lookAtPeek();
  lookAtAnswers();
  lookAtArticle();
}).observe(document.body, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["data-announce", "data-more", "data-opening", "data-place", "data-turn"],
});
