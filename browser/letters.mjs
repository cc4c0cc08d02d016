// Messages to the person: written, read word for word, sent, and what became of them; and the jobs that carry them.
import { accessible, base, must, open, sizes, story, unfold } from "./harness.mjs";

/** `makeCase` opens a case with an officer's page and answers with its path. */
export async function letters(browser, officer, makeCase) {
  let path = "";

  await story("a message is written, read before it is sent, and its fate stands on the case", async () => {
    const page = await open(browser, officer);
    path = await makeCase(page);
    await page.goto(`${base}${path}/messages`);
    must(await page.getByText("Nothing yet.").isVisible(), "something was sent already");
    await accessible(page, "messages-none");
    await page.locator(`a[href$="/messages/new/appointment/email"]`).click();
    must(await page.getByText("ada.quill@example.test").isVisible(), "it does not say to where");
    await page.getByRole("button", { name: "See what will be sent" }).click();
    must(await page.locator(".govuk-error-summary").isVisible(), "what is asked may be left empty");
    await accessible(page, "message-errors");
    await page.fill('[name="ask.when"]', "Tuesday 8 December at 10:30am");
    await page.fill('[name="ask.where"]', "One Example Square");
    await page.getByRole("button", { name: "See what will be sent" }).click();
    must((await page.locator("h1").innerText()) === "Check before sending", "there is no preview");
    must(await page.getByText("One Example Square").isVisible(), "the preview does not say what was typed");
    await accessible(page, "message-preview");
    await page.getByRole("button", { name: "Change it" }).click();
    must((await page.inputValue('[name="ask.where"]')) === "One Example Square", "what was typed is gone");
    await page.getByRole("button", { name: "See what will be sent" }).click();
    await page.getByRole("button", { name: "Send it" }).click();
    must(await page.getByText("There is a problem").or(page.locator("#safe-error")).first().isVisible(), "it was sent unasked");
    await page.check("#safe");
    await page.getByRole("button", { name: "Send it" }).click();
    must(page.url().endsWith("/messages"), `it was not sent: ${page.url()}`);
    await page.waitForTimeout(3000);
    await page.reload();
    // The demonstration has no mail server: that is said here, and to the administrator.
    must(await page.getByText("Email is not set up", { exact: false }).or(page.getByText("email is not set up", { exact: false })).first().isVisible(), "the case does not say that it failed");
    await accessible(page, "messages-sent");
    await page.getByRole("link", { name: "Invitation to an appointment", exact: true }).click();
    must(await page.getByText("Hello", { exact: false }).first().isVisible(), "what was sent cannot be read");
    await accessible(page, "message-one");
    await page.goto(`${base}${path}/seen`);
    must(await page.getByText("Passed it on", { exact: false }).first().isVisible(), "who has seen it does not say so");
  });

  await story("messages on a telephone, without scripts", async () => {
    const page = await open(browser, officer, { javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(`${base}${path}/messages/new/documents/text`);
    must(/7700\s?900\s?123/.test(await page.locator("main").innerText()), "it does not say to where");
    await page.fill('[name="ask.documents"]', "Tenancy agreement");
    await page.fill('[name="ask.by"]', "Friday 11 December");
    await page.getByRole("button", { name: "See what will be sent" }).click();
    must(await page.getByText("We need some papers from you by Friday 11 December", { exact: false }).isVisible(), "no preview");
    const narrow = await open(browser, officer, { viewport: sizes.phone });
    await narrow.goto(`${base}${path}/messages`);
    await accessible(narrow, "messages-phone");
    await narrow.goto(`${base}${path}/messages/new/appointment/text`);
    await accessible(narrow, "message-write-phone");
  });

  await story("a letter is seen as a PDF, waits to be printed, and who posted it stands on the case", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}${path}/sections/contact/edit`);
    await page.fill('[name="contact.address"]', "Flat 2, 17 Example Street, Coventry, CV1 1AA");
    await page.getByRole("button", { name: /^Save/ }).first().click();
    await page.waitForURL((url) => !url.pathname.endsWith("/edit"));
    await page.goto(`${base}${path}/messages/new/housing-plan/letter`);
    await page.fill('[name="ask.agreed"]', "25 November 2026");
    await page.fill('[name="ask.review"]', "Friday 4 December");
    await page.getByRole("button", { name: "See what will be sent" }).click();
    must(await page.getByText("17 Example Street").isVisible(), "it does not say to where");
    await accessible(page, "letter-preview");
    const fields = Object.fromEntries(await page.locator("main form input[type=hidden]").evaluateAll((all) => all.map((i) => [i.name, i.value])));
    const pdf = await page.request.post(page.url(), { form: { ...fields, do: "pdf" } });
    must((await pdf.body()).subarray(0, 5).toString() === "%PDF-", "there is no PDF of it");
    await page.check("#safe");
    await page.getByRole("button", { name: "Send it" }).click();
    await page.waitForTimeout(2500);
    await page.goto(`${base}/letters`);
    must(await page.getByRole("link", { name: /^Open to print \(PDF\)/ }).first().isVisible(), "no letter waits");
    await accessible(page, "letters");
    await page.setViewportSize(sizes.phone);
    await accessible(page, "letters-phone");
    const before = await page.getByRole("link", { name: /^Open to print \(PDF\)/ }).count();
    await page.getByRole("button", { name: /Printed and posted/ }).first().click();
    must((await page.getByRole("link", { name: /^Open to print \(PDF\)/ }).count()) === before - 1, "it still waits");
    await page.setViewportSize(sizes.desktop);
    await page.goto(`${base}${path}/timeline?kind=message`);
    must(await page.getByText("Cover letter for a personalised housing plan", { exact: false }).first().isVisible(), "the timeline does not have it");
  });

  await story("a plan is written, signed before an officer, and kept as a sealed PDF", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}${path}/sections/plan/edit`);
    for (const who of ["council", "you"]) await unfold(page, `plan.steps-by-${who}.1.step`);
    await page.fill('[name="plan.steps-by-council.1.step"]', "We pay the deposit");
    await page.fill('[name="plan.steps-by-you.1.step"]', "Look at three rooms");
    for (const [part, value] of [["day", "4"], ["month", "12"], ["year", "2026"]]) await page.fill(`[name="plan.plan-review-on-${part}"]`, value);
    await page.getByRole("button", { name: /^Save/ }).first().click();
    await page.waitForURL((url) => !url.pathname.endsWith("/edit"));
    await page.goto(`${base}${path}/papers`);
    await accessible(page, "papers-none");
    await page.getByRole("button", { name: "Write: Personalised housing plan" }).click();
    await accessible(page, "paper-write");
    await page.getByRole("button", { name: "Write it" }).click();
    must(await page.getByText("Look at three rooms", { exact: false }).isVisible(), "it does not say what is in the plan");
    await accessible(page, "paper-draft");
    await page.getByRole("button", { name: /Ask the person to sign it/ }).click();
    await page.getByRole("link", { name: "Sign it here, in your presence" }).click();
    await accessible(page, "paper-sign");
    await page.check('[value="sign"]');
    await page.getByRole("button", { name: "Save the answer" }).click();
    must(await page.locator("#name-error").isVisible(), "it may be signed without a name");
    await accessible(page, "paper-sign-errors");
    await page.fill("#name", "Ada Quill");
    await page.setViewportSize(sizes.phone);
    await accessible(page, "paper-sign-phone");
    await page.getByRole("button", { name: "Save the answer" }).click();
    await page.setViewportSize(sizes.desktop);
    must(await page.getByText("Signed by", { exact: true }).isVisible(), "it does not say who signed");
    await accessible(page, "paper-signed");
    const file = await page.request.get(`${page.url()}/file`);
    const text = (await file.body()).toString("latin1");
    must(text.startsWith("%PDF-") && text.includes("ETSI.CAdES.detached"), "the file is not signed");
    await page.goto(`${base}${path}/papers`);
    await accessible(page, "papers");
  });

  await story("an administrator sees jobs that failed, and nothing about anybody", async () => {
    for (const [viewport, name] of [[sizes.desktop, "jobs"], [sizes.phone, "jobs-phone"]]) {
      const page = await open(browser, "administrator", { viewport });
      await page.goto(`${base}/admin/jobs`);
      must(await page.getByRole("heading", { name: "Message to a person" }).first().isVisible(), "the failed job is not shown");
      must(!(await page.content()).includes("ada.quill"), "an address stands on the page of jobs");
      await accessible(page, name);
    }
  });
}
