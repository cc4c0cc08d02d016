// Everything works without this file. It starts the design system's components and adds two small helps.
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
