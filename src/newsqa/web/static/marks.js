// The marks of the article that is open: goes from one to the next, and has at hand what is copied of each.
import { copyFrom } from "./copy.js";
import { pinAt } from "./pins.js";
import { announce, behaviour, root } from "./page.js";

const openArticle = () => (root.dataset.reading === "open" ? document.querySelector("#reading .article") : null);

function scrollTo(mark, behavior) {
  const body = mark.closest(".article-body");
  const scroller = body.scrollHeight > body.clientHeight ? body : body.parentElement; // low windows scroll all of it
  const above = mark.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTo({ top: scroller.scrollTop + above - scroller.clientHeight / 4, behavior });
}

// What is copied and linked is of the mark that one stands at.
function handOut(article, number) {
  const quotation = article.querySelector(`[data-quotation="${number}"]`);
  if (!quotation) return;
  for (const button of article.querySelectorAll("[data-copies]")) {
    button.dataset.copy = quotation.dataset[button.dataset.copies];
  }
  const pin = article.querySelector(".article-tools [data-pin]");
  if (pin) pinAt(pin, quotation.dataset.place);
  const link = article.querySelector(".article-tools .source-link");
  if (link && quotation.dataset.url) link.href = quotation.dataset.url;
}

export function goToMark(article, number, behavior) {
  for (const mark of article.querySelectorAll("mark[aria-current]")) mark.removeAttribute("aria-current");
  const stretches = [...article.querySelectorAll(`mark[data-mark="${number}"]`)];
  if (!stretches.length) return "";
  article.dataset.current = number;
  for (const stretch of stretches) stretch.setAttribute("aria-current", "true");
  const place = `${article.dataset.noun} ${number} of ${article.dataset.marks}`;
  const which = article.querySelector(".which");
  if (which) which.textContent = place;
  handOut(article, number);
  if (behavior) scrollTo(stretches[0], behavior);
  return `${place}: ${stretches.map((stretch) => stretch.textContent).join(" ")}`;
}

function step(article, by) {
  const count = Number(article.dataset.marks);
  if (!count) return;
  const number = ((Number(article.dataset.current) - 1 + by + count) % count) + 1; // after the last comes the first
  announce(goToMark(article, number, behaviour()));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("#reading [data-step]");
  if (button) step(openArticle(), Number(button.dataset.step));
});
document.addEventListener("newsqa:mark", (event) => {
  const article = openArticle();
  if (article) step(article, Number(event.detail?.step ?? 1));
});
document.addEventListener("newsqa:copy", () => {
  const button = openArticle()?.querySelector('[data-copies="plain"]');
  if (button) copyFrom(button);
});
