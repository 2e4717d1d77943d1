element.classList.add("relay");
element.addEventListener("click", (event) => {
  const sender = event.target.closest("[data-send]");
  if (sender) trigger("click", { ...JSON.parse(sender.dataset.send), nth: Number(sender.dataset.nth) });
});
