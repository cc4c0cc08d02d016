// The person's own page: let in by staff, logged in with a texted code and a date of birth, every part of it at both widths, all of it
// without scripts. Texts go to a Notify of this run: what would be on somebody's telephone is read there.
import { createServer } from "node:http";
import { accessible, accounts, base, must, open, sizes, story, unfold } from "./harness.mjs";
import { walked } from "./walk.mjs";

const phone = "07700 900456";

/** Listens where the server believes GOV.UK Notify to be, and keeps the texts that it is handed. */
export async function telephone(port) {
  const texts = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => { body += part; });
    request.on("end", () => {
      if (request.method === "POST") texts.push(JSON.parse(body));
      response.writeHead(request.method === "POST" ? 201 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify({ id: `00000000-0000-4000-8000-${String(texts.length).padStart(12, "0")}`, status: "delivered" }));
    });
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    /** The next text to a number that has come since, waited for. */
    async next(fits, seen) {
      for (let tries = 0; tries < 100; tries += 1) {
        const found = texts.slice(seen).find((t) => fits.test(t.personalisation.body));
        if (found) return found.personalisation.body;
        await new Promise((resolve) => { setTimeout(resolve, 200); });
      }
      throw new Error("no text came within 20 seconds");
    },
    count: () => texts.length,
    close: () => server.close(),
  };
}

/** Logs in on a page of its own, as a telephone does. */
async function enter(page, texts) {
  await page.goto(`${base}/me`);
  must(page.url().endsWith("/me/log-in"), `a stranger is not sent to log in but to ${page.url()}`);
  const seen = texts.count();
  await page.fill("#way", phone);
  await page.getByRole("button", { name: "Send me a code" }).click();
  const code = (await texts.next(/^\d{6}/, seen)).slice(0, 6);
  await page.fill("#code", code);
  await page.fill("#born-day", "3");
  await page.fill("#born-month", "5");
  await page.fill("#born-year", "1984");
  await page.getByRole("button", { name: "Open the page" }).click();
  must(page.url().endsWith("/me"), `the page did not open: ${await page.locator("main").innerText()}`);
}

