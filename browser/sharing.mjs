// What goes to other bodies, in a real browser: a referral chosen item by item and answered on a desk; sharing without consent
// that somebody else approves.
import { accessible, fits, base, must, open, shot, sizes, story } from "./harness.mjs";

const notice = "coventry/homelessness-and-cbl";
const officer = `${notice}#role:housing-officer`;
const earlyHelp = `${notice}#early-help`;
const lead = `${notice}#role:safeguarding-lead`;
const dudley = "dudley/housing-options";
const options = `${dudley}#role:housing-officer`;
const manager = `${dudley}#role:team-manager`;
const fire = `${dudley}#west-midlands-fire`;

/** Picks an answer, whether the question is a list or buttons. */
async function pick(page, name, value) {
  const list = page.locator(`select[name="${name}"]`);
  if (await list.count()) await list.selectOption(value);
  else await page.locator(`input[name="${name}"][value="${value}"]`).check();
}

export async function sharing(browser) {
  let casePath = "";

  await story("a referral says why each item may go, and what is taken out does not go", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}/my-day`);
    await page.locator(".app-card__title a").first().click();
    casePath = new URL(page.url()).pathname.replace(/\/tasks$|\/timeline.*$/, "");
    await page.goto(`${base}${casePath}/sharing`);
    await accessible(page, "sharing");
    await page.getByRole("button", { name: "Refer to an agency" }).click();
    await accessible(page, "sharing-choose");
    await pick(page, "way", "early-help|prevent-relieve|referral");
    await page.getByRole("button", { name: "Continue" }).click();
    must(await page.getByText("Why it may go").first().isVisible(), "nothing says why it may go");
    const boxes = page.locator('input[name="items"]');
    const offered = await boxes.count();
    must(offered > 1, "there is nothing to choose");
    await page.getByRole("button", { name: "Send" }).click();
    must(await page.getByText("Say why this is needed").first().isVisible(), "a referral goes without a reason");
    await accessible(page, "sharing-write-wrong");
    const last = await boxes.nth(offered - 1).getAttribute("value");
    await boxes.nth(offered - 1).uncheck();
    await page.locator('[name="reason"]').fill("The children need somebody to talk to");
    await page.getByRole("button", { name: "Send" }).click();
    must(await page.getByRole("heading", { name: "What was sent" }).isVisible(), "it was not sent");
    must((await page.locator("dd.app-terms__says").count()) > 3, "nothing is said about it");
    must(last !== null, "no item");
    await accessible(page, "sharing-sent");
  });

  await story("who got it answers from a desk, on a phone and without JavaScript", async () => {
    const page = await open(browser, earlyHelp, { javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(`${base}/desk`);
    const card = page.locator(".app-card__title a").first();
    must(await card.isVisible(), "the desk is empty");
    await card.click();
    must(await page.getByText("The children need somebody to talk to").isVisible(), "they do not read why");
    await page.getByRole("button", { name: "Accept the referral" }).click();
    must(await page.getByText("Accepted").first().isVisible(), "it is not accepted");
    await pick(page, "code-report", "supported");
    await page.getByRole("button", { name: "Report and close" }).click();
    must(await page.getByText("Closed, with what came of it").first().isVisible(), "it is not closed");
    const again = await open(browser, earlyHelp);
    await again.goto(`${base}/desk`);
    await accessible(again, "desk");
    await again.locator(".app-card__title a").first().click();
    await accessible(again, "desk-item");
    const phone = await open(browser, officer, { viewport: sizes.phone });
    await phone.goto(`${base}${casePath}/sharing/write?to=early-help&for=prevent-relieve&why=referral`);
    await accessible(phone, "sharing-write-phone");
    const small = await open(browser, earlyHelp, { viewport: sizes.phone });
    await small.goto(`${base}/desk`);
    await accessible(small, "desk-phone");
  });

  await story("in an emergency one person asks and another approves; the case says so", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}${casePath}/sharing/new?without=consent`);
    await accessible(page, "sharing-without-consent");
    await pick(page, "way", "class:safeguarding-partner|safeguarding|safeguarding");
    await page.getByRole("button", { name: "Continue" }).click();
    must((await page.locator('input[name="items"]:checked').count()) === 0, "something is chosen already");
    await page.getByRole("button", { name: "Ask for approval" }).click();
    must(await page.getByText(/Choose an answer to/).first().isVisible(), "a test can be left unanswered");
    await accessible(page, "sharing-safeguarding-wrong");
    await page.locator('input[name="items"][value="identity.name"]').check();
    await page.locator('[name="body"]').fill("Example Children’s Social Care");
    await page.locator('[name="country"]').selectOption("GB");
    await pick(page, "harm", "neglect");
    await pick(page, "at-risk", "child");
    await pick(page, "when", "days");
    await pick(page, "no-consent", "raises-risk");
    await pick(page, "least", "yes");
    await pick(page, "gateway", "children-act-2004-11");
    await pick(page, "told", "not-yet");
    await page.locator('[name="reason"]').fill("Seen asleep in a car with two children");
    await page.getByRole("button", { name: "Ask for approval" }).click();
    must(await page.getByText("Waits for approval").first().isVisible(), "it does not wait");
    const second = await open(browser, lead);
    await second.goto(`${base}/approvals`);
    await accessible(second, "approvals");
    await second.locator(".app-table__who a").first().click();
    must(!(await second.content()).includes("asleep in a car"), "whoever approves reads about the person");
    await accessible(second, "approval");
    await second.getByRole("button", { name: "Approve and send" }).click();
    must(await second.getByText("That is done").isVisible(), "it was not approved");
    await page.goto(`${base}${casePath}`);
    must(await page.getByText(/Shared without consent with Example/).isVisible(), "the case does not say so");
    await shot(page, "case-shared-without-consent");
  });

  await story("a body without an account opens what was sent by a link with a code, and nobody does without", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}${casePath}/sharing`);
    await page.locator(".app-card__title a", { hasText: "Example Children" }).first().click();
    await page.getByRole("button", { name: "Make a link" }).click();
    await accessible(page, "share-link-once");
    const [address, word] = await page.locator(".app-secret").allInnerTexts();
    const them = await open(browser, null, { viewport: sizes.phone });
    await them.goto(base + new URL(address).pathname);
    must(await them.getByRole("heading", { name: "The council has sent you something" }).isVisible(), "the link leads nowhere");
    await accessible(them, "sent-code-phone");
    await them.locator('[name="code"]').fill("AAAAAAAA");
    await them.getByRole("button", { name: "Open" }).click();
    must(await them.getByText(/not the code/).first().isVisible(), "a wrong code opens it");
    await them.locator('[name="code"]').fill(word.trim());
    await them.getByRole("button", { name: "Open" }).click();
    must(await them.getByRole("heading", { name: "What was sent" }).isVisible(), "the code does not open it");
    must(!them.url().includes(word.trim()), "the code stands in the address");
    await accessible(them, "sent-phone");
    const plain = await open(browser, null, { javaScriptEnabled: false });
    await plain.goto(base + new URL(address).pathname);
    await plain.locator('[name="code"]').fill(word.trim());
    await plain.getByRole("button", { name: "Open" }).click();
    must(await plain.getByRole("heading", { name: "What was sent" }).isVisible(), "it needs JavaScript");
    await page.goto(`${base}${casePath}/sharing`);
    await page.locator(".app-card__title a", { hasText: "Example Children" }).first().click();
    must(await page.getByText("Opened by the link").first().isVisible(), "nothing says that it was opened");
    await accessible(page, "share-with-link");
    await page.getByRole("button", { name: "End it" }).click();
    await them.goto(base + new URL(address).pathname);
    must(await them.getByRole("heading", { name: "This link does not work" }).isVisible(), "it works after its end");
    await accessible(them, "sent-over-phone");
  });

  await story("whoever gave something is asked on the case, and errors say what to do", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}${casePath}/sharing/originators`);
    await accessible(page, "originators");
    await page.getByRole("button", { name: "Ask whoever gave it" }).click();
    await accessible(page, "originators-ask");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    must(await page.getByText("There is a problem").isVisible(), "nothing is asked for");
    await accessible(page, "originators-ask-wrong");
    const phone = await open(browser, officer, { viewport: sizes.phone });
    await phone.goto(`${base}${casePath}/sharing/originators/ask`);
    await accessible(phone, "originators-ask-phone");
  });

  await story("an occasion's selection is chosen at first, more needs a reason, and what is taken back has to be gone", async () => {
    const page = await open(browser, options);
    // A case of which more is recorded than the selection takes.
    await page.goto(`${base}/my-day`);
    const cards = await page.locator(".app-card__title a").evaluateAll((all) => [...new Set(all.map((a) => new URL(a.href).pathname))]);
    const beyond = page.locator('input[name="items"]:not(:checked)');
    let write = "";
    for (const card of cards) {
      const path = card.replace(/\/tasks$|\/timeline.*$/, "");
      write = `${base}${path}/sharing/write?to=west-midlands-fire&for=legal-obligation&why=legal`;
      await page.goto(write);
      if (await beyond.count()) break;
    }
    must(await page.getByText("A fire safety visit").isVisible(), "nothing says for which occasion it is chosen");
    const chosen = await page.locator('input[name="items"]:checked').evaluateAll((all) => all.map((i) => i.value));
    must(chosen.includes("name-and-contact.name"), "the selection is not chosen");
    must(chosen.every((i) => i.startsWith("name-and-contact.") || i === "language-and-access.access-needs"), `too much is chosen: ${chosen}`);
    await accessible(page, "sharing-preset");
    const phone = await open(browser, options, { viewport: sizes.phone });
    await phone.goto(write);
    await accessible(phone, "sharing-preset-phone");
    const more = page.locator(`input[name="items"][value="${await beyond.first().getAttribute("value")}"]`);
    await more.check();
    await page.locator('[name="reason"]').fill("They check the smoke alarms");
    await pick(page, "told", "yes");
    await page.locator('select[name="gateway"], input[name="gateway"]').first().waitFor();
    const law = page.locator('select[name="gateway"] option, input[name="gateway"]');
    const laws = await law.evaluateAll((all) => all.map((o) => o.value).filter((v) => v && v !== "other"));
    await pick(page, "gateway", laws[0]);
    for (const name of await page.locator("form fieldset input[type=radio], form select").evaluateAll((all) => [...new Set(all.map((i) => i.name))])) {
      if (["gateway", "told", "channel"].includes(name)) continue;
      await page.locator(`input[name="${name}"]`).first().check();
    }
    await page.getByRole("button", { name: "Ask for approval" }).click();
    must(await page.getByText(/Say why more is needed/).first().isVisible(), "more goes without a reason");
    must(await more.isChecked(), "what was chosen is lost");
    await accessible(page, "sharing-preset-more");
    await page.locator('[name="widen"]').fill("They have two people of that name on the street");
    await page.getByRole("button", { name: "Ask for approval" }).click();
    must(await page.getByText("Waits for approval").first().isVisible(), "it does not wait");
    await accessible(page, "sharing-preset-asked");
    const second = await open(browser, manager);
    await second.goto(`${base}/approvals`);
    await second.locator(".app-table__who a", { hasText: "West Midlands Fire Service" }).first().click();
    must(await second.getByText("Beyond that selection").isVisible(), "whoever approves does not see what is more");
    await accessible(second, "approval-beyond");
    await second.getByRole("button", { name: "Approve and send" }).click();
    await page.reload();
    await page.getByRole("button", { name: "Take it back" }).click();
    const desk = await open(browser, fire, { javaScriptEnabled: false, viewport: sizes.phone });
    await desk.goto(`${base}/desk`);
    must(await desk.getByRole("heading", { name: "To be deleted" }).isVisible(), "they are not asked to delete it");
    await desk.getByRole("link", { name: "Say what became of it" }).first().click();
    await desk.getByRole("button", { name: "Write it down" }).click();
    must(await desk.getByText("Choose what became of it").first().isVisible(), "nothing need be said");
    await pick(desk, "became", "erased");
    await desk.getByRole("button", { name: "Write it down" }).click();
    must(!(await desk.getByRole("heading", { name: "To be deleted" }).isVisible()), "it is asked for again");
    await second.goto(`${base}/outbound`);
    must(await second.getByText(/deleted/).first().isVisible(), "the register does not say that it is gone");
    await accessible(second, "outbound");
    const small = await open(browser, manager, { viewport: sizes.phone });
    await small.goto(`${base}/outbound`);
    await accessible(small, "outbound-phone");
  });

  await story("health staff ask who supports somebody, and learn no more than they may", async () => {
    const page = await open(browser, "kirklees/intervention-and-support#nhs", { viewport: sizes.phone });
    await page.goto(`${base}/support`);
    await accessible(page, "support-ask");
    await page.locator('[name="number"]').fill("943 476 5918");
    await page.getByRole("button", { name: "Ask" }).click();
    must(await page.getByText("There is a problem").isVisible(), "a number that is none is taken");
    await accessible(page, "support-wrong");
    await page.locator('[name="number"]').fill("943 476 5919");
    for (const [part, value] of [["day", "5"], ["month", "3"], ["year", "1984"]]) {
      await page.locator(`[name="born-${part}"]`).fill(value);
    }
    await page.getByRole("button", { name: "Ask" }).click();
    must(await page.getByRole("heading", { name: "No support that you may be told of" }).first().isVisible(), "there is no answer");
    must(!page.url().includes("943"), "the number stands in the address");
    await accessible(page, "support-answer");
  });

  await story("why one looks is written down, and errors say what to do", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}/reasons`);
    await accessible(page, "reasons");
    await page.getByRole("button", { name: "Write it down" }).click();
    must(await page.getByText("There is a problem").isVisible(), "nothing is asked for");
  });

  await story("anybody refers somebody without logging in; staff settle it; who referred is held apart", async () => {
    const page = await open(browser, null, { javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(`${base}/refer`);
    await page.getByRole("link", { name: "Homelessness service" }).first().click();
    await page.getByRole("button", { name: "Send" }).click();
    must(await page.getByText("There is a problem").isVisible(), "an empty referral is taken");
    await pick(page, "sender", "public");
    await page.locator('[name="contact"]').fill("By the canal, most evenings");
    await pick(page, "reason", "rough");
    await page.locator('[name="referrer"]').fill("Quietly Quillfeather");
    const paper = (text) => ({ name: "notice to leave.pdf", mimeType: "application/pdf", buffer: Buffer.from(text) });
    await page.locator("#file").setInputFiles(paper("MZ a program"));
    await page.getByRole("button", { name: "Send" }).click();
    must(await page.getByText(/kind of file is not taken/).first().isVisible(), "a program is taken");
    must((await page.locator('[name="contact"]').inputValue()).includes("canal"), "what was typed is lost");
    await fits(page, "refer-form-wrong-phone");
    await page.locator("#file").setInputFiles(paper("%PDF-1.4\n%%EOF\n"));
    await page.getByRole("button", { name: "Send" }).click();
    must(await page.getByText(/Your reference is R-/).isVisible(), "there is no reference");
    must(await page.getByText("One document went with it").isVisible(), "nothing says that the document went");
    for (const path of ["/refer", `/refer/${notice}/homelessness`]) {
      const again = await open(browser, null);
      await again.goto(base + path);
      await accessible(again, `refer${path.length > 6 ? "-form" : ""}`);
    }
    const inside = await open(browser, officer);
    await inside.goto(`${base}/referrals`);
    await accessible(inside, "referrals");
    await inside.locator("tbody th a").first().click();
    must(!(await inside.content()).includes("Quietly"), "who referred is shown unasked");
    must(await inside.getByRole("link", { name: "Document 1" }).isVisible(), "the document is nowhere");
    must(await inside.getByRole("link", { name: "Open a case for it" }).isVisible(), "no case can be opened for it");
    await accessible(inside, "referral-in");
    await inside.getByRole("link", { name: "Show who referred" }).click();
    must(await inside.getByText("Quietly Quillfeather").isVisible(), "who referred is nowhere");
    await pick(inside, "ending", "not-reached");
    await inside.getByRole("button", { name: "Save" }).click();
    must(await inside.getByText("The person could not be reached").isVisible(), "it is not kept");
  });
}
