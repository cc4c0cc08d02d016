// Casement in a real browser: the main journeys, accessibility of every page at two widths, keyboard only, no JavaScript.
import { accounts } from "./accounts.mjs";
import { agreements } from "./agreements.mjs";
import { casework } from "./casework.mjs";
import { imports } from "./imports.mjs";
import { letters } from "./letters.mjs";
import { linkage } from "./linkage.mjs";
import { meetings } from "./meetings.mjs";
import { people } from "./people.mjs";
import { registers } from "./registers.mjs";
import { portal } from "./portal.mjs";
import { requests } from "./requests.mjs";
import { sharing } from "./sharing.mjs";
import { walks } from "./walk.mjs";
import { accessible, account, accounts as everybody, base, finish, launch, must, open, shot, sizes, story, unfold } from "./harness.mjs";

const notice = "coventry/homelessness-and-cbl";
const officer = `${notice}#role:housing-officer`;
const partner = `${notice}#st-basils`;
const protection = `${notice}#role:data-protection-officer`;
const name = `Perpetua Quillfeather ${Date.now().toString(36).replace(/[0-9]/g, "x")}`;
const newCase = `/cases/new/${notice}/homelessness`;
let casePath = "";

const browser = await launch();

/** Answers everything that a new case cannot do without. */
async function answer(page, whose) {

  await page.fill('[name="identity.name"]', whose);
  await page.fill('[name="personal-details.date-of-birth-day"]', "3");
  await page.fill('[name="personal-details.date-of-birth-month"]', "5");
  await page.fill('[name="personal-details.date-of-birth-year"]', "1984");
  await page.fill('[name="contact.address"]', "12 Example Street\nCoventry");
  await page.fill('[name="household.dependent-children"]', "0");
  await page.selectOption('[name="circumstances.reason-for-homelessness"]', "family");
  await page.fill('[name="housing-needs.bedrooms"]', "1");

}

const heading = (page) => page.locator("h1").innerText();

await story("logging in needs a password and a code, and a wrong password says so", async () => {
  const page = await open(browser, null);
  await page.goto(`${base}/cases`);
  must(page.url().endsWith("/login"), "a stranger is not sent to log in");
  await page.getByLabel("User name").fill("nobody.at.all");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Continue" }).click();
  must(await page.getByText("There is a problem").isVisible(), "no error summary");
  must((await page.title()).startsWith("Error: "), "the title does not say that there is an error");
  must((await page.getByLabel("User name").inputValue()) === "nobody.at.all", "what was typed is gone");
  await accessible(page, "log-in-wrong");
  const inside = await open(browser, officer);
  await inside.goto(base);
  must(inside.url().endsWith("/cases"), `log in does not lead to the cases but to ${inside.url()}`);
  must(await inside.getByText("Purpose", { exact: true }).isVisible(), "the purpose is not said");
});

await story("a form with errors keeps everything and leads to each field", async () => {
  const page = await open(browser, officer);
  await page.goto(base + newCase);
  await page.fill('[name="personal-details.date-of-birth-day"]', "31");
  await page.fill('[name="personal-details.date-of-birth-month"]', "2");
  await page.fill('[name="personal-details.date-of-birth-year"]', "1984");
  await page.getByRole("button", { name: "Open the case" }).click();
  const summary = page.locator(".govuk-error-summary");
  must(await summary.isVisible(), "no error summary");
  must(await page.evaluate(() => document.activeElement?.classList.contains("govuk-error-summary")), "the summary has no focus");
  must((await page.inputValue('[name="personal-details.date-of-birth-year"]')) === "1984", "the date is gone");
  await summary.getByRole("link").first().click();
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("name"));
  must(focused === "identity.name", `the first error leads to ${focused}`);
  await accessible(page, "new-case-errors");
});

