// Requests about data: anybody asks without an account, on a phone and without scripts; the officer answers from the queue, goes
// through a copy passage by passage, makes it; a second one checks it; it is handed over by a link.
import { accessible, base, must, open, sizes, story } from "./harness.mjs";

const notice = "coventry/homelessness-and-cbl";
const officer = `${notice}#role:data-protection-officer`;

async function forRequests(browser, options = {}, which = 0) {
  const page = await open(browser, officer, options, which);
  await page.goto(`${base}/acting`);
  await page.getByLabel(/^Answer your requests about your data/).first().check();
  await page.getByRole("button", { name: "Continue" }).click();
  return page;
}

export async function requests(browser) {
  await story("anybody asks for a copy from the notice, on a phone, without scripts", async () => {
    const page = await open(browser, null, { javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(`${base}/requests/${notice}`);
    await page.getByRole("button", { name: "Send" }).click();
    must(await page.getByText("There is a problem").isVisible(), "an empty form was taken");
    await page.getByLabel("I want a copy of the information about me").check();
    await page.fill('[name="name"]', "Iphigenia Quill");
    await page.fill('[name="contact"]', "12 Example Street");
    await page.fill('[name="details"]', "Everything you hold");
    await page.getByRole("button", { name: "Send" }).click();
    must(/R\d\d-/.test(await page.locator("main").innerText()), "no reference is given");
    for (const [name, viewport] of Object.entries(sizes)) {
      const seen = await open(browser, null, { viewport });
      await seen.goto(`${base}/requests/${notice}`);
      await accessible(seen, `request-form-${name}`);
      await seen.getByRole("button", { name: "Send" }).click();
      await accessible(seen, `request-errors-${name}`);
      await seen.goto(page.url());
      await accessible(seen, `request-sent-${name}`);
    }
  });

  let at = "";
  await story("the officer goes through a copy by keyboard, strikes words, and makes it", async () => {
    const page = await forRequests(browser);
    await page.goto(`${base}/rights`);
    must(await page.locator(".app-tag", { hasText: "Overdue" }).first().isVisible(), "the queue does not say what is late");
    must(!(await page.locator("main").innerText()).includes("Iphigenia"), "the queue says who asks");
    await accessible(page, "requests-queue");
    const links = await page.locator("main tbody th a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    for (const href of links.filter((h) => /^\/rights\/[0-9a-f-]{30,}$/.test(h))) {
      await page.goto(`${base}${href}/copy`);
      if (await page.getByText(/passages? waits? for a decision/).count()) { at = base + href; break; }
    }
    must(at, "no copy is in review");
    await accessible(page, "copy-review");
    await page.getByRole("button", { name: "Go through what waits" }).focus();
    // A key does not wait for the page that it leads to.
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await accessible(page, "copy-passage");
    await page.getByRole("radio", { name: "Goes in without some words" }).focus();
    await page.keyboard.press("Space");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: /Save/ }).press("Enter")]);
    must(await page.getByText("There is a problem").isVisible(), "words were struck without saying which");
    await accessible(page, "copy-passage-errors");
    for (let n = 0; n < 80 && !page.url().endsWith("/copy"); n += 1) {
      await page.goto(`${at}/copy/next`);
      if (page.url().endsWith("/copy")) break;
      await page.getByLabel("Left out", { exact: true }).check();
      await page.selectOption('[name="out-reason"]', "third-party").catch(() => page.locator('[name="out-reason"][value="third-party"]').check());
      await page.getByRole("button", { name: /Save/ }).click();
    }
    await page.goto(`${at}/copy`);
    await page.locator("#make summary").click();
    await page.getByRole("button", { name: "Make the copy" }).click();
    must(await page.getByText("Made: waits for a second person").isVisible(), "the copy was not made");
    await accessible(page, "copy-made");
  });

  await story("a second officer looks it through, and it is fetched by a link with a code, on a phone", async () => {
    const page = await forRequests(browser, {}, 1);
    await page.goto(`${at}/copy-look`);
    must(await page.getByText("What is left out, and why").first().isVisible(), "the copy does not say what is left out");
    await accessible(page, "copy-look");
    await page.goto(`${at}/copy`);
    await page.locator("#check summary").click();
    await page.getByLabel(/It is right/).check();
    await page.getByRole("button", { name: "Write it down" }).click();
    must(await page.getByText("Checked: can be handed over").isVisible(), "it was not checked");
    await page.locator("#link summary").click();
    await page.getByRole("button", { name: "Make a link and a code" }).click();
    await accessible(page, "copy-link");
    const [link, code] = await page.locator(".app-once code").allInnerTexts();
    const them = await open(browser, null, { viewport: sizes.phone, javaScriptEnabled: false, acceptDownloads: true });
    await them.goto(`${base}${new URL(link).pathname}`);
    await them.getByLabel(/code/i).fill("22222222");
    await them.getByRole("button", { name: "Fetch it" }).click();
    must(await them.getByText("4 more tries").first().isVisible(), "a wrong code says nothing");
    await them.getByLabel(/code/i).fill(code);
    const [file] = await Promise.all([them.waitForEvent("download"), them.getByRole("button", { name: "Fetch it" }).click()]);
    must(/^copy-R\d\d-.*\.zip$/.test(file.suggestedFilename()), `the file is called ${file.suggestedFilename()}`);
    const seen = await open(browser, null, { viewport: sizes.phone });
    await seen.goto(`${base}${new URL(link).pathname}`);
    must(await seen.getByText(/does not work any more/).isVisible(), "a link works twice");
    await accessible(seen, "copy-link-over-phone");
    const phone = await forRequests(browser, { viewport: sizes.phone });
    for (const [path, name] of [["", "request"], ["/copy?show=all", "copy-review"], ["/copy-look", "copy-look"], ["/copy/next", "copy-next"]]) {
      await phone.goto(at + path);
      await accessible(phone, `${name}-phone`);
    }
    for (const [path, name] of [["/rights", "queue"], ["/rights/log", "log"], ["/rights?state=decided", "settled"]]) {
      await phone.goto(base + path);
      await accessible(phone, `requests-${name}-phone`);
    }
  });

  await story("what the police ask is written down by one and decided by another, also where nobody is known", async () => {
    const worker = await open(browser, `${notice}#role:housing-officer`);
    await worker.goto(`${base}/outside-requests`);
    await accessible(worker, "outside-requests");
    await worker.getByRole("button", { name: "Write a request down" }).click();
    await worker.getByLabel("Why do they ask for it?").fill("A theft on 3 November");
    await worker.getByRole("button", { name: "Write it down" }).click();
    must(await worker.getByText("Choose what kind of body asks").first().isVisible(), "an empty request was taken");
    must((await worker.getByLabel("Why do they ask for it?").inputValue()) === "A theft on 3 November", "what was typed is lost");
    await accessible(worker, "outside-request-wrong");
    await worker.getByLabel("Police", { exact: true }).check();
    await worker.getByLabel("Its name").fill("Example Constabulary");
    await worker.getByLabel("Who asks there, with rank or post, and how to answer them").fill("PC 4711, by secure email");
    await worker.locator("[name=channel]").first().check();
    await worker.getByLabel("What do they ask for?").fill("The address");
    await worker.getByLabel("Of whom? As they say it").fill("Somebody called Quillfeather");
    await worker.getByRole("button", { name: "Write it down" }).click();
    must(await worker.getByText("Example Constabulary").first().isVisible(), "it was not written down");
    await accessible(worker, "outside-request");
    const at = worker.url();
    const decides = await forRequests(browser);
    await decides.goto(at);
    await decides.getByLabel("Nobody of that name is known here").check();
    await decides.getByLabel("Why, in your words").fill("No record fits what they gave");
    await decides.getByRole("button", { name: "Decide" }).click();
    must(await decides.getByText("No record fits what they gave").isVisible(), "it was not decided");
    await accessible(decides, "outside-request-decided");
    const phone = await open(browser, `${notice}#role:housing-officer`, { viewport: sizes.phone });
    for (const [path, name] of [["/outside-requests", "list"], ["/outside-requests/new", "new"], [new URL(at).pathname, "one"]]) {
      await phone.goto(base + path);
      await accessible(phone, `outside-request-${name}-phone`);
    }
  });
}
