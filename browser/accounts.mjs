// Ways in and the pages round accounts, in a real browser: invitation, second factor, a new device, teams, open lists.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { accessible, base, codeOf, must, open, sizes, story } from "./harness.mjs";

const notice = "coventry/homelessness-and-cbl";
const password = "three heron umbrellas";

export async function accounts(browser) {
  const username = `olive.${Date.now().toString(36)}@example.org`;
  let secret = "";
  let join = "";
  const everyAxe = async (page, name) => {
    for (const [width, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await accessible(page, `${width}-accounts-${name}`);
    }
    await page.setViewportSize(sizes.desktop);
  };

  await story("an administrator invites somebody, and the link is shown once", async () => {
    const admin = await open(browser, "administrator");
    await admin.goto(`${base}/admin/invitations`);
    await admin.getByRole("button", { name: "Invite somebody" }).click();
    await admin.getByRole("button", { name: "Make the invitation" }).click();
    must(await admin.getByText("There is a problem").isVisible(), "an empty invitation is taken");
    await everyAxe(admin, "invitations-wrong");
    await admin.getByLabel(/Name that colleagues/).fill("Olive Officer");
    await admin.getByLabel(/Work email address/).fill(username);
    await admin.getByText("May act under Homelessness and choice based lettings").first().click();
    await admin.locator(`input[value="${notice}#role:housing-officer"]`).check();
    await admin.getByRole("button", { name: "Make the invitation" }).click();
    join = await admin.locator(".app-once code").innerText();
    must(join.startsWith(`${base}/join/`), `the link is ${join}`);
    await everyAxe(admin, "invitations-link");
    await admin.goto(`${base}/admin/invitations`);
    must((await admin.locator(".app-once").count()) === 0, "the link is shown again");
    await everyAxe(admin, "invitations");
  });

  await story("somebody invited sets a password and a second factor, without JavaScript too", async () => {
    const page = await open(browser, null, { javaScriptEnabled: false });
    await page.goto(join);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByLabel("Password again").fill("something else");
    await page.getByRole("button", { name: "Set the password" }).click();
    must(await page.getByText(/not the same/).first().isVisible(), "two different passwords are taken");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByLabel("Password again").fill(password);
    await page.getByRole("button", { name: "Set the password" }).click();
    must(page.url() === `${base}/login`, `it leads to ${page.url()}`);
    await page.getByLabel("User name").fill(username);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Continue" }).click();
    secret = await page.locator(".app-secret").textContent();
    await page.getByLabel(/Code from/).fill(codeOf(secret));
    await page.getByRole("button", { name: "Finish" }).click();
    await page.goto(`${base}/cases`);
    must(await page.getByRole("heading", { level: 1 }).isVisible(), "no cases");
    const again = await page.goto(join);
    must(again.status() === 404, "the link works twice");
  });

  await story("one's own account: sessions, devices, codes, a password", async () => {
    const page = await open(browser, `${notice}#role:housing-officer`);
    await page.goto(`${base}/account`);
    must(await page.getByText("Where you are logged in").isVisible(), "no sessions");
    await everyAxe(page, "own");
    await page.locator("#codes-password").fill("not it");
    await page.getByRole("button", { name: "Make new codes" }).click();
    await page.locator(".govuk-error-summary a").first().click();
    must((await page.evaluate(() => document.activeElement?.id)) === "codes-password", "the error leads elsewhere");
    await everyAxe(page, "own-wrong");
    await page.goto(`${base}/teams`);
    await everyAxe(page, "teams");
    await page.goto(`${base}/absences`);
    await everyAxe(page, "absences");
    await page.goto(`${base}/recoveries`);
    await everyAxe(page, "recoveries");
  });

  await story("a passkey is made and logs in by itself, beside the password", async () => {
    const page = await open(browser, `${notice}#role:housing-officer`);
    const devices = await page.context().newCDPSession(page);
    await devices.send("WebAuthn.enable");
    const { authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await page.goto(`${base}/account/passkeys`);
    await everyAxe(page, "passkeys");
    await page.getByLabel("Name of this device").fill("Test laptop");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("rowheader", { name: "Test laptop" }).waitFor();
    await page.context().clearCookies();
    await page.goto(`${base}/login`);
    await page.getByRole("link", { name: "Log in with a passkey" }).click();
    await everyAxe(page, "passkey-log-in");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.waitForURL((url) => url.pathname === "/cases" || url.pathname === "/account");
    await page.goto(`${base}/account/passkeys`);
    must(!(await page.getByText("Never").isVisible()), "it does not say when it was used");
    // A device that did not verify the person is no second factor.
    await devices.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await page.context().clearCookies();
    await page.goto(`${base}/login/passkey`);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText(/gave no passkey|not accepted/).first().waitFor();
    await devices.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.waitForURL((url) => url.pathname === "/cases" || url.pathname === "/account");
    // Taken away, it is worth nothing.
    await page.goto(`${base}/account/passkeys`);
    await page.getByRole("button", { name: "Take away Test laptop" }).click();
    await page.getByRole("rowheader", { name: "Test laptop" }).waitFor({ state: "detached" });
    await page.context().clearCookies();
    await page.goto(`${base}/login/passkey`);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText(/was not accepted/).first().waitFor();
    const bare = await open(browser, null, { javaScriptEnabled: false });
    await bare.goto(`${base}/login/passkey`);
    must(await bare.getByText("This page needs JavaScript").isVisible(), "nothing says that it needs scripts");
  });

  await story("people log in at the council's own provider, without JavaScript too, and out there as well", async () => {
    const staff = { name: "Sian Staff", email: `sian.${Date.now().toString(36)}@example.org`, groups: ["housing"] };
    const provider = await startProvider({ sian: { claims: staff }, nobody: { claims: { name: "N", email: "n@example.org", groups: [] } } });
    try {
      const admin = await open(browser, "administrator");
      await admin.goto(`${base}/admin/sign-on`);
      await admin.getByRole("button", { name: "Ask the provider, and save" }).click();
      must(await admin.getByText("There is a problem").isVisible(), "an empty provider is taken");
      await everyAxe(admin, "sign-on-wrong");
      await admin.getByLabel("Words of the button").fill("Staff log in");
      await admin.getByLabel("Issuer").fill(provider.issuer);
      await admin.getByLabel("Client id").fill("casement");
      await admin.getByLabel("Scopes").fill("profile email groups");
      await admin.getByLabel("Client secret").fill("a secret of the browser tests");
      await admin.getByLabel(/Gets an account/).check();
      await admin.getByRole("button", { name: "Ask the provider, and save" }).click();
      await admin.getByRole("heading", { level: 1, name: "Staff log in" }).waitFor();
      await admin.locator("#group").fill("housing");
      await admin.getByText("May act under Homelessness and choice based lettings").first().click();
      await admin.locator(`input[value="${notice}#role:housing-officer"]`).check();
      await admin.getByRole("button", { name: "Save what the group gives" }).click();
      await admin.getByRole("rowheader", { name: "housing" }).waitFor();
      await everyAxe(admin, "sign-on-provider");
      await admin.goto(`${base}/admin/sign-on`);
      await everyAxe(admin, "sign-on-list");

      const page = await open(browser, null, { javaScriptEnabled: false });
      await page.goto(`${base}/login`);
      await page.setViewportSize(sizes.phone);
      await page.getByRole("button", { name: "Staff log in" }).click();
      await page.getByLabel("Who are you?").fill("nobody");
      await page.getByRole("button", { name: "Log in there" }).click();
      must(await page.getByText(/in no group there that gives you anything/).first().isVisible(), "somebody in no group is let in");
      await page.context().clearCookies();
      await page.goto(`${base}/login`);
      await page.getByRole("button", { name: "Staff log in" }).click();
      await page.getByLabel("Who are you?").fill("sian");
      await page.getByRole("button", { name: "Log in there" }).click();
      must(page.url() === `${base}/account/second-factor`, `it leads to ${page.url()}`);
      await page.getByLabel(/Code from/).fill(codeOf(await page.locator(".app-secret").textContent()));
      await page.getByRole("button", { name: "Finish" }).click();
      await page.goto(`${base}/account`);
      must(await page.getByText("Disconnect from").isVisible(), "the account is not connected");

      const state = await page.context().storageState();
      const inside = await open(browser, null, { storageState: state });
      await inside.goto(`${base}/account`);
      await everyAxe(inside, "sign-on-own");
      await inside.locator('form[action="/logout"] button').click();
      await inside.getByRole("heading", { name: "You have logged out" }).waitFor();
      await everyAxe(inside, "sign-on-left");
      await inside.getByRole("button", { name: /Log out of/ }).click();
      must(inside.url().startsWith(`${provider.issuer}/session/end`), `it leads to ${inside.url()}`);
      await inside.getByRole("button", { name: "Log out there" }).click();
      await inside.waitForURL(`${base}/login`);
      const outside = await open(browser, null);
      await outside.goto(`${base}/login`);
      await everyAxe(outside, "sign-on-log-in");
      await admin.getByRole("link", { name: "Staff log in" }).click();
      await admin.getByRole("button", { name: "Switch off" }).click();
    } finally {
      provider.stop();
    }
  });

  await story("a team is made and filled, an account looked at, a list added to", async () => {
    const admin = await open(browser, "administrator");
    await admin.goto(`${base}/teams`);
    await admin.getByLabel(/^Name/).fill(`Prevention ${username}`);
    await admin.locator(`input[name="notice"][value="${notice}"]`).check();
    await admin.getByRole("button", { name: "Make the team" }).click();
    await admin.getByLabel(/User name/).fill(username);
    await admin.getByRole("button", { name: "Put into the team" }).click();
    must(await admin.getByRole("rowheader", { name: /Olive Officer/ }).isVisible(), "she is not in the team");
    await everyAxe(admin, "team");
    await admin.goto(`${base}/admin/accounts`);
    await everyAxe(admin, "list");
    const row = await onSomePage(admin, admin.getByRole("row", { name: new RegExp(username) }));
    await row.getByRole("link").first().click();
    await everyAxe(admin, "one");
    await admin.getByRole("button", { name: "Ask for a way back" }).click();
    must(await admin.getByText("Waits for a second person").first().isVisible(), "nothing waits");
    await admin.goto(`${base}/admin/enrolments/${notice}`);
    await everyAxe(admin, "enrol");
    await admin.selectOption('select[name="class"]', { index: 1 });
    await admin.getByLabel(/Name of the organisation/).fill(`Hillfields ${username}`);
    await admin.getByLabel(/What was seen/).fill("Agreement 12");
    await admin.selectOption('[name="country"]', "GB");
    await admin.getByRole("button", { name: "Add to the list" }).click();
    must(admin.url().endsWith("/admin/enrolments"), `it leads to ${admin.url()}`);
    await everyAxe(admin, "enrolments");
    await (await onSomePage(admin, admin.getByRole("link", { name: `Hillfields ${username}` }))).click();
    await everyAxe(admin, "enrolment");
    await admin.goto(`${base}/notices/${notice}`);
    must(await admin.getByText(new RegExp(`Hillfields ${username}`)).isVisible(), "it is not on the notice's page");
  });
}

/** What stands on one of the pages of a list, once its page is there. */
async function onSomePage(page, wanted) {
  while (!(await wanted.count())) {
    const next = await page.getByRole("link", { name: /^Next/ }).getAttribute("href");
    await page.goto(base + next);
  }
  return wanted;
}

/** The certified provider of the tests, for this server. */
async function startProvider(people) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./provider.mjs", import.meta.url))], { stdio: ["pipe", "pipe", "ignore"] });
  const settings = {
    client: "casement", secret: "a secret of the browser tests", back: [`${base}/login/return`], after: [`${base}/login`], people,
  };
  child.stdin.write(`${JSON.stringify(settings)}\n`);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { issuer: JSON.parse(line).issuer, stop: () => child.kill() };
}