await story("a case is created, opened, edited; its history shows both versions", async () => {
  const page = await open(browser, officer);
  await page.goto(`${base}/cases/new`);
  await page.getByRole("link", { name: "Homelessness service", exact: true }).click();
  await answer(page, name);
  await page.getByRole("button", { name: "Open the case" }).click();
  must((await heading(page)) === name, `the case is headed ${await heading(page)}`);
  must(await page.getByText("The case was opened.").isVisible(), "nothing says that it worked");
  must(!(await page.title()).includes("Quillfeather"), "the title holds the name");
  casePath = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Edit How to reach you" }).click();
  await page.fill('[name="contact.phone"]', "07700 900123");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  must(await page.getByText("The section was saved.").isVisible(), "nothing says that it was saved");
  must(await page.getByText("07700 900123").or(page.getByText("07700900123")).first().isVisible(), "the number is not there");
  await page.getByRole("link", { name: "History of How to reach you" }).click();
  must((await page.locator(".moj-timeline__item").count()) === 2, "the history has not two versions");
});

/** Writes somebody into the household. */
async function member(page, who) {
  await unfold(page, "household.household-members.1.name");
  await page.fill('[name="household.household-members.1.name"]', who);
  await page.selectOption('[name="household.household-members.1.relation"]', "other-relative");
}

await story("two people editing one section lose nothing", async () => {
  const [one, two] = [await open(browser, officer), await open(browser, officer)];
  const path = `${base}${casePath}/sections/household/edit`;
  await one.goto(path);
  await two.goto(path);
  await member(one, "A sister");
  await one.getByRole("button", { name: "Save", exact: true }).click();
  await member(two, "A cousin");
  await two.getByRole("button", { name: "Save", exact: true }).click();
  must(await two.getByText("A sister").isVisible(), "their text is not shown");
  must((await two.inputValue('[name="household.household-members.1.name"]')) === "A cousin", "one's own text is gone");
  await accessible(two, "conflict");
  await two.getByRole("button", { name: "Save", exact: true }).click();
  must(await two.getByText("The section was saved.").isVisible(), "it cannot be saved after comparing");
});

await story("a misspelt name is found", async () => {
  const page = await open(browser, officer);
  await page.goto(`${base}/search`);
  await page.getByLabel(/Name, date of birth/).fill("perpetwa quilfether 3 5 1984");
  await page.getByRole("button", { name: "Search" }).click();
  must(!page.url().includes("?"), "what was typed is in the address");
  must(await page.getByRole("link", { name }).isVisible(), "not found");
  await accessible(page, "search-found");
});

await story("a partner sees what its gate gives, and why the rest is withheld", async () => {
  const theirs = await open(browser, partner);
  const before = await theirs.goto(base + casePath);
  must(before.status() === 404, "a partner sees a case that it does not work on");
  const page = await open(browser, officer);
  await page.goto(`${base}${casePath}/agencies`);
  await page.getByLabel("Let an agency work on this case").selectOption({ label: "St Basils" });
  await page.getByRole("button", { name: "Add the agency" }).click();
  await page.getByRole("link", { name: "Record consent or withdrawal" }).click();
  await accessible(page, "consent-list");
  await page.getByRole("link", { name: /^Ask.*St Basils/ }).click();
  await accessible(page, "consent-ask");
  must((await page.locator('input[type="radio"]:checked').count()) === 0, "an answer is chosen beforehand");
  await page.getByLabel("Yes, they agree").check();
  await page.getByLabel("In person").check();
  await page.getByLabel("The person, who understood what was asked").check();
  await page.getByRole("button", { name: "Record the answer" }).click();
  must(await page.getByText("The person’s answer was recorded.").isVisible(), "consent was not recorded");
  await useReferral(theirs);
  await theirs.goto(base + casePath);
  must((await heading(theirs)) === name, "the partner does not see the name after consent");
  must(await theirs.getByText("Withheld").first().isVisible(), "nothing is withheld from a partner");
  await accessible(theirs, "partner-case");
});

/** The partner acts for the purpose for which it is referred to. */
async function useReferral(page) {
  await page.goto(`${base}/acting`);
  const refer = page.getByLabel(/^Refer you to partners/).first();
  if (await refer.count()) {
    await refer.check();
    await page.getByRole("button", { name: "Continue" }).click();
  }
}

