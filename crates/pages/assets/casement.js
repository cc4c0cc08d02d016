// Everything but passkeys works without this file. It starts the design system's components and adds small helps.
import { initAll } from "./govuk-frontend.min.js";

initAll();

// A form with something typed into it does not go away without asking.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// A choice that filters a list takes effect at once; the button remains for everybody else.
for (const form of document.querySelectorAll("form.app-filter")) {
  const button = form.querySelector("button[type=submit]");
  if (!button) continue;
  for (const select of form.querySelectorAll("select")) {
    let byKey = false;
    select.addEventListener("keydown", () => { byKey = true; });
    select.addEventListener("pointerdown", () => { byKey = false; });
    select.addEventListener("change", () => { if (!byKey) form.requestSubmit(button); });
  }
}

// A question that follows from another answer is hidden until it is asked. Without this file it says when to answer it.
for (const question of document.querySelectorAll("[data-shown-when]")) {
  const wanted = question.dataset.shownIs.split("|");
  const deciding = [...document.getElementsByName(question.dataset.shownWhen)];
  const look = () => {
    const said = deciding.filter((i) => !["radio", "checkbox"].includes(i.type) || i.checked).map((i) => i.value);
    question.hidden = !said.some((value) => wanted.includes(value));
  };
  for (const input of deciding) input.addEventListener("change", look);
  look();
}

// What is typed is kept on the server a few seconds later, so that nothing is lost when the session or the battery ends.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector(".app-autosaved");
  let waiting = 0;
  let sending = false;
  let left = false;
  const keep = async () => {
    if (sending || left) return;
    sending = true;
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "keep");
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
      const kept = answer.type === "opaqueredirect";
      if (!left) status.textContent = kept ? `Kept at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}` : "Could not be kept: copy what you typed before you leave";
    } catch {
      if (!left) status.textContent = "Not connected: what you typed is not kept yet";
    }
    sending = false;
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(keep, 3000); });
  form.addEventListener("submit", () => { left = true; clearTimeout(waiting); });
}

// A passkey: the device is asked when the button is pressed, and its answer goes with the form.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const problem = form.querySelector("[data-passkey-problem]");
  const say = (words) => { problem.textContent = words; problem.hidden = false; };
  form.addEventListener("submit", async (event) => {
    const answer = form.elements.namedItem("answer");
    if (answer.value) return;
    event.preventDefault();
    problem.hidden = true;
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
      say("This browser is too old for passkeys. Use your password and a code.");
      return;
    }
    const { publicKey } = JSON.parse(form.dataset.options);
    try {
      const made = form.dataset.passkey === "get"
        ? await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) })
        : await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
      answer.value = JSON.stringify(made.toJSON());
      form.requestSubmit();
    } catch {
      say("Your device gave no passkey. Try again, or use your password and a code.");
    }
  });
}

// A file can be dropped where it can be chosen.
for (const place of document.querySelectorAll("[data-drop]")) {
  const input = place.querySelector("input[type=file]");
  const over = (on) => (event) => { event.preventDefault(); place.classList.toggle("app-drop--over", on); };
  place.addEventListener("dragover", over(true));
  place.addEventListener("dragleave", over(false));
  place.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer?.files.length) input.files = event.dataTransfer.files;
  });
}
