// Every page that links lead to, on a telephone of 320 pixels: nothing scrolls sideways, every link and button says what it is, every link
// leads somewhere, and no title names anybody, since titles stay in the history of a browser and show on shared screens.
import { account, base, must, nameless, open, sizes, story, surplus } from "./harness.mjs";

const notice = "coventry/homelessness-and-cbl";
/** Files, which are no pages; the ways out; and what is said of a provider of another run. */
const NO_PAGE = /\.(csv|json|jsonld|ics|pdf|toml|txt|xml)$|\/(export|file|preview|letter|receipt)$|^\/(assets|login|logout|health)\b|^\/me\/(leave|language)\b/;
/** Whatever only puts a list in another order, or turns its pages. */
const SAME_LIST = ["sort", "dir", "after"];
/** So many pages of one kind are looked at. */
const OF_A_KIND = 1;
/** So many pages are open at a time. */
const LANES = 3;

/** What kind of page an address leads to: the same for each case, person and notice. */
function kindOf(url, notices) {
  let path = url.pathname.replaceAll(/[0-9a-f]{32}/g, "…");
  for (const known of notices) path = path.replace(`/${known}`, "/notice");
  const asked = [...url.searchParams.keys()].sort();
  return asked.length ? `${path}?${asked.join("&")}` : path;
}

/** What one page is, leads to, and gets wrong. */
async function look(page, address, names) {
  let answer;
  try {
    answer = await page.goto(address, { waitUntil: "load" });
  } catch (error) {
    if (/Download is starting|ERR_ABORTED/.test(error.message)) return { links: [], wrong: [] };
    throw error;
  }
  if (answer.status() >= 400) return { links: [], wrong: [`it answers ${answer.status()}`] };
  // Policies, tables and the like are read by programs too, and are no pages.
  if (!/^text\/html/.test(answer.headers()["content-type"] ?? "")) return { links: [], wrong: [] };
  const wrong = [];
  const over = await surplus(page);
  if (over > 0) wrong.push(`${over} pixels to scroll sideways`);
  wrong.push(...(await nameless(page)));
  const { title, links, people } = await page.evaluate(() => {
    const text = (node) => node.textContent.trim().replaceAll(/\s+/g, " ");
    const cases = document.querySelectorAll('main a[href^="/cases/"], main a[href^="/people/"]');
    const whose = [...cases].filter((a) => /^\/(cases|people)\/[0-9a-f]{32}$/.test(a.getAttribute("href")));
    return {
      title: document.title,
      links: [...document.querySelectorAll("a[href]")].map((a) => a.href),
      people: whose.map(text).filter((name) => /^\p{Lu}\S* (\S+ )*\p{Lu}\S*$/u.test(name) && !/\d/.test(name)),
    };
  });
  for (const name of people) names.add(name);
  return { links, wrong, title };
}

/** Walks from the page where somebody comes in, over one page of every kind that links lead to. */
async function walk(first, from, names, notices) {
  const [waiting, seen, titles, wrong] = [[], new Map(), [], []];
  const put = (address, before) => {
    const url = new URL(address, base);
    url.hash = "";
    for (const name of SAME_LIST) url.searchParams.delete(name);
    if (url.origin !== new URL(base).origin || NO_PAGE.test(url.pathname)) return;
    const kind = kindOf(url, notices);
    const many = seen.get(kind) ?? 0;
    if (many >= OF_A_KIND) return;
    seen.set(kind, many + 1);
    waiting.push({ address: url.href, before, kind });
  };
  put(from, "nowhere");
  const lanes = [first];
  while (lanes.length < LANES) lanes.push(await first.context().newPage());
  let busy = 0;
  await Promise.all(lanes.map(async (page) => {
    while (waiting.length || busy) {
      const next = waiting.shift();
      if (!next) {
        await new Promise((resolve) => { setTimeout(resolve, 20); });
        continue;
      }
      busy += 1;
      try {
        const found = await look(page, next.address, names);
        if (found.title) titles.push([next.kind, found.title]);
        wrong.push(...found.wrong.map((words) => `${next.kind} (from ${next.before}): ${words}`));
        for (const link of found.links) put(link, next.kind);
      } finally {
        busy -= 1;
      }
    }
  }));
  for (const [kind, title] of titles) {
    const named = [...names].find((name) => title.includes(name));
    // What the name is, is not said: it would stand in the output.
    if (named) wrong.push(`${kind}: its title names somebody`);
  }
  return { kinds: [...seen.keys()], wrong };
}

/** Walks as somebody; `least` kinds of pages are met, or the walk met a wall. */
export async function walked(page, from, least, all) {
  const names = new Set(all.map((a) => a.name));
  const notices = new Set(all.flatMap((a) => a.acts_as.map((as) => as.split("#")[0])));
  const { kinds, wrong } = await walk(page, from, names, notices);
  if (process.env.WALKED) console.log(kinds.sort().join("\n"));
  must(wrong.length === 0, `${wrong.length} of ${kinds.length} kinds of pages:\n  ${wrong.join("\n  ")}`);
  must(kinds.length >= least, `only ${kinds.length} kinds of pages are met`);
}

/** The stories of those who work here. The person's own page is walked over where the person is let in. */
export async function walks(browser, all) {
  const who = [
    ["an officer", `${notice}#role:housing-officer`, 90],
    ["a manager", `${notice}#role:team-manager`, 90],
    ["an administrator", "administrator", 50],
    ["an agency", `${notice}#st-basils`, 15],
  ];
  for (const [called, actsAs, least] of who) {
    await story(`every page that links lead to fits a telephone and names what it offers: ${called}`, async () => {
      account(actsAs);
      const page = await open(browser, actsAs, { viewport: sizes.phone });
      await walked(page, `${base}/`, least, all);
    });
  }
}
