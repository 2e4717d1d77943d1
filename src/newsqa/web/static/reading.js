// The reading pane: opens and closes the article, and stands at the sentence that was cited.
import { phone, root } from "./page.js";

let lastOpening = "";
let opener = null;

function arrange() {
  const covers = root.dataset.reading === "open" && phone.matches;
  const room = document.getElementById("room");
  const reading = document.getElementById("reading");
  if (room) room.inert = covers;
  if (!reading) return;
  reading.setAttribute("role", covers ? "dialog" : "complementary");
  reading.setAttribute("aria-label", "The article");
  if (covers) reading.setAttribute("aria-modal", "true");
  else reading.removeAttribute("aria-modal");
}

function openReading(article) {
  root.dataset.reading = "open";
  arrange();
  const mark = article.querySelector("mark.cited") || article.querySelector("mark");
  const title = article.querySelector("#article-title");
  if (title) title.focus({ preventScroll: true });
  const body = article.querySelector(".article-body");
  body.scrollTop = 0;
  if (mark) {
    const above = mark.getBoundingClientRect().top - body.getBoundingClientRect().top;
    body.scrollTop = above - body.clientHeight / 4;
  }
}

function closeReading() {
  if (root.dataset.reading !== "open") return;
  delete root.dataset.reading;
  arrange();
  if (opener && opener.isConnected) opener.focus({ preventScroll: true });
}

export function lookAtArticle() {
  const article = document.querySelector("#reading .article");
  if (!article) {
    lastOpening = "";
    closeReading();
  } else if (article.dataset.opening !== lastOpening) {
    lastOpening = article.dataset.opening;
    openReading(article);
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) closeReading();
  const sender = event.target.closest("[data-send]");
  if (sender && !sender.hidden && !sender.closest("#reading")) opener = sender;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeReading();
}, { capture: true });
phone.addEventListener("change", arrange);
