// Matching runs: begun, given a list, done by a worker, reviewed pair by pair.
import { accessible, base, must, open, sizes, story } from "./harness.mjs";

const families = "cheshire-west/troubled-families#role:housing-officer";
const list = `id,name,date of birth,shoe size
B-1,"Wrenfield, Izzy",17/04/1986,38
B-2,Nobody Known,01/01/1970,41
`;

/** Acts for the purpose for which lists are matched. */
async function toFind(browser, options) {
  const page = await open(browser, families, options);
  await page.goto(`${base}/acting`);
  await page.getByLabel(/^Find the families/).first().check();
  await page.getByRole("button", { name: "Continue" }).click();
  return page;
}

export async function linkage(browser) {
  await story("the runs of the demonstration at the width of a phone, and the evidence of two records", async () => {
    const page = await toFind(browser, { viewport: sizes.phone });
    await page.goto(`${base}/linkage`);
    await accessible(page, "linkage-runs-phone");
    await page.locator("#runs + ul a").last().click();
    must(await page.locator("#pairs + ul a").count() > 0, "the demonstration has nothing to review");
    await accessible(page, "linkage-run-phone");
    await page.getByRole("button", { name: "Charts" }).click();
    must(await page.locator(".app-chart svg title").count() >= 1, "a run has no charts");
    must(await page.getByText("decided pairs are needed").first().isVisible(), "too few decisions are not said to be so");
    await page.getByText("The numbers: What each finding is worth").click();
    await accessible(page, "linkage-charts-phone");
    await page.setViewportSize(sizes.desktop);
    await accessible(page, "linkage-charts-desktop");
    await page.setViewportSize(sizes.phone);
    await page.goto(`${base}/people/duplicates`);
    await page.locator(".app-table__who a").first().click();
    await accessible(page, "linkage-evidence-phone");
    await page.setViewportSize(sizes.desktop);
    await accessible(page, "linkage-evidence-desktop");
  });

  await story("a matching run is begun with a list that the notice lets be matched, done, and reviewed", async () => {
    const page = await toFind(browser);
    await page.goto(`${base}/people/duplicates`);
    await page.getByRole("button", { name: /^Matching runs/ }).click();
    await accessible(page, "linkage-runs-desktop");
    await page.getByRole("button", { name: "Begin a run" }).click();
    await page.getByRole("button", { name: "Add a list" }).click();
    await accessible(page, "linkage-list-desktop");
    await page.getByRole("button", { name: "Add the list" }).click();
    must(await page.getByText("There is a problem").isVisible(), "a list without a file is taken");
    await page.locator('[name="party"]').first().check();
    await page.setInputFiles('[name="file"]', { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
    await page.getByRole("button", { name: "Add the list" }).click();
    must(await page.getByText("Columns not kept: shoe size").isVisible(), "what is not kept is not said");
    await page.getByRole("button", { name: "Start the run" }).click();
    await page.waitForSelector("#pairs", { timeout: 60_000 });
    await accessible(page, "linkage-run-desktop");
    await page.locator("#pairs + ul a").first().click();
    await accessible(page, "linkage-pair-desktop");
    await page.setViewportSize(sizes.phone);
    await accessible(page, "linkage-pair-phone");
    await page.getByRole("button", { name: "Save and go on" }).click();
    must(await page.getByText("Choose what it is").first().isVisible(), "a pair is decided without an answer");
    await page.getByLabel("They are one person").check();
    await page.getByLabel("Name and date of birth together").check();
    await page.getByRole("button", { name: "Save and go on" }).click();
    must(await page.getByText("What you said of the pair was saved").isVisible(), "nothing says that it was saved");
  });
}
