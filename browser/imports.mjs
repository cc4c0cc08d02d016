// Imports: a file is uploaded, its columns mapped, its rows tried, imported and taken back.
import { accessible, base, must, open, sizes, story } from "./harness.mjs";

const officer = "coventry/homelessness-and-cbl#role:housing-officer";
const word = Date.now().toString(36).replace(/[0-9]/g, "x");
const rest = "1 Example Row,0,Family no longer willing or able to accommodate,1";
const file = `First name,Surname,DOB,Address,Dependent children,Reason for homelessness,Bedrooms,Shoe size
Perpetua,Zz${word},5/3/1984,${rest},38
Oswin,Yy${word},soon,${rest},41
Leopold,Xx${word},1990,${rest},44
`;

/** Waits until a worker has done what there is to do: the page looks again by itself. */
const settled = (page, words) => page.getByText(words).first().waitFor({ timeout: 60_000 });

export async function imports(browser) {
  await story("a file is imported by keyboard, and taken back", async () => {
    await imported(await open(browser, officer), accessible);
  });
  await story("the same without scripts", async () => {
    await imported(await open(browser, officer, { javaScriptEnabled: false }), () => {});
  });
}

/** From the file to taking it back; `look` looks at each page. */
async function imported(page, look) {
  await page.goto(`${base}/cases/new`);
  await page.getByRole("link", { name: "import from a file" }).click();
  await look(page, "imports-desktop");
  await page.getByRole("button", { name: "Import from a file" }).click();
  await page.getByRole("button", { name: "Upload" }).click();
  must(await page.getByText("There is a problem").isVisible(), "nothing is taken for a file");
  await look(page, "imports-new-desktop");
  await page.getByLabel("Homelessness service").check();
  await page.getByLabel("The person", { exact: true }).first().check();
  await page.setInputFiles('[name="file"]', { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.getByRole("button", { name: "Upload" }).click();
  must((await page.locator("h1").innerText()).includes("Where do the columns go"), "the columns are not asked about");
  must((await page.locator('[name="column-1"]').inputValue()) === "identity.name", "a first name is not known");
  must((await page.locator('[name="column-8"]').inputValue()) === "", "a shoe size goes somewhere");
  await look(page, "imports-columns-desktop");
  await page.setViewportSize(sizes.phone);
  await look(page, "imports-columns-phone");
  await page.locator('[name="column-3"]').selectOption("");
  await page.getByRole("button", { name: "Try every row" }).press("Enter");
  must(await page.getByText("There is a problem").isVisible(), "what is needed goes nowhere");
  await look(page, "imports-columns-wrong-phone");
  await page.locator('[name="column-3"]').selectOption("personal-details.date-of-birth");
  await page.getByRole("button", { name: "Try every row" }).press("Enter");
  await settled(page, "Make 2 cases");
  must(await page.getByText("Row 3").isVisible(), "the row to put right is not named");
  await look(page, "imports-tried-phone");
  await page.setViewportSize(sizes.desktop);
  await look(page, "imports-tried-desktop");
  await page.getByRole("button", { name: "Make 2 cases" }).press("Enter");
  await settled(page, "Take the import back");
  await look(page, "imports-done-desktop");
  await page.goto(`${base}/search`);
  await page.getByLabel(/Name, date of birth/).fill(`Perpetua Zz${word}`);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: `Perpetua Zz${word}` }).first().click();
  must((await page.getByText("file that was imported").count()) > 0, "how it came in is not said");
  await look(page, "imports-case-desktop");
  await page.goto(`${base}/imports`);
  await page.locator(".app-table__who a").first().click();
  await page.getByRole("button", { name: "Take the import back" }).click();
  await look(page, "imports-undo-desktop");
  await page.setViewportSize(sizes.phone);
  await look(page, "imports-undo-phone");
  await page.getByRole("button", { name: "Take it back" }).click();
  await settled(page, "It is over.");
  await look(page, "imports-undone-phone");
}
