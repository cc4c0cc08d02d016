// What the browser tests share: a Chromium, accounts that log in with a second factor, axe, and a plain way to say what failed.
import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const base = process.env.BASE ?? "http://localhost:8080";
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
export const accounts = JSON.parse(readFileSync(process.env.ACCOUNTS ?? "demo-data/accounts.json", "utf8"));

export const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 320, height: 640 } };

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

/** An account that acts as a principal of a notice (`notice#principal`), or one that administers. */
export function account(actsAs, which = 0) {
  const fits = (a) => (actsAs === "administrator" ? a.administers : !a.administers && a.acts_as.includes(actsAs));
  const found = accounts.filter(fits)[which];
  if (!found) throw new Error(`no account acts as ${actsAs}`);
  return found;
}

/** The code that an authenticator would show now. */
export function codeOf(secret) {
  return code(secret.trim());
}

function code(secret) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/[ =]/g, "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => Number.parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const sessions = new Map();

/** Logs in once for each account (a code works once) and keeps the cookies. */
export async function logIn(browser, actsAs, which = 0) {
  const who = account(actsAs, which);
  if (!sessions.has(who.username)) {
    const context = await browser.newContext({ viewport: sizes.desktop });
    const page = await context.newPage();
    await page.goto(`${base}/login`);
    await page.getByLabel("User name").fill(who.username);
    await page.getByLabel("Password", { exact: true }).fill(who.password);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByLabel(/Code from/).fill(code(who.totp_secret));
    await page.getByRole("button", { name: /Log in|Finish/ }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/login"));
    sessions.set(who.username, await context.storageState());
    await context.close();
  }
  return sessions.get(who.username);
}

/** A page for an account (or nobody), with options of a browser context. Errors of scripts and of the policy are failures. */
export async function open(browser, actsAs, options = {}, which = 0) {
  const storageState = actsAs ? await logIn(browser, actsAs, which) : undefined;
  const context = await browser.newContext({ viewport: sizes.desktop, storageState, ...options });
  opened.push(context);
  const page = await context.newPage();
  if (options.javaScriptEnabled === false) bare.add(page);
  page.on("pageerror", (error) => problems.push(`script error at ${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (404|409|422|403)/.test(message.text())) {
      problems.push(`console error at ${page.url()}: ${message.text()}`);
    }
  });
  return page;
}

// Pages without scripts.
const bare = new WeakSet();
// Contexts of the story that runs; each page that stays open costs a process.
const opened = [];
const problems = [];
let passed = 0;

/** Says that something has to hold. */
export function must(so, words) {
  if (!so) throw new Error(words);
}

// A story that hangs is a failure, and not the end of all.
const LONGEST = 240_000;

/** Parts of names: only such stories run. Some go on from what those before them did. */
const ONLY = (process.env.ONLY ?? "").split("|");

/** Runs one story, says how it went and how long it took, and closes what it opened. */
export async function story(name, run) {
  if (!ONLY.some((part) => name.includes(part))) return;
  const [before, began] = [problems.length, Date.now()];
  let alarm;
  const late = new Promise((_, reject) => {
    alarm = setTimeout(() => reject(new Error(`not done after ${LONGEST / 1000} s`)), LONGEST);
  });
  try {
    await Promise.race([run(), late]);
    if (problems.length > before) throw new Error(problems.slice(before).join("\n  "));
    passed += 1;
    console.log(`ok   ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    problems.push(name);
    console.log(`FAIL ${name}\n  ${error.stack ?? error}`);
  } finally {
    clearTimeout(alarm);
    await Promise.all(opened.splice(0).map((context) => context.close()));
  }
}

/** Ends the run. */
export function finish() {
  console.log(problems.length ? `\n${problems.length} failed, ${passed} passed` : `\n${passed} stories passed`);
  process.exit(problems.length ? 1 : 0);
}

export async function shot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

/** How many pixels of a page lie beside the window. */
export async function surplus(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** What can be followed or pressed and does not say what it is, in words; quicker than all that axe looks for. */
export async function nameless(page) {
  const rules = ["link-name", "button-name", "input-button-name", "summary-name", "document-title"];
  await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => axe.run(document, { runOnly: { type: "rule", values } }), rules);
  return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 120)).join(" | ")}`);
}

/** A page that works without scripts has nothing to scroll sideways either; axe itself is a script, and is run with them. */
export async function fits(page, name) {
  await shot(page, name);
  const over = await surplus(page);
  must(over <= 0, `${name}: ${over} pixels to scroll sideways`);
}

/** No finding of axe (WCAG 2.0 to 2.2, A and AA, and good practice), and nothing to scroll sideways. */
export async function accessible(page, name) {
  must(!bare.has(page), `${name}: axe would wait for ever in a page without scripts; ask whether it fits`);
  await fits(page, name);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  const words = violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
  must(violations.length === 0, `${name}: ${words.join("; ")}`);
}

/** Opens the folded row that holds an input, if it is folded. */
export async function unfold(page, name) {
  const folded = page.locator("details.app-rowset__blank:not([open])").filter({ has: page.locator(`[name="${name}"]`) });
  if (await folded.count()) await folded.locator("summary").first().click();
}
