// The answers: comes to each as it is there, announces it, and shows which card an article was opened from.
import { announce, behaviour, root } from "./page.js";

const PLACE_EVERY_MS = 15_000; // a screen reader is told of its place in line no more often than this
const TOGETHER_MS = 1_500; // what follows an announcement sooner than this would cut it off

const told = new Map(); // by turn: what was announced of it
let lastTurn = "";
let lastPlace = { turn: "", at: 0 };

export const newestTurn = () =>
  // The newest is not always the last: a question that is asked again keeps its place.
  [...document.querySelectorAll(".turn")].reduce(
    (newest, each) => (Number(each.dataset.turn) > Number(newest?.dataset.turn ?? 0) ? each : newest), null,
  );

function tell(turn) {
  const known = told.get(turn.id) ?? { answer: "", more: "", at: 0 };
  const { announce: answer, more, place } = turn.dataset;
  const now = performance.now();
  if (answer && answer !== known.answer) {
    announce(`${answer} ${more}`.trim());
    told.set(turn.id, { answer, more, at: now });
  } else if (more && more !== known.more) {
    announce(now - known.at < TOGETHER_MS ? `${answer} ${more}` : more);
    told.set(turn.id, { ...known, more });
  } else if (place && !answer && (lastPlace.turn !== turn.id || now - lastPlace.at > PLACE_EVERY_MS)) {
    announce(place);
    lastPlace = { turn: turn.id, at: now };
  }
}

export function lookAtAnswers() {
  for (const turn of document.querySelectorAll(".turn")) tell(turn);
  const turn = newestTurn();
  if (!turn || turn.id === lastTurn) return;
  lastTurn = turn.id;
  if (turn === document.querySelector(".turn")) scrollTo({ top: 0, behavior: behaviour() });
  else turn.scrollIntoView({ block: "start", behavior: behaviour() });
}

function call(card) {
  document.querySelector(".card.is-open")?.classList.remove("is-open");
  card.classList.add("is-open"); // seen only while the article is
  card.classList.remove("called");
  void card.offsetWidth; // starts the highlight anew when it still runs
  card.classList.add("called");
}

// The pane takes half of the room away, so the card may be elsewhere when it is there.
new MutationObserver(() => {
  if (root.dataset.reading !== "open") return;
  const card = document.querySelector(".card.is-open");
  requestAnimationFrame(() => card?.scrollIntoView({ block: "nearest", behavior: behaviour() }));
}).observe(root, { attributes: true, attributeFilter: ["data-reading"] });

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-card], .card .open");
  const card = opener && (document.getElementById(opener.dataset.card) ?? opener.closest(".card"));
  if (card) call(card);
});
