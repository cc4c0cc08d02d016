// People and forms: rows without scripts, what is typed is kept, one person on one page, records linked and split.
import { accessible, base, must, open, shot, sizes, story, unfold } from "./harness.mjs";

const notice = "coventry/homelessness-and-cbl";
const officer = `${notice}#role:housing-officer`;
const newCase = `/cases/new/${notice}/homelessness`;
const surname = `Thistlewick${Date.now().toString(36).replace(/[0-9]/g, "x")}`;

/** The least that a case needs. */
async function least(page, whose) {
  await page.fill('[name="identity.name"]', whose);
  await page.fill('[name="personal-details.date-of-birth-day"]', "9");
  await page.fill('[name="personal-details.date-of-birth-month"]', "8");
  await page.fill('[name="personal-details.date-of-birth-year"]', "1979");
  await page.fill('[name="contact.address"]', "3 Example Street\nCoventry");
  await page.fill('[name="household.dependent-children"]', "1");
  await page.selectOption('[name="circumstances.reason-for-homelessness"]', "friends");
  await page.fill('[name="housing-needs.bedrooms"]', "2");
}

/** Somebody of the household, a way to reach them, a number, an address. */
async function more(page) {
  await unfold(page, "identity.other-names.1.name");
  await page.fill('[name="identity.other-names.1.name"]', "Kit");
  await page.fill('[name="personal-details.ni-number"]', "AB 12 34 56 C");
  await unfold(page, "contact.contact-ways.1.way");
  await page.selectOption('[name="contact.contact-ways.1.way"]', "mobile");
  await page.fill('[name="contact.contact-ways.1.value"]', "07700 900456");
  await page.check('[name="contact.contact-ways.1.safe"][value="text"]');
  await unfold(page, "household.household-members.1.name");
  await page.fill('[name="household.household-members.1.name"]', "Robin Thistlewick");
  await page.selectOption('[name="household.household-members.1.relation"]', "child");
  await page.fill('[name="household.household-members.1.born-year"]', "2017");
  await unfold(page, "circumstances.address-history.1.kind");
  await page.selectOption('[name="circumstances.address-history.1.kind"]', "friends");
  await page.fill('[name="circumstances.address-history.1.from-year"]', "2025");
}