await story("who has seen this record says who, why, what, and under which rule", async () => {
  const page = await open(browser, officer);
  await page.goto(`${base}${casePath}/seen`);
  const entry = page.locator(".app-entry", { hasText: account(partner).name }).first();
  must(await entry.isVisible(), "the partner is not in it");
  must(/opened the record/.test(await entry.innerText()), "it does not say what the partner did");
  await entry.getByText(/Under which rule/).click();
  must((await entry.locator(".app-rules a").count()) > 0, "no rule");
  const rule = await entry.locator(".app-rules a").first().getAttribute("href");
  const answer = await page.goto(base + rule);
  must(answer.ok(), `the rule leads nowhere: ${rule}`);
  must((await page.locator(`[id="${decodeURIComponent(rule.split("#")[1])}"]`).count()) === 1, `no such place on the notice: ${rule}`);
});

await story("closing shows until when the record is kept and by which rule", async () => {
  const page = await open(browser, officer);
  await page.goto(`${base}${casePath}/close`);
  await page.getByRole("button", { name: "Close the case" }).click();
  must(await page.getByText("There is a problem").isVisible(), "it closes without a reason");
  await page.getByLabel("Accommodation secured or kept").check();
  await page.getByRole("button", { name: "Close the case" }).click();
  must(await page.getByText("The case was closed.").isVisible(), "nothing says that it was closed");
  must(await page.getByText(/kept until \d+ \w+ 20\d\d/).first().isVisible(), "no date until which it is kept");
  await page.getByRole("link", { name: "Open this case again" }).click();
  await page.getByRole("button", { name: "Open it again" }).click();
  must(await page.getByText("There is a problem").isVisible(), "it is opened again without a reason");
  await accessible(page, "reopen-errors");
  await page.getByLabel("The person has come back").check();
  await page.getByRole("button", { name: "Open it again" }).click();
  must(await page.getByText("Open", { exact: true }).first().isVisible(), "it is not open again");
});

await story("the administrator has a decision explained", async () => {
  const page = await open(browser, officer);
  await page.goto(base + casePath);
  const reference = await page.locator(".app-ref").first().innerText();
  const admin = await open(browser, "administrator");
  await admin.goto(`${base}/admin/explain`);
  await admin.getByLabel("Reference of the case").fill(reference);
  await admin.getByLabel("User", { exact: true }).selectOption(account(partner).username);
  await admin.getByLabel("Acting for the purpose").selectOption(`${notice}#refer`);
  await admin.getByLabel("Category", { exact: true }).selectOption(`${notice}#health`);
  await admin.getByRole("button", { name: "Explain" }).click();
  must(await admin.getByRole("heading", { name: /Withheld|Released/ }).isVisible(), "no decision");
  must(!(await admin.content()).includes("Quillfeather"), "the administrator sees the name");
  await accessible(admin, "explain");
});

// Every page at both widths. The pages stand under who may see them.
const pages = () => ({
  [officer]: ["/account/tokens", "/cases", "/cases?state=closed", "/search", "/cases/new", newCase, "/acting", casePath,
    ...["seen", "consent", "interview", "portal", "retention", "agencies", "close", "sections/identity/edit", "sections/identity/history"].map((p) => `${casePath}/${p}`)],
  [partner]: ["/cases", "/withdrawals", "/desk", "/groups", casePath],
  [protection]: ["/rights", "/rights?state=decided", "/outbound", "/agreements", "/rights/log", "/retention", "/reviews"],
  administrator: ["/admin", `/admin/matrix/${notice}`, `/admin/matrix/${notice}?act=record`, "/admin/explain", "/admin/accounts", "/admin/agencies", "/admin/agencies/new", "/admin/agencies/not-kept", "/admin/components"],
  "": ["/login", "/me/log-in", "/notices", `/notices/${notice}`, "/nowhere"],
});
for (const [width, viewport] of Object.entries(sizes)) {
  for (const [who, paths] of Object.entries(pages())) {
    for (const path of paths) {
      await story(`accessible, ${width}: ${path.replace(casePath, "/cases/…")} for ${who || "everybody"}`, async () => {
        const page = await open(browser, who || null, { viewport });
        const answer = await page.goto(base + path);
        must(answer.status() < 400 || path === "/nowhere", `${path} answers ${answer.status()}`);
        const file = path.replace(casePath, "/case").replaceAll(/[^a-z0-9]+/g, "-");
        await accessible(page, `${width}-${who.split("#")[1] ?? (who || "everybody")}${file}`.replaceAll(":", "-"));
        await page.context().close();
      });
    }
  }
}