/** `makeCase` opens a case with an officer's page and answers with its path. */
export async function portal(browser, { officer, partner }, makeCase) {
  if (!process.env.NOTIFY_PORT) throw new Error("NOTIFY_PORT says where texts are sent: run scripts/browser.sh");
  const texts = await telephone(Number(process.env.NOTIFY_PORT));
  let path = "";

  await story("somebody is let in to their own page, by an officer who asked whether texts are safe", async () => {
    const page = await open(browser, officer);
    path = await makeCase(page);
    await page.goto(`${base}${path}/portal/new`);
    await accessible(page, "portal-let-in");
    await page.locator('[name="who"][value="subject"]').check();
    await page.fill('[name="way"]', phone);
    await page.getByRole("button", { name: "Let in", exact: true }).click();
    must(await page.getByText("There is a problem").isVisible(), "nobody asked whether it is safe");
    await page.locator('[name="safe"]').check();
    const seen = texts.count();
    await page.getByRole("button", { name: "Let in", exact: true }).click();
    must(page.url().endsWith("/portal"), `they were not let in: ${page.url()}`);
    await accessible(page, "portal-desk");
    const told = await texts.next(/./, seen);
    must(!/Quillfeather|Coventry|homeless|housing|council/i.test(told), "the text says what it is about");
  });

  let cookies;
  await story("the person logs in on a phone, without scripts, and an error says what to do", async () => {
    const page = await open(browser, null, { javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(`${base}/me/log-in`);
    await page.fill("#way", "nonsense");
    await page.getByRole("button", { name: "Send me a code" }).click();
    must(await page.getByText("Enter an email address or a mobile number").first().isVisible(), "the error is not said");
    must((await page.inputValue("#way")) === "nonsense", "what was typed is gone");
    await enter(page, texts);
    must(!(await page.title()).includes("Quillfeather"), "the title names the person");
    cookies = await page.context().storageState();
  });

  await story("before logging in: both steps are accessible at both widths", async () => {
    for (const [width, viewport] of Object.entries(sizes)) {
      const page = await open(browser, null, { viewport });
      await page.goto(`${base}/me/log-in`);
      await accessible(page, `me-log-in-${width}`);
      await page.getByRole("button", { name: "Send me a code" }).click();
      await accessible(page, `me-log-in-wrong-${width}`);
      await page.fill("#way", "nobody.at.all@example.test");
      await page.getByRole("button", { name: "Send me a code" }).click();
      await accessible(page, `me-code-${width}`);
      await page.getByRole("button", { name: "Open the page" }).click();
      await accessible(page, `me-code-wrong-${width}`);
    }
  });

  const mine = (options = {}) => open(browser, null, { storageState: cookies, ...options });

  for (const [width, viewport] of Object.entries(sizes)) {
    await story(`every part of the own page is accessible: ${width}`, async () => {
      const page = await mine({ viewport });
      await page.goto(`${base}/me`);
      const parts = await page.locator(".app-me-menu a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      must(parts.length >= 8, `the menu has ${parts.length} parts`);
      for (const part of parts) {
        const came = await page.goto(base + part);
        must(came.status() === 200, `${part}: ${came.status()}`);
        await accessible(page, `${part.slice(1).replaceAll("/", "-")}-${width}`);
        must(await page.getByRole("button", { name: "Leave this page now" }).isVisible(), `${part} has no way out`);
        const box = await page.locator(".app-me-exit a").boundingBox();
        must(box.y < viewport.height, `${part}: the way out is not on the first screen`);
      }
    });
  }

  await story("every part of the own page can be read in Arabic, from right to left, at both widths", async () => {
    for (const [width, viewport] of Object.entries(sizes)) {
      const page = await mine({ viewport, javaScriptEnabled: false });
      await page.goto(`${base}/me`);
      await page.getByRole("link", { name: "العربية" }).click();
      must((await page.getAttribute("html", "dir")) === "rtl", "the page is not from right to left");
      const parts = await page.locator(".app-me-menu a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      const seen = await mine({ viewport, storageState: await page.context().storageState() });
      for (const part of parts) {
        await seen.goto(base + part);
        must((await seen.getAttribute("html", "lang")) === "ar", `${part} is not in Arabic`);
        await accessible(seen, `ar-${part.slice(1).replaceAll("/", "-")}-${width}`);
      }
      await page.getByRole("link", { name: "English" }).click();
      must((await page.getAttribute("html", "dir")) === "ltr", "there is no way back to English");
    }
  });

  await story("what is wrong is asked to be put right, from where it stands, on a phone without scripts", async () => {
    const page = await mine({ javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(`${base}/me/held`);
    must(await page.getByText("Quillfeather").first().isVisible(), "what is held is not shown");
    await page.getByRole("link", { name: /^Ask for something to be put right\s*: Who you are/ }).first().click();
    must(await page.getByText("It is about this part:").isVisible(), "it does not say what it is about");
    must(await page.getByLabel("Something about me is wrong").isChecked(), "what was meant has to be chosen again");
    await page.getByRole("button", { name: "Send it" }).click();
    must(await page.getByText("Say in your own words").first().isVisible(), "an empty request was sent");
    await page.getByLabel("In your own words").fill("My name is spelt with one l.");
    await page.getByRole("button", { name: "Send it" }).click();
    must(await page.getByText("Your request is on its way").isVisible(), "nobody says that it was sent");
    must(await page.getByText("Being worked on").isVisible(), "how it stands is not shown");
    for (const [width, viewport] of Object.entries(sizes)) {
      const seen = await mine({ viewport });
      await seen.goto(`${base}/me/copies`);
      await accessible(seen, `me-requests-${width}`);
      await seen.goto(`${base}/me/ask`);
      await accessible(seen, `me-ask-${width}`);
      await seen.getByRole("button", { name: "Send it" }).click();
      await accessible(seen, `me-ask-wrong-${width}`);
    }
  });

  await story("a permission is given and taken back by keyboard, and staff see it", async () => {
    const page = await mine();
    await page.goto(`${base}/me/consents`);
    await page.getByRole("link", { name: /^Answer\s*: St Basils/ }).first().focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    must(!(await page.locator('input[type="radio"]:checked').count()), "an answer is chosen beforehand");
    await accessible(page, "me-question");
    await page.getByLabel("Yes, I agree").focus();
    await page.keyboard.press("Space");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Send my answer" }).press("Enter")]);
    must(await page.getByText("Your answer is written down").isVisible(), "nobody says that it counts");
    // They work with the person and look, so that there is something to tell them of.
    const adds = await open(browser, officer);
    await adds.goto(`${base}${path}/agencies`);
    await adds.getByLabel("Let an agency work on this case").selectOption({ label: "St Basils" });
    await adds.getByRole("button", { name: "Add the agency" }).click();
    const desk = await open(browser, partner);
    const looked = await desk.goto(base + path);
    must(looked.status() === 200, `who has a yes is not shown the case: ${looked.status()}`);
    await page.getByRole("link", { name: /^I no longer agree\s*: St Basils/ }).first().focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await accessible(page, "me-withdraw");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "I no longer agree" }).press("Enter")]);
    must(await page.getByText("You said no more").first().isVisible(), "it is not taken back");
    for (const [width, viewport] of Object.entries(sizes)) {
      const seen = await mine({ viewport });
      await seen.goto(`${base}/me/consents`);
      await seen.getByRole("link", { name: /^Answer\s*: St Basils/ }).first().click();
      must((await seen.title()) === "Your answer", `a title says whom it is about: ${await seen.title()}`);
      must(!/basils/i.test(seen.url()), `an address says whom it is about: ${seen.url()}`);
      await accessible(seen, `me-question-${width}`);
      // The body finds the withdrawal at its desk, and says what it did.
      const told = await open(browser, partner, { viewport });
      await told.goto(`${base}/withdrawals`);
      const read = told.getByRole("button", { name: /^We have read this/ }).first();
      if (await read.count()) await read.click();
      await accessible(told, `withdrawals-with-${width}`);
      await told.locator('main a[href^="/withdrawals/"]').first().click();
      await accessible(told, `withdrawal-${width}`);
    }
    const staff = await open(browser, officer);
    await staff.goto(`${base}${path}/consent/answers`);
    must(await staff.getByText("own page", { exact: false }).first().isVisible(), "staff do not see how it was given");
  });

  await story("a document is asked for, given with a phone without scripts, and accepted by keyboard", async () => {
    const staff = await open(browser, officer);
    await staff.goto(`${base}${path}/documents`);
    await staff.getByRole("button", { name: "Ask the person for a document" }).click();
    await accessible(staff, "asked-form");
    await staff.getByRole("button", { name: "Ask for it" }).click();
    must(await staff.getByText("Choose what kind of document it is").first().isVisible(), "nothing was asked for");
    await accessible(staff, "asked-form-wrong");
    await staff.locator('[name="kind"]').selectOption("tenancy");
    await staff.locator('[name="why"]').fill("To see how long you may live there");
    await staff.locator('[name="about"]').selectOption("documents");
    const seen = texts.count();
    await staff.getByRole("button", { name: "Ask for it" }).click();
    must(await staff.getByText("Tenancy or licence agreement").first().isVisible(), "it does not stand on the case");
    await accessible(staff, "asked-on-case");
    const told = await texts.next(/./, seen);
    must(!/document|tenancy|Quillfeather/i.test(told), "the text says what waits");

    const page = await mine({ javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(`${base}/me/documents`);
    await page.getByRole("link", { name: "Document 1" }).click();
    const one = page.url();
    must((await page.title()) === "A document to give", `the title says ${await page.title()}`);
    const file = (bytes) => ({ name: "Quillfeather tenancy.pdf", mimeType: "application/pdf", buffer: Buffer.from(bytes) });
    await page.locator("#file").setInputFiles(file("MZ a program"));
    await page.getByRole("button", { name: "Give it" }).click();
    must(await page.getByText("This kind of file cannot be read").first().isVisible(), "a program is taken");
    for (const [width, viewport] of Object.entries(sizes)) {
      const look = await mine({ viewport });
      await look.goto(one);
      await accessible(look, `me-give-${width}`);
      await look.getByRole("button", { name: "I do not have it" }).click();
      await accessible(look, `me-give-wrong-${width}`);
    }
    await page.locator("#file-photo").setInputFiles(file("%PDF-1.4\n%%EOF\n"));
    await page.getByRole("button", { name: "Give it" }).click();
    must(await page.getByText("It is here").isVisible(), "nobody says that it came");
    must(await page.getByText("Received", { exact: true }).isVisible(), "how it stands is not shown");

    must(await page.getByRole("link", { name: /^Open file 1/ }).isVisible(), "what was given cannot be opened again");
    const given = await page.context().request.get(base + await page.getByRole("link", { name: /^Open file 1/ }).getAttribute("href"));
    must((await given.text()).startsWith("%PDF"), "it is not what was given");
    await staff.goto(`${base}/asked`);
    must(await staff.getByText("Given: look at it").first().isVisible(), "it is not in the list of whoever asked");
    await accessible(staff, "asked-list");

    await staff.goto(`${base}/my-day`);
    must(await staff.getByText("Given: look at it").first().isVisible(), "it is not on the day of whoever asked");
    await accessible(staff, "asked-my-day");
    await staff.goto(`${base}${path}/documents`);
    must(await staff.getByText("the person, on their own page").first().isVisible(), "where it came from is not said");
    await staff.getByRole("link", { name: /^Say what is wrong with it/ }).click();
    await accessible(staff, "asked-again");
    await staff.goBack();
    await accessible(staff, "asked-given");
    await Promise.all([staff.waitForNavigation(), staff.getByRole("button", { name: /^Accept it/ }).press("Enter")]);
    must(await staff.getByText("Received and accepted").first().isVisible(), "it was not accepted");
    for (const [width, viewport] of Object.entries(sizes)) {
      const look = await mine({ viewport });
      await look.goto(`${base}/me/documents`);
      must(await look.getByText("Received and accepted").isVisible(), "the person does not see it");
      await accessible(look, `me-documents-after-${width}`);
    }
  });

  await story("the plan is read on a phone, and a change to it is asked for from there", async () => {
    const staff = await open(browser, officer);
    await staff.goto(`${base}${path}/sections/plan/edit`);
    await unfold(staff, "plan.steps-by-you.1.step");
    await staff.locator('[name="plan.steps-by-you.1.step"]').fill("Look at three rooms");
    for (const [part, value] of [["day", "4"], ["month", "12"], ["year", "2026"]]) {
      await staff.locator(`[name="plan.steps-by-you.1.by-${part}"]`).fill(value);
    }
    await staff.getByRole("button", { name: "Save", exact: true }).click();
    for (const [width, viewport] of Object.entries(sizes)) {
      const look = await mine({ viewport });
      await look.goto(`${base}/me/plan`);
      must(await look.getByText("Look at three rooms").isVisible(), "the plan is not shown");
      must(await look.getByText("4 December 2026").isVisible(), "when it is to be done is not shown");
      await accessible(look, `me-plan-with-${width}`);
    }
    const page = await mine({ javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(`${base}/me/plan`);
    await page.getByRole("link", { name: /^Say how it goes/ }).first().click();
    const step = page.url();
    await page.getByRole("button", { name: "Send it" }).click();
    must(await page.getByText("Choose how it goes").first().isVisible(), "nothing was chosen, and it was sent");
    for (const [width, viewport] of Object.entries(sizes)) {
      const look = await mine({ viewport });
      await look.goto(step);
      await accessible(look, `me-step-${width}`);
      await look.getByRole("button", { name: "Send it" }).click();
      await accessible(look, `me-step-wrong-${width}`);
    }
    await page.goto(step);
    await page.getByLabel("Something is in the way").check();
    await page.getByLabel("In your own words").fill("No bus goes there");
    await page.getByRole("button", { name: "Send it" }).click();
    must(await page.getByText("It is written down. Whoever").isVisible(), "nobody says that it came");
    await staff.goto(`${base}${path}/steps`);
    must(await staff.getByText("No bus goes there").isVisible(), "staff do not see what was said");
    await accessible(staff, "steps");
    await staff.getByRole("link", { name: /^Confirm that it is done/ }).first().click();
    await accessible(staff, "steps-confirm");
    await staff.goBack();
    await staff.locator(`a[href$="/answer"]`).first().click();
    await staff.locator('[name="words"]').fill("Take the train: we pay for it");
    await accessible(staff, "steps-answer");
    await staff.locator('main button[type="submit"]').first().click();
    await page.goto(`${base}/me/plan`);
    must(await page.getByText("Take the train: we pay for it").isVisible(), "the person does not see the answer");
    await page.goto(`${base}/me`);
    must(await page.getByRole("link", { name: "Your dates, as a file for a calendar" }).isVisible(), "the dates cannot be taken along");
    const file = await page.context().request.get(`${base}/me/dates.ics`);
    const dates = await file.text();
    must(file.status() === 200 && dates.includes("20261204"), `the day of the step is not in the file: ${dates}`);
    must(!/rooms|Quillfeather|Coventry|ousing/.test(dates), "the file says what it is about");
    await page.goto(`${base}/me/plan`);
    await page.getByRole("link", { name: /^Ask for something to be put right/ }).first().click();
    must(await page.getByText("It is about this part:").isVisible(), "it does not say what it is about");
  });

  await story("a word of one's own is chosen, and a page that is not there keeps the way out", async () => {
    const page = await mine({ javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(`${base}/me`);
    await page.getByRole("link", { name: "A word of your own" }).click();
    for (const [width, viewport] of Object.entries(sizes)) {
      const look = await mine({ viewport });
      await look.goto(`${base}/me/word`);
      await accessible(look, `me-word-${width}`);
      await look.getByRole("button", { name: "Ask this word from now on" }).click();
      await accessible(look, `me-word-wrong-${width}`);
      await look.goto(`${base}/me/nothing-there`);
      must(await look.getByRole("button", { name: "Leave this page now" }).isVisible(), "there is no way out");
      await accessible(look, `me-not-there-${width}`);
    }
    await page.getByLabel("Your new word").fill("green heron");
    await page.getByRole("button", { name: "Ask this word from now on" }).click();
    must(await page.getByText("A word is asked when you log in").isVisible(), "no word is asked");
    // The stories after this one log in without it.
    await page.getByRole("button", { name: "Ask no word any more" }).click();
    must(await page.getByText("No word is asked when you log in").isVisible(), "it is asked still");
  });

  await story("every page that links lead to fits a telephone and names what it offers: the person", async () => {
    await walked(await mine({ viewport: sizes.phone }), `${base}/me`, 12, accounts);
  });

  await story("whoever looks on is left in a hurry: the page is gone, and going back shows nothing", async () => {
    const page = await mine({ viewport: sizes.phone });
    await page.route("https://www.bbc.co.uk/**", (route) => route.fulfill({ contentType: "text/html", body: "<title>Weather</title>" }));
    await page.goto(`${base}/me/held`);
    await page.getByRole("button", { name: "Leave this page now" }).click();
    await page.waitForURL(/bbc\.co\.uk/);
    await page.goBack();
    must(!(await page.content()).includes("Quillfeather"), "going back shows the record");
    await page.goto(`${base}/me/held`);
    must(page.url().endsWith("/me/log-in"), "it is still logged in");
  });

  texts.close();
}
