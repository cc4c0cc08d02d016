// The registers in a real browser: destinations, transfers, processors, new partners, contacts, backups; desktop, and a phone without
// JavaScript.
import { accessible, fits, base, must, open, sizes, story } from "./harness.mjs";

const mars = "cheshire-west/multi-agency-rough-sleeping";
const guardian = `${mars}#role:data-protection-officer`;

const fill = async (page, values) => {
  for (const [name, value] of values) await page.locator(`[name="${name}"]`).fill(value);
};

export async function registers(browser) {
  const phone = { javaScriptEnabled: false, viewport: sizes.phone };
  let processor = "";

  await story("a destination abroad stops what goes there until somebody else has approved the transfer", async () => {
    const page = await open(browser, guardian);
    await page.goto(`${base}/destinations`);
    await accessible(page, "destinations");
    await page.goto(`${base}/destinations/${mars}`);
    await page.locator("details summary").first().click();
    const body = page.locator('[name="bodies"]').first();
    const key = await body.getAttribute("value");
    await body.check();
    await page.locator('[name="country"]').selectOption("US");
    await fill(page, [["source", "Their contract"]]);
    await page.getByRole("button", { name: "Enter it" }).click();
    must(await page.getByText("Nothing goes: no record").first().isVisible(), "it still goes");
    await accessible(page, "destinations-of-a-notice");
    await page.getByRole("link", { name: "Write down a transfer" }).click();
    await page.getByRole("button", { name: "Write it down" }).click();
    must(await page.getByText("Choose what keeps the data safe").first().isVisible(), "a transfer without a safeguard is taken");
    await accessible(page, "transfer-wrong");
    await page.locator('[name="body"]').first().evaluate((e) => e.tagName).then(async (tag) =>
      tag === "SELECT" ? page.locator('[name="body"]').selectOption(key) : page.locator(`[name="body"][value="${key}"]`).check());
    await page.locator('[name="safeguard"][value="idta"]').check();
    await fill(page, [
      ["source", "IDTA 7"], ["assessment", "TRA 7"],
      ["assessed-day", "1"], ["assessed-month", "11"], ["assessed-year", "2025"],
      ["from-day", "1"], ["from-month", "11"], ["from-year", "2025"],
      ["until-day", "31"], ["until-month", "10"], ["until-year", "2030"],
    ]);
    await page.getByRole("button", { name: "Write it down" }).click();
    must(await page.getByText("another data protection officer has to approve it").isVisible(), "whoever wrote it may approve it");
    await accessible(page, "transfer");
    const other = await open(browser, guardian, {}, 1);
    await other.goto(page.url());
    await other.getByRole("button", { name: "Approve" }).click();
    must(await other.getByText("In force").first().isVisible(), "it was not approved");
    await page.goto(`${base}/notices/${mars}`);
    must(await page.getByText("Outside the United Kingdom today").isVisible(), "the notice does not say so");
    await accessible(page, "notice-with-transfers");
  });

  await story("a processor is added, examined and carries what leaves", async () => {
    const page = await open(browser, "administrator");
    await page.goto(`${base}/processors/new`);
    await page.getByRole("button", { name: "Add it" }).click();
    await accessible(page, "processor-wrong");
    await fill(page, [
      ["name", "Example Printers"], ["task", "Prints letters"], ["contract", "C-7"], ["location", "Leeds"],
      ["from-day", "1"], ["from-month", "11"], ["from-year", "2025"],
      ["review-day", "1"], ["review-month", "11"], ["review-year", "2030"],
    ]);
    await page.locator('[name="country"]').selectOption("GB");
    await page.getByRole("button", { name: "Add it" }).click();
    must(await page.getByText("Never yet.").isVisible(), "it was not added");
    processor = new URL(page.url()).pathname;
    await accessible(page, "processor");
    await page.goto(`${base}/processors`);
    await accessible(page, "processors");
    await page.goto(`${base}/admin/backups`);
    await accessible(page, "backups");
    await page.goto(`${base}/onboarding/${mars}`);
    await accessible(page, "onboarding");
    await page.goto(`${base}/contacts/${mars}`);
    await accessible(page, "contacts");
  });

  await story("the data protection officer has suppliers and contacts that are due", async () => {
    const page = await open(browser, guardian);
    await page.goto(`${base}/reviews`);
    must(await page.getByText("Suppliers to look at again").isVisible(), "suppliers are not there");
    await accessible(page, "reviews-with-suppliers");
  });

  await story("the registers fit a phone, without JavaScript", async () => {
    const scripted = await open(browser, "administrator", { viewport: sizes.phone });
    const page = await open(browser, "administrator", phone);
    const pages = ["/destinations", `/destinations/${mars}`, "/processors", processor, "/processors/import", "/admin/backups",
      `/onboarding/${mars}`, `/contacts/${mars}`];
    for (const [at, path] of pages.entries()) {
      await page.goto(`${base}${path}`);
      await fits(page, `registers-plain-${at}`);
      await scripted.goto(`${base}${path}`);
      await accessible(scripted, `registers-phone-${at}`);
    }
  });
}
