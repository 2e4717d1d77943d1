// What the page does by itself: goes to a card, opens and closes the article, announces answers.
(() => {
  const phone = matchMedia("(max-width: 899px)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const root = document.documentElement;

  // Gradio takes ?__theme= from the address; without it, the system decides.
  const theme = new URLSearchParams(location.search).get("__theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;

  const announcer = document.createElement("div");
  announcer.className = "unseen";
  announcer.setAttribute("role", "status");
  announcer.setAttribute("aria-live", "polite");

  let lastTurn = "";
  let lastAnnounced = "";
  let lastOpening = "";
  let opener = null;

  const behaviour = () => (calm.matches ? "auto" : "smooth");

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

  function arrange() {
    const isOpen = root.dataset.reading === "open";
    const covers = isOpen && phone.matches;
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

  function look() {
    const turns = document.querySelectorAll(".turn");
    const turn = turns[turns.length - 1];
    const state = turn ? turn.id + turn.dataset.announce : "";
    if (turn && state !== lastTurn) {
      lastTurn = state;
      turn.scrollIntoView({ block: "start", behavior: behaviour() });
    }
    for (const answered of turns) {
      const said = answered.dataset.announce;
      const key = Number(answered.dataset.turn);
      if (said && key > Number(lastAnnounced)) {
        lastAnnounced = key;
        announcer.textContent = said;
      }
    }
    const article = document.querySelector("#reading .article");
    if (!article) {
      lastOpening = "";
      closeReading();
    } else if (article.dataset.opening !== lastOpening) {
      lastOpening = article.dataset.opening;
      openReading(article);
    }
  }

  // The filters of the next question, by name; those that are empty are left out.
  function chosenFilters() {
    const filters = {};
    for (const field of document.querySelectorAll("#filters input")) {
      if (field.value.trim()) filters[field.name] = field.value.trim();
    }
    return filters;
  }

  function tellFilters() {
    const told = document.querySelector("#filters .set");
    const count = Object.keys(chosenFilters()).length;
    if (told) told.textContent = count ? ` (${count} set)` : "";
  }

  // Gradio would read the box some time after Enter, and find there what is typed next.
  function askWhatIsInTheBox() {
    const box = document.querySelector("#question textarea");
    const sender = document.createElement("button");
    sender.dataset.send = JSON.stringify({ question: box.value, filters: chosenFilters() });
    sender.hidden = true;
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector("#filters details")?.removeAttribute("open"); // it would cover the answer
    document.querySelector("#welcome .relay").append(sender);
    sender.click();
    sender.remove();
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const reference = target.closest("[data-card]");
    if (reference) {
      event.preventDefault();
      goToCard(reference.dataset.card);
    }
    if (target.closest("[data-close]")) closeReading();
    const sender = target.closest("[data-send]");
    if (sender && event.isTrusted) opener = sender;
    if (target.closest("#send")) askWhatIsInTheBox();
    if (target.closest("[data-clear-filters]")) {
      for (const field of document.querySelectorAll("#filters input")) field.value = "";
      tellFilters();
    }
  });
  document.addEventListener("input", (event) => {
    if (event.target.closest("#filters")) tellFilters();
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") closeReading();
      const isSent = event.key === "Enter" && !event.shiftKey && !event.isComposing;
      if (!isSent || !event.target.matches("#question textarea")) return;
      event.preventDefault();
      event.stopPropagation();
      askWhatIsInTheBox();
    },
    { capture: true },
  );
  phone.addEventListener("change", arrange);
  document.body.append(announcer);
  new MutationObserver(look).observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-announce", "data-opening", "id"],
  });
})();