export async function people(browser) {
  let person = "";

  await story("rows of a form are added, removed and summed without scripts, and nothing typed is lost", async () => {
    const page = await open(browser, officer, { javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(base + newCase);
    await least(page, `Amaryllis ${surname}`);
    await unfold(page, "finances.income.1.kind");
    await page.selectOption('[name="finances.income.1.kind"]', "wages");
    await page.fill('[name="finances.income.1.amount"]', "100");
    await page.selectOption('[name="finances.income.1.every"]', "week");
    await page.getByRole("button", { name: "Add another income" }).click();
    must((await page.inputValue('[name="identity.name"]')) === `Amaryllis ${surname}`, "the name is gone");
    must((await page.inputValue('[name="finances.income.1.amount"]')) === "100", "the first row is gone");
    must(await page.getByText("£433.33").first().isVisible(), "the income is not summed for a month");
    await page.selectOption('[name="finances.income.2.kind"]', "child-benefit");
    await page.fill('[name="finances.income.2.amount"]', "50");
    await page.selectOption('[name="finances.income.2.every"]', "month");
    await page.getByRole("button", { name: /^Remove income 1/ }).click();
    must((await page.inputValue('[name="finances.income.1.amount"]')) === "50", "the second row did not move up");
    await shot(page, "people-rows-phone");
    await page.getByRole("button", { name: "Open the case" }).click();
    must((await page.locator("h1").innerText()) === `Amaryllis ${surname}`, "the case was not made");
    must(await page.getByText("£50.00").first().isVisible(), "the amount is not in the record");
  });

  await story("a question that follows from an answer is asked only then", async () => {
    const page = await open(browser, officer);
    await page.goto(base + newCase);
    const follows = page.locator('[name="circumstances.private-tenancy-reason"]');
    must(!(await follows.isVisible()), "it is asked before it is needed");
    await page.selectOption('[name="circumstances.reason-for-homelessness"]', "end-private-ast");
    must(await follows.isVisible(), "it is not asked when it is needed");
  });

  await story("what is typed is kept by itself, and is there for that officer after logging in again", async () => {
    const page = await open(browser, officer);
    await page.goto(base + newCase);
    await page.fill('[name="identity.name"]', `Half ${surname}`);
    await page.locator(".app-autosaved", { hasText: "Kept at" }).waitFor({ timeout: 20_000 });
    await page.goto(`${base}/cases/new`, { waitUntil: "commit" }).catch(() => {});
    const again = await open(browser, officer);
    await again.goto(`${base}/cases/new`);
    await shot(again, "people-begun");
    await accessible(again, "people-begun");
    await again.getByRole("link", { name: /New application: Homelessness service/ }).first().click();
    must((await again.inputValue('[name="identity.name"]')) === `Half ${surname}`, "what was typed is gone");
    must(await again.getByText("You began this form and did not send it").isVisible(), "nothing says so");
    await again.getByRole("button", { name: "Throw this away" }).click();
    must((await again.inputValue('[name="identity.name"]')) === "", "it was not thrown away");
  });

  await story("a form that is sent twice makes one case", async () => {
    const page = await open(browser, officer, { javaScriptEnabled: false });
    await page.goto(base + newCase);
    await least(page, `Twice ${surname}`);
    await more(page);
    const sent = await page.evaluate(() => new URLSearchParams(new FormData(document.querySelector("main form"))).toString());
    const post = () => page.request.post(base + newCase, {
      data: sent, headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: base }, maxRedirects: 0,
    });
    const places = (await Promise.all([post(), post()])).map((answer) => answer.headers().location);
    must(places[0] && places[0] === places[1], `two cases: ${places}`);
    await page.goto(base + places[0]);
    await page.getByRole("link", { name: "Person", exact: true }).click();
    person = new URL(page.url()).pathname;
  });

  await story("the page of a person: household by date, addresses with gaps, what is safe, numbers masked", async () => {
    for (const [width, viewport] of Object.entries(sizes)) {
      const page = await open(browser, officer, { viewport });
      await page.goto(base + person);
      must(!(await page.title()).includes(surname), "the title holds the name");
      must(await page.getByText("1 adult and 1 child").isVisible(), "the household is not said");
      must(await page.getByText("Safe to text").isVisible(), "what is safe is not said");
      must(await page.getByText("Do not call, write, leave a message").isVisible(), "what is not safe is not said");
      must(await page.getByText(/days of the last five years are not covered/).isVisible(), "the gaps are not said");
      must(!(await page.content()).includes("AB123456C") && !(await page.content()).includes("AB 12 34 56 C"), "the number is on the page");
      await accessible(page, `people-person-${width}`);
    }
  });

  await story("a number is shown in full on asking, with a reason, and that is on the record", async () => {
    const page = await open(browser, officer);
    await page.goto(base + person);
    await page.getByRole("link", { name: /Show all of National Insurance number/ }).click();
    await accessible(page, "people-reveal-ask");
    await page.getByRole("button", { name: "Show all of it" }).click();
    must(await page.getByText("There is a problem").isVisible(), "it is shown without a reason");
    await page.getByLabel("To make sure who the person is").check();
    await page.getByRole("button", { name: "Show all of it" }).click();
    must(/AB ?12 ?34 ?56 ?C/.test(await page.locator(".app-revealed").innerText()), "the number is not shown");
    await accessible(page, "people-reveal-shown");
  });

  await story("two records of one person are proposed, linked, and split again", async () => {
    const page = await open(browser, officer);
    await page.goto(base + newCase);
    await least(page, `Twise ${surname}`);
    await page.getByRole("button", { name: "Open the case" }).click();
    await page.getByRole("link", { name: "Person", exact: true }).click();
    await page.getByRole("link", { name: /may be this person/ }).click();
    await accessible(page, "people-duplicates");
    await page.locator(".app-table__who a").first().click();
    await accessible(page, "people-compare");
    await page.getByRole("button", { name: "They are one person: link them" }).click();
    must(await page.getByText("The records are linked").isVisible(), "nothing says that they are linked");
    must((await page.locator("#cases + ul > li").count()) === 2, "both cases are not on the page");
    await page.getByRole("button", { name: "Split them again" }).click();
    must(await page.getByText("The records are split").isVisible(), "nothing says that they are split");
    must((await page.locator("#cases + ul > li").count()) === 1, "the other case is still on the page");
  });

  await story("a household over time, at both widths: each member has a record, and what stands on the case is set and ended", async () => {
    for (const [width, viewport] of Object.entries(sizes)) {
      const page = await open(browser, officer, { viewport });
      await page.goto(base + person);
      await page.locator("#cases + ul a").first().click();
      const at = page.url();
      await page.goto(`${at}/household`);
      must(await page.getByRole("link", { name: "Robin Thistlewick", exact: true }).isVisible(), "the member has no record");
      await accessible(page, `people-household-${width}`);
      await page.getByRole("link", { name: /Who has seen this\s*:/ }).click();
      await accessible(page, `people-member-seen-${width}`);
      await page.goto(`${at}/household`);
      await page.getByRole("link", { name: "Robin Thistlewick", exact: true }).click();
      await accessible(page, `people-member-${width}`);
      await page.getByRole("link", { name: "Link with another record" }).click();
      await accessible(page, `people-member-link-${width}`);
      await page.goto(`${at}/marks`);
      await page.getByRole("button", { name: "Keep partners apart" }).click();
      await accessible(page, `people-marks-${width}`);
      await page.getByRole("button", { name: /^End/ }).first().click();
      await page.goto(`${at}/documents/new?about=finances`);
      await accessible(page, `people-document-new-${width}`);
    }
  });

  await story("new application and editing a section, at both widths", async () => {
    for (const [width, viewport] of Object.entries(sizes)) {
      const page = await open(browser, officer, { viewport });
      await page.goto(base + newCase);
      await accessible(page, `people-new-${width}`);
      await page.goto(base + person);
      await page.locator("#cases + ul a").first().click();
      await page.getByRole("link", { name: "Edit Your household" }).click();
      await accessible(page, `people-edit-${width}`);
    }
  });
}
