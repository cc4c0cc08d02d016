// Messages to the person: written, read word for word, sent, and what became of them; and the jobs that carry them.
import { accessible, base, must, open, sizes, story } from "./harness.mjs";

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
