// The reading pane: opens and closes the article, and keeps the way that a reader took from one to the next.
import { goToMark } from "./marks.js";
import { announce, phone, root } from "./page.js";

let lastOpening = "";
let opener = null;
let openerSends = "";
const before = []; // the articles of this pane that one can go back to
let left = null; // the one that was shown when the next was asked for
let way = "afresh"; // how the next comes: afresh from the page, on from another, back to one, again with other marks

const reading = () => document.getElementById("reading");
const shown = () => document.querySelector("#reading .article");

function arrange() {
  const covers = root.dataset.reading === "open" && phone.matches;
  const room = document.getElementById("room");
  if (room) room.inert = covers || (root.dataset.dossier === "open" && phone.matches);
  const pane = reading();
  if (!pane) return;
  pane.setAttribute("role", covers ? "dialog" : "complementary");
  pane.setAttribute("aria-label", "The article");
  if (covers) pane.setAttribute("aria-modal", "true");
  else pane.removeAttribute("aria-modal");
}

function place() {
  const article = shown();
  if (!article?.dataset.same) return null;
  const { same, title, current } = article.dataset;
  return { same, title, current, top: article.querySelector(".article-body").scrollTop };
}

function showWayBack(article) {
  const button = article.querySelector("[data-back]");
  const last = before.at(-1);
  if (!button || !last) return;
  const title = document.createElement("bdi");
  title.textContent = last.title;
  button.replaceChildren("Back to ", title);
  button.dataset.send = last.same;
  button.hidden = false;
  article.querySelector(".where").hidden = true;
}

// Returns where in the article one was, when it was gone back to.
function follow() {
  const came = way;
  way = "afresh";
  if (came === "back") return before.pop();
  if (came === "on" && left) before.push(left);
  if (came === "afresh") before.length = 0;
  return null;
}

function openArticle(article) {
  root.dataset.reading = "open";
  arrange();
  const isAgain = way === "again";
  const kept = follow();
  showWayBack(article);
  const body = article.querySelector(".article-body");
  body.scrollTop = kept?.top ?? 0;
  goToMark(article, Number(kept?.current ?? article.dataset.current ?? 0), kept ? null : "auto");
  const toggle = isAgain && article.querySelector("[data-stay]");
  (toggle || article.querySelector("#article-title")).focus({ preventScroll: true });
  if (isAgain) announce(article.querySelector(".versions p")?.textContent ?? "");
}

function closeReading() {
  if (root.dataset.reading !== "open") return;
  delete root.dataset.reading;
  before.length = 0;
  arrange();
  // What was pressed may have been drawn anew meanwhile.
  const again = [...document.querySelectorAll(":is(#room, #dossier) [data-send]")].find((each) => each.dataset.send === openerSends);
  const back = opener?.isConnected ? opener : again;
  back?.focus({ preventScroll: true });
}

export function lookAtArticle() {
  const article = shown();
  if (!article) {
    lastOpening = "";
    closeReading();
  } else if (article.dataset.opening !== lastOpening) {
    lastOpening = article.dataset.opening;
    openArticle(article);
  }
}

document.addEventListener(
  "click",
  (event) => {
    const sender = event.target.closest("[data-send]");
    if (!sender || "again" in sender.dataset) return;
    if (sender.closest("#reading")) {
      left = place();
      way = sender.matches("[data-back]") ? "back" : sender.matches("[data-stay]") ? "again" : "on";
      return;
    }
    if (JSON.parse(sender.dataset.send).do !== "open") return;
    way = "afresh";
    const from = event.isTrusted ? sender : document.activeElement;
    if (from.closest("#reading")) return;
    opener = from;
    openerSends = from.dataset.send ?? "";
  },
  { capture: true },
);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) closeReading();
});
document.addEventListener(
  "keydown",
  (event) => {
    // What lies over the pane closes first.
    if (event.key !== "Escape" || root.dataset.shelf === "open") return;
    if (!document.querySelector("dialog[open], :popover-open")) closeReading();
  },
  { capture: true },
);
phone.addEventListener("change", arrange);