await story("keyboard only: skip to the content, search, open a case", async () => {
  const page = await open(browser, officer);
  await page.goto(`${base}/search`);
  await page.keyboard.press("Tab");
  must((await page.evaluate(() => document.activeElement?.className)) === "govuk-skip-link", "the first stop is no skip link");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  must((await page.evaluate(() => document.activeElement?.id)) === "q", "after skipping, the search box is not next");
  await page.keyboard.type("Quillfeather");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".app-hit");
  for (let stops = 0; stops < 40; stops += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const at = document.activeElement;
      const style = at ? getComputedStyle(at) : null;
      const box = at?.getBoundingClientRect();
      return { text: at?.textContent?.trim(), seen: !!box && box.width > 0, marked: style?.outlineStyle !== "none" || style?.boxShadow !== "none" };
    });
    must(here.seen && here.marked, `the focus cannot be seen at “${here.text}”`);
    if (here.text === name) {
      await page.keyboard.press("Enter");
      await page.waitForURL(`${base}${casePath}`);
      return;
    }
  }
  throw new Error("the case cannot be reached with the Tab key");
});

await story("without JavaScript: create, edit with an error, search, menu and details", async () => {
  const page = await open(browser, officer, { javaScriptEnabled: false, viewport: sizes.phone });
  await page.goto(base + newCase);
  must(await page.getByRole("link", { name: "Search" }).isVisible(), "the menu is hidden without scripts");
  await answer(page, `${name} the Second`);
  await page.fill('[name="housing-needs.bedrooms"]', "many");
  await page.getByRole("button", { name: "Open the case" }).click();
  must(await page.getByText("There is a problem").isVisible(), "no error summary");
  must((await page.inputValue('[name="identity.name"]')) === `${name} the Second`, "the name is gone");
  await page.fill('[name="housing-needs.bedrooms"]', "2");
  await page.getByRole("button", { name: "Open the case" }).click();
  must((await heading(page)) === `${name} the Second`, "the case was not made");
  await shot(page, "no-script-case");
  await page.goto(`${base}/search`);
  await page.fill("#q", `${name} the Second`);
  await page.getByRole("button", { name: "Search" }).click();
  must((await page.locator(".app-hit").count()) > 0, "search does not work");
});

await accounts(browser);
await imports(browser);
await linkage(browser);
await meetings(browser);
await people(browser);
await letters(browser, officer, async (page) => {
  await page.goto(base + newCase);
  await answer(page, `${name} the Third`);
  await page.fill('[name="contact.email"]', "ada.quill@example.test");
  await page.fill('[name="contact.phone"]', "07700 900123");
  await page.getByRole("button", { name: "Open the case" }).click();
  await page.waitForURL(/\/cases\/[0-9a-f]{32}$/);
  return new URL(page.url()).pathname;
});

await portal(browser, { officer, partner }, async (page) => {
  await page.goto(base + newCase);
  await answer(page, `${name} the Fourth`);
  await page.getByRole("button", { name: "Open the case" }).click();
  await page.waitForURL(/\/cases\/[0-9a-f]{32}$/);
  return new URL(page.url()).pathname;
});

await casework(browser);
await sharing(browser);
await registers(browser);
await agreements(browser);
await requests(browser);
await walks(browser, everybody);
await browser.close();
finish();
