// Working a case in a real browser: the day, the timeline, tasks, documents, warnings, lists; and how soon a phone paints.
import { accessible, base, must, open, sizes, story } from "./harness.mjs";

const notice = "coventry/homelessness-and-cbl";
const officer = `${notice}#role:housing-officer`;

/** The stories, in the order in which they build on each other. */
export async function casework(browser) {
  let casePath = "";

  await story("my day says what is due, for whom, and leads to the case", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}/my-day`);
    must(await page.getByRole("heading", { name: /Overdue/ }).isVisible(), "no overdue");
    must((await page.locator(".app-card").count()) > 3, "the day is empty");
    await accessible(page, "my-day");
    await page.locator(".app-card__title a").first().click();
    casePath = new URL(page.url()).pathname.replace(/\/tasks$|\/timeline.*$/, "");
    must(/^\/cases\/[0-9a-f]{32}$/.test(casePath), `it leads to ${page.url()}`);
  });

  await story("a note is written, found on the timeline, and corrected without losing the first text", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}${casePath}/timeline`);
    await page.getByRole("button", { name: "Add a note" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    must(await page.getByText("There is a problem").isVisible(), "an empty note is saved");
    await page.getByLabel(/What to note/).fill("Plum lantern note");
    await page.locator('select[name="about"]').selectOption({ index: 1 });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    must(await page.getByText("Plum lantern note").isVisible(), "the note is not on the timeline");
    await accessible(page, "timeline");
    await page.getByRole("link", { name: /^Note/ }).first().click();
    await page.getByRole("link", { name: "Correct this entry" }).click();
    await page.getByLabel(/What to note/).fill("Plum lantern note, corrected");
    await page.getByRole("button", { name: "Save the correction" }).click();
    must((await page.locator(".app-section").count()) === 2, "the first text is gone");
  });

  await story("a document is handed in without JavaScript and opens in the browser", async () => {
    const page = await open(browser, officer, { javaScriptEnabled: false, viewport: sizes.phone });
    await page.goto(`${base}${casePath}/documents/new`);
    const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
    await page.setInputFiles("#file", { name: "photo.png", mimeType: "image/png", buffer: picture });
    await page.getByLabel(/What is it\?/).fill("Notice to leave");
    await page.locator('select[name="about"]').selectOption({ index: 1 });
    await page.getByRole("button", { name: "Hand in" }).click();
    must(await page.getByRole("link", { name: "Notice to leave", exact: true }).isVisible(), "the document is not in the list");
    const preview = page.locator(".app-card__picture").first();
    must(await preview.evaluate((img) => img.getAttribute("src").endsWith("/preview")), "no picture of it");
    await accessible(await again(browser, `${casePath}/documents`), "documents");
  });

  await story("a task is added by a rule and done", async () => {
    const page = await open(browser, officer);
    await page.goto(`${base}${casePath}/tasks/new`);
    await page.getByLabel("Call the person").check();
    await page.getByLabel(/In how many days/).fill("5");
    await page.getByRole("button", { name: "Add" }).click();
    must(await page.getByText(/5 working days after/).first().isVisible(), "the rule is not said");
    await accessible(page, "tasks");
    await page.getByRole("button", { name: /^Done/ }).first().click();
    must(await page.getByText("Noted as done.").isVisible(), "it is not done");
  });

  await story("several cases are worked on at once, and the progress page needs no script", async () => {
    const page = await open(browser, officer, { javaScriptEnabled: false });
    await page.goto(`${base}/cases?mine=yes`);
    for (const at of [0, 1, 2]) await page.locator('input[name="case"]').nth(at).check({ force: true });
    await page.getByRole("button", { name: "Work on the chosen cases" }).click();
    await page.getByLabel("Add something to do").check();
    await page.getByLabel("Call the person").check();
    await page.getByLabel(/In how many working days/).fill("3");
    await page.getByRole("button", { name: "Begin" }).click();
    await page.waitForTimeout(1500);
    await page.reload();
    must(await page.getByText(/Finished: 3 of 3 done/).first().isVisible(), "it is not finished");
  });

  await story("tasks are narrowed, sorted, saved and taken out in a file, all without a script", async () => {
    const page = await open(browser, officer, { javaScriptEnabled: false });
    await page.goto(`${base}/my-day`);
    await page.getByRole("button", { name: "Tasks", exact: true }).click();
    await page.getByLabel("Whose").selectOption({ label: "Your team’s" });
    await page.getByRole("button", { name: "Show" }).click();
    const cells = (label) => page.locator(`tbody td[data-label="${label}"]`).allInnerTexts();
    const sorted = (list, other) => JSON.stringify(list) === JSON.stringify([...list].sort((a, b) => other * a.localeCompare(b)));
    await page.getByRole("columnheader", { name: "What" }).getByRole("link").click();
    const up = await cells("What");
    must(up.length > 1 && sorted(up, 1), `not sorted: ${up}`);
    must((await page.locator('th[aria-sort="ascending"]').innerText()) === "What", "no head says how the list is sorted");
    await page.getByRole("columnheader", { name: "What" }).getByRole("link").click();
    must(sorted(await cells("What"), -1), "not sorted the other way round");
    must((await page.getByLabel("Whose").inputValue()) === "team", "to sort forgets what the list was narrowed to");
    if (await page.getByRole("link", { name: "Next page" }).count()) {
      const last = (await cells("What")).at(-1);
      await page.getByRole("link", { name: "Next page" }).click();
      must(last.localeCompare((await cells("What"))[0]) >= 0, "the next page goes on somewhere else");
    }
    await page.getByLabel("Save this list as").fill("Lantern team");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.goto(`${base}/cases`);
    await page.getByRole("link", { name: "Tasks: Lantern team" }).click();
    must((await page.getByLabel("Whose").inputValue()) === "team", "the saved list is another");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /Take this list out/ }).click()]);
    must(file.suggestedFilename() === "tasks.csv", `the file is called ${file.suggestedFilename()}`);
    await page.getByRole("button", { name: "Forget Lantern team" }).click();
    must(!(await page.getByRole("link", { name: "Lantern team" }).count()), "it is not forgotten");
  });

  for (const [width, viewport] of Object.entries(sizes)) {
    for (const path of ["/my-day", "/tasks?whose=team", "/warnings", "/referrals?state=all", "/tasks?whose=nobody", "/team", "/calendar", "/cases", "timeline", "tasks", "tasks/new", "documents", "documents/new", "warnings",
      "warnings/new", "access", "access/new", "hand-over", "entries/new/appointment"]) {
      await story(`accessible, ${width}: ${path}`, async () => {
        const page = await open(browser, officer, { viewport });
        const answer = await page.goto(path.startsWith("/") ? base + path : `${base}${casePath}/${path}`);
        must(answer.status() === 200, `${path} answers ${answer.status()}`);
        await accessible(page, `work-${width}-${path.replaceAll(/[^a-z-]+/g, "-")}`);
        await page.context().close();
      });
    }
  }

  await story("a throttled phone paints; how soon, is printed", async () => {
    const page = await open(browser, officer, { viewport: sizes.phone });
    const client = await page.context().newCDPSession(page);
    await client.send("Network.enable");
    await client.send("Network.setCacheDisabled", { cacheDisabled: true });
    // The profile that browsers' own tools call a slow fourth-generation line, and a phone's processor.
    await client.send("Network.emulateNetworkConditions",
      { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 });
    await client.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    const figures = [];
    for (const path of ["/my-day", "/cases", casePath]) {
      await page.goto(base + path, { waitUntil: "load" });
      await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
      const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 1e9);
      figures.push(`${path.replace(casePath, "/cases/…")} ${Math.round(painted)} ms`);
    }
    console.log(`     first paint: ${figures.join(", ")}`);
  });
}

async function again(browser, path) {
  const page = await open(browser, officer);
  await page.goto(base + path);
  return page;
}
