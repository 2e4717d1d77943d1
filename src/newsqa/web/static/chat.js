// Begins the page: one look at each part whenever Gradio has changed something.
import "./stream.js";
import { lookAtPeek } from "./peek.js"; // its Escape comes before that of the article
import { lookAtFile } from "./export.js"; // so does that of what lies over the page
import { lookAtMeant } from "./meant.js";
import { lookAtDossier } from "./dossier.js";
import { lookAtAddress } from "./address.js";
import { lookAtAnswers } from "./answer.js";
import "./composer.js";
import { keepDrafts } from "./drafts.js";
import "./feedback.js";
import { keepPlaces } from "./keep.js";
import "./keyboard.js";
import { lookAtViews } from "./narrow.js";
import { lookAtHeard, root } from "./page.js";
import { lookAtPins } from "./pins.js";
import { lookAtArticle } from "./reading.js";
import { lookAtShelf } from "./shelf.js";
import { stayInPlace } from "./stay.js";

// Gradio takes ?__theme= from the address; without it, the system decides.
const theme = new URLSearchParams(location.search).get("__theme");
if (theme === "dark" || theme === "light") root.dataset.theme = theme;

function look() {
  lookAtHeard();
  lookAtMeant();
  keepDrafts();
  keepPlaces();
  lookAtPeek();
  lookAtAnswers();
  lookAtArticle();
  lookAtDossier();
  lookAtPins();
  lookAtFile();
  lookAtShelf();
  lookAtAddress();
  lookAtViews();
  stayInPlace();
}

new MutationObserver(look).observe(document.body, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["data-address", "data-announce", "data-file", "data-heard", "data-more", "data-opening", "data-pinned", "data-place", "data-said", "data-turn"],
});
look(); // the page may have been drawn before this was loaded
