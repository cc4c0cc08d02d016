// Agreements that are signed here, documents with referrals and what originators agree to, in a real browser: desktop, phone, and
// without JavaScript.
import { accessible, base, must, open, sizes, story } from "./harness.mjs";

const notice = "coventry/homelessness-and-cbl";
const guardian = `${notice}#role:data-protection-officer`;
const officer = `${notice}#role:housing-officer`;

const pdf = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");

export async function agreements(browser) {
  let agreement = "";
  const phone = { javaScriptEnabled: false, viewport: sizes.phone };

  await story("an agreement is attached to, presented, and signed by the officer", async () => {
    const page = await open(browser, guardian);
    await page.goto(`${base}/agreements/new/${notice}`);
    await page.locator('[name="kind"][value="sharing"]').check();
    await page.locator('[name="party"]').selectOption("emmaus");
    for (const [name, value] of [
      ["title", "Referrals to Emmaus"], ["reference", "DSA-2026-31"],
      ["from-day", "1"], ["from-month", "4"], ["from-year", "2026"],
      ["review-day", "1"], ["review-month", "4"], ["review-year", "2027"],
      ["gateways", "Housing Act 1996 section 179"],
    ]) await page.locator(`[name="${name}"]`).fill(value);
    await page.getByRole("button", { name: "Save" }).click();
    agreement = new URL(page.url()).pathname;
    must(await page.getByRole("link", { name: "Have it signed here by both sides" }).isVisible(), "it cannot be signed here");
    await accessible(page, "agreement-unsigned");
    await page.goto(`${base}${agreement}/documents/new`);
    await accessible(page, "agreement-attach");
    await page.locator('[name="title"]').fill("Annex A, security measures");
    await page.locator('input[name="file"]').first().setInputFiles({ name: "annex.pdf", mimeType: "application/pdf", buffer: pdf });
    await page.getByRole("button", { name: "Attach it" }).click();
    must(await page.getByRole("link", { name: "Annex A, security measures" }).isVisible(), "it was not attached");
    await accessible(page, "agreement-documents");
    await page.goto(`${base}${agreement}/paper/new`);
    await page.getByRole("button", { name: "Present it" }).click();
    must(await page.getByText("Enter who signs for the other side").first().isVisible(), "it is presented to nobody");
    await accessible(page, "agreement-present-wrong");
    await page.locator('[name="name-0"]').fill("Jo Example");
    await page.locator('[name="position-0"]').fill("Director");
    await page.locator('[name="email-0"]').fill("jo@emmaus.example");
    await page.getByRole("button", { name: "Present it" }).click();
    must(await page.getByText("Out to be signed").first().isVisible(), "it is not out");
    await accessible(page, "agreement-out");
    await page.goto(`${base}/to-sign`);
    await accessible(page, "agreement-to-sign-list");
    await page.getByRole("link", { name: "Referrals to Emmaus" }).click();
    await accessible(page, "agreement-sign");
    await page.getByRole("button", { name: "Save the answer" }).click();
    must(await page.getByText("Write your name").first().isVisible(), "it is signed by nobody");
    await page.locator('[name="decision"][value="sign"]').check();
    await page.locator('[name="name"]').fill("Dana Example");
    await page.getByRole("button", { name: "Save the answer" }).click();
    must(await page.getByText("There is nothing for you to do").isVisible(), "it was not signed");
  });

  await story("the pages of an agreement that is out fit a phone, without JavaScript", async () => {
    const page = await open(browser, guardian, phone);
    for (const [path, name] of [["", "agreement"], ["/documents", "agreement-documents"], ["/paper", "agreement-paper"]]) {
      await page.goto(`${base}${agreement}${path}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      must(over <= 0, `${name}: ${over} pixels to scroll sideways`);
    }
    const shown = await open(browser, guardian, { viewport: sizes.phone });
    await shown.goto(`${base}${agreement}/paper`);
    await accessible(shown, "agreement-paper-phone");
    await shown.goto(`${base}/to-sign`);
    await shown.getByRole("link", { name: "Referrals to Emmaus" }).click();
    await accessible(shown, "agreement-sign-phone");
  });

  await story("a link to sign that leads nowhere says so to whoever is not logged in", async () => {
    const page = await open(browser, null, phone);
    await page.goto(`${base}/sign/${"A".repeat(43)}`);
    must(await page.getByText("does not lead to anything any more").isVisible(), "nothing is said");
    const shown = await open(browser, null, { viewport: sizes.phone });
    await shown.goto(`${base}/sign/${"A".repeat(43)}`);
    await accessible(shown, "sign-link-over-phone");
  });

  await story("what originators agree to is written down, and a permission is written as a paper", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}/my-day`);
    await page.locator(".app-card__title a").first().click();
    const path = new URL(page.url()).pathname.replace(/\/tasks$|\/timeline.*$/, "");
    await page.goto(`${base}${path}/sharing/originators`);
    await accessible(page, "originators");
    await page.goto(`${base}${path}/sharing/originators/new`);
    await page.getByRole("button", { name: "Write it down" }).click();
    must(await page.getByText("Enter who agreed").first().isVisible(), "nobody has to agree");
    await accessible(page, "originators-wrong");
    await page.goto(`${base}${path}/consent`);
    await accessible(page, "consent-with-papers");
    await page.getByRole("button", { name: /Write it as a paper to sign/ }).first().click();
    await page.getByRole("button", { name: /Ask the person to sign it/ }).click();
    await page.getByRole("link", { name: "Sign it here, in your presence" }).click();
    must(await page.getByLabel("Only by telephone: who else hears it?").isVisible(), "a witness cannot be noted");
    await accessible(page, "permission-sign");
    const small = await open(browser, officer, { viewport: sizes.phone });
    await small.goto(page.url());
    await accessible(small, "permission-sign-phone");
  });
}
