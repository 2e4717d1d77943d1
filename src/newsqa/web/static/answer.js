// The answers: comes to each as it is there, announces it, and goes to its cards.
import { announce, behaviour } from "./page.js";

let lastTurn = "";
let lastAnnounced = 0;

function goToCard(id) {
  const card = document.getElementById(id);
  if (!card) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "center", behavior: behaviour() });
  card.classList.remove("called");
  void card.offsetWidth; // starts the highlight anew when it still runs
  card.classList.add("called");
  setTimeout(() => card.classList.remove("called"), 1800);
}

// The newest is not always the last: a question that is asked again keeps its place.
export function lookAtAnswers() {
  const turns = [...document.querySelectorAll(".turn")];
  const turn = turns.reduce((newest, each) => (Number(each.dataset.turn) > Number(newest?.dataset.turn ?? 0) ? each : newest), null);
  const state = turn ? turn.id + turn.dataset.announce : "";
  if (turn && state !== lastTurn) {
    lastTurn = state;
    turn.scrollIntoView({ block: "start", behavior: behaviour() });
  }
  for (const answered of turns) {
    const number = Number(answered.dataset.turn);
    if (answered.dataset.announce && number > lastAnnounced) {
      lastAnnounced = number;
      announce(answered.dataset.announce);
    }
  }
}

document.addEventListener("click", (event) => {
  const reference = event.target.closest("[data-card]");
  if (!reference) return;
  event.preventDefault();
  goToCard(reference.dataset.card);
});
