// What the archive's page does by itself: sends files, starts builds, shows how far they are, asks twice before going back.
(() => {
  const POLL_MS = 1000;
  const main = document.getElementById("main");
  const token = main.dataset.token;
  const said = document.getElementById("said");
  const part = (id) => document.getElementById(id);

  // Across the reload that shows what came of a change: what is said then, and where the reader is put.
  const kept = {
    take(name) {
      const value = sessionStorage.getItem(`newsqa-${name}`);
      sessionStorage.removeItem(`newsqa-${name}`);
      return value;
    },
    put(name, value) {
      sessionStorage.setItem(`newsqa-${name}`, value);
    },
  };

  function say(text) {
    said.hidden = false;
    said.textContent = text;
  }

  function showAnew(goTo) {
    kept.put("go-to", goTo);
    const address = new URL(location.href);
    address.hash = "";
    if (address.href === location.href) location.reload();
    else location.replace(address.href);
  }

  // Returns what the server answered, with the problem in words when it refused.
  async function send(path, body, headers = {}) {
    try {
      const response = await fetch(path, {
        method: "POST",
        headers: { "X-Newsqa-Token": token, ...headers },
        body,
      });
      const text = await response.text();
      let answer = {};
      try {
        answer = JSON.parse(text);
      } catch {
        answer = { problem: text || `The server refused it (${response.status}).` };
      }
      return response.ok ? answer : { problem: answer.problem || text };
    } catch {
      return { problem: "The server does not answer, or stopped taking the file in; look whether newsqa still runs." };
    }
  }

  // Building

  function setBusy(isBusy) {
    for (const control of document.querySelectorAll("#files, #rebuild, [data-generation]")) control.disabled = isBusy;
  }

  async function build() {
    const answer = await send("/archive/build");
    if (answer.problem) {
      say(answer.problem);
      setBusy(false);
      return;
    }
    say("A build has begun.");
    part("running").hidden = false;
    if (part("outcome")) part("outcome").hidden = true; // of the build before
    wasBuilding = true;
    follow();
  }

  let wasBuilding = !part("running").hidden;
  let wasChecking = !part("checking").hidden;
  let isFollowing = false;
  let lastStep = "";

  async function follow() {
    if (isFollowing) return;
    isFollowing = true;
    for (;;) {
      await new Promise((done) => setTimeout(done, POLL_MS));
      let state;
      try {
        state = await (await fetch("/archive/state")).json();
      } catch {
        say("The server does not answer; look whether newsqa still runs.");
        continue;
      }
      const { build, check } = state;
      show("running", build.running, build);
      show("checking", check.running, check);
      if (build.running && build.step !== lastStep) {
        lastStep = build.step;
        say(`Building: ${build.step}.`); // the step alone: numbers would be read out without end
      }
      if (wasBuilding && !build.running) return showAnew("outcome");
      if (wasChecking && !check.running) return showAnew("diagnosis");
      if (part("elsewhere") && !state.elsewhere && !build.running) return showAnew("ledger");
      if (!build.running && !check.running && !state.elsewhere) {
        isFollowing = false;
        return;
      }
    }
  }

  function show(id, isRunning, work) {
    part(id).hidden = !isRunning;
    if (!isRunning) return;
    part(`${id}-said`).textContent = work.said;
    const bar = part(id).querySelector("progress");
    if (work.total > 1) {
      bar.max = work.total;
      bar.value = work.done;
    } else {
      bar.removeAttribute("value");
    }
  }

  // Adding files

  function list(name, text, isRefused) {
    const line = document.createElement("li");
    const file = document.createElement("bdi");
    file.textContent = name;
    const state = document.createElement("span");
    state.textContent = text;
    state.className = isRefused ? "refused" : "";
    if (name) line.append(file, ": ");
    line.append(state);
    part("sent").append(line);
    return state;
  }

  async function add(files) {
    if (!files.length) return;
    setBusy(true);
    part("sent").textContent = "";
    const refused = [];
    let added = 0;
    for (const [place, file] of files.entries()) {
      say(files.length > 1 ? `Sending ${place + 1} of ${files.length}.` : "Sending.");
      const state = list(file.name, "sending", false);
      const answer = await send(`/archive/files?name=${encodeURIComponent(file.name)}`, file);
      if (answer.problem) {
        state.textContent = answer.problem; // which names the file
        state.className = "refused";
        state.parentElement.replaceChildren(state);
        refused.push(answer.problem);
      } else {
        state.textContent = answer.name === file.name ? "added" : `added as ${answer.name}`;
        added += 1;
      }
    }
    part("files").value = "";
    if (refused.length) kept.put("refused", JSON.stringify(refused));
    if (added) return build();
    kept.take("refused");
    setBusy(false);
    say(refused.length === 1 ? `Not added. ${refused[0]}` : `None of the ${refused.length} files was added.`);
  }

  // A folder has no bytes of its own; its files would come without their order.
  function dropped(transfer) {
    const files = [];
    for (const item of transfer.items) {
      if (item.kind !== "file") continue;
      const file = item.getAsFile();
      if (item.webkitGetAsEntry?.()?.isDirectory) list(file?.name ?? "", "is a folder; drop the files in it", true);
      else if (file) files.push(file);
    }
    return files;
  }

  function openDrop(drop) {
    drop.hidden = false;
    part("files").addEventListener("change", (event) => add([...event.target.files]));
    // A file that misses the field must not replace the page.
    for (const type of ["dragover", "drop"]) window.addEventListener(type, (event) => event.preventDefault());
    for (const type of ["dragenter", "dragover"]) drop.addEventListener(type, () => drop.classList.add("over"));
    for (const type of ["dragleave", "drop"]) drop.addEventListener(type, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      if (part("files").disabled) return say("A build is running; add the files when it has ended.");
      part("sent").textContent = "";
      add(dropped(event.dataTransfer));
    });
  }

  // Going back

  function openStates(dialog) {
    for (const button of document.querySelectorAll("[data-generation]")) {
      button.addEventListener("click", () => {
        dialog.dataset.chosen = button.dataset.generation;
        dialog.querySelector("[data-number]").textContent = button.dataset.generation;
        dialog.showModal();
        dialog.querySelector("[data-cancel]").focus();
      });
    }
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
    dialog.querySelector("[data-confirm]").addEventListener("click", async () => {
      dialog.close();
      setBusy(true);
      say("Going back.");
      const body = JSON.stringify({ generation: dialog.dataset.chosen });
      const answer = await send("/archive/rollback", body, { "Content-Type": "application/json" });
      if (answer.problem) {
        say(answer.problem);
        setBusy(false);
        return;
      }
      kept.put("said", `Generation ${answer.generation} answers now: ${answer.origin}.`);
      showAnew("said");
    });
  }

  for (const control of document.querySelectorAll("[data-needs-script]")) control.hidden = false;
  for (const link of document.querySelectorAll("[data-without-script]")) link.hidden = true;
  if (part("drop")) openDrop(part("drop"));
  if (part("take-back")) openStates(part("take-back"));
  part("rebuild")?.addEventListener("click", () => {
    setBusy(true);
    build();
  });

  const goTo = kept.take("go-to");
  const text = kept.take("said");
  if (text) say(text);
  for (const reason of JSON.parse(kept.take("refused") ?? "[]")) if (part("sent")) list("", reason, true);
  if (goTo && part(goTo)) {
    part(goTo).focus({ preventScroll: true });
    part(goTo).scrollIntoView({ block: "start" });
  }
  if (main.dataset.busy) {
    if (wasBuilding) setBusy(true);
    follow();
  }
})();
