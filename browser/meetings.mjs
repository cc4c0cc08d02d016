// Meetings of several agencies: the group, its agenda, one person after another; at both widths, with axe.
import { accessible, base, must, open, sizes, story } from "./harness.mjs";

const chair = "cheshire-west/multi-agency-rough-sleeping#role:housing-officer";

async function both(page, name, path) {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    await page.goto(`${base}${path}`);
    await accessible(page, `meetings-${name}-${size}`);
  }
  await page.setViewportSize(sizes.desktop);
}

export async function meetings(browser) {
  await story("a group has members, a meeting, an agenda in order, and a register of gaps", async () => {
    const page = await open(browser, chair);
    await page.goto(`${base}/groups`);
    await page.getByRole("link", { name: /Rough sleeping group/ }).click();
    const group = new URL(page.url()).pathname;
    const text = await page.textContent("main");
    must(text.includes("No beds for couples with dogs"), "the register of gaps is not shown");
    must(text.includes("Members"), "members are not shown");
    await both(page, "groups", "/groups");
    await both(page, "group", group);
    await both(page, "new-group", "/groups/new");
    await both(page, "gap", `${group}/gaps/new`);
  });

  await story("a person on the agenda: why, what each agency may see, and an outcome", async () => {
    const page = await open(browser, chair);
    await page.goto(`${base}/groups`);
    await page.getByRole("link", { name: /Rough sleeping group/ }).click();
    const group = new URL(page.url()).pathname;
    await page.locator("a[href^='/meetings/']").first().click();
    const meeting = new URL(page.url()).pathname;
    must((await page.textContent("main")).includes("Points:"), "the agenda has no points");
    await both(page, "meeting", meeting);
    await both(page, "agenda", `${meeting}/agenda`);
    await both(page, "pack", `${meeting}/pack`);
    must((await page.textContent("main")).includes("Destroy it after the meeting"), "the pack does not say what becomes of it");
    await page.goto(`${base}${meeting}`);
    await page.locator("a[href^='/agenda/']").first().click();
    const item = new URL(page.url()).pathname;
    must((await page.textContent("main")).includes("What each agency may see of them"), "what agencies see is not shown");
    await both(page, "person", item);
    await both(page, "outcome", `${item}/outcome`);
    await page.goto(`${base}${item}/action`);
    await page.getByRole("button", { name: "Write it down" }).click();
    must((await page.textContent("main")).includes("There is a problem"), "an empty action is taken");
    await accessible(page, "meetings-action-wrong-desktop");
    await page.goto(`${base}${group}`);
    const news = page.getByRole("link", { name: /^Say how it goes/ });
    if (await news.count()) {
      await both(page, "action-news", new URL(await news.first().getAttribute("href"), base).pathname);
      await page.getByRole("button", { name: "Save" }).click();
      await accessible(page, "meetings-action-news-wrong-desktop");
    }
  });
}
