// Steps 3 to 6 of the walk in Chromium: with scripts and without, in Dutch and in English, with axe on every page that is seen.

import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";

import { askBrp, check, deliver, end, equal, house, makePdf, part } from "./house.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 800 };
const [anna, bram] = house.people;
const pdf = makePdf("Besluit");
const number = (text) => Number(text.replace(/[^\d]/g, ""));

console.log("# the walk in a browser");
mkdirSync(house.output, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
// axe needs scripts. It judges a copy of each page, as the walk saw it, on which the page's own scripts do not run.
const judge = await browser.newContext();
await judge.route("**/*", (route) => (route.request().resourceType() === "script" ? route.abort() : route.continue()));
const bench = await judge.newPage();

/** One way to walk: a language, and scripts or none. */
class Walk {
  constructor(language, scripts) {
    this.language = language;
    this.scripts = scripts;
    this.name = `${language}, scripts ${scripts ? "on" : "off"}`;
    this.slug = `${language}-scripts-${scripts ? "on" : "off"}`;
    this.shots = 0;
    this.foreign = [];
    this.faults = [];
  }

  async begin() {
    this.context = await browser.newContext({
      javaScriptEnabled: this.scripts, viewport: WIDE, locale: this.language === "nl" ? "nl-NL" : "en-GB", acceptDownloads: true,
    });
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(10_000);
    const own = new URL(house.public).origin;
    this.page.on("request", (one) => { if (new URL(one.url()).origin !== own && !one.url().startsWith("data:")) this.foreign.push(one.url()); });
    this.page.on("pageerror", (error) => this.faults.push(String(error)));
    // A page that is refused on purpose is no fault; what a page loads must be there.
    this.page.on("console", (line) => { if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) this.faults.push(line.text()); });
    this.page.on("response", (one) => { if (one.status() >= 400 && one.request().resourceType() !== "document") this.faults.push(`${one.status()} ${one.url()}`); });
    await this.open("/");
    await this.open(`/taal/${this.language}?terug=/`);
  }

  /** A text of a page in the language of the walk. */
  t(nl, en) {
    return this.language === "nl" ? nl : en;
  }

  async open(path) {
    return this.page.goto(new URL(path, house.public).href);
  }

  check(sentence, held, detail) {
    return check(`${sentence} (${this.name})`, held, detail);
  }

  /** Keeps a picture of the page, and lets axe judge it at both widths. */
  async look(title) {
    this.shots += 1;
    await this.page.screenshot({ path: join(house.output, `${this.slug}-${String(this.shots).padStart(2, "0")}-${title}.png`), fullPage: true });
    equalLanguage(this, title, await this.page.getAttribute("html", "lang"));
    const html = await this.page.content();
    const address = this.page.url();
    const same = (url) => url.href.split("#")[0] === address.split("#")[0];
    const answer = (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
    await judge.route(same, answer);
    for (const size of [WIDE, NARROW]) {
      await bench.setViewportSize(size);
      await bench.goto(address);
      await bench.evaluate(AXE);
      const violations = await bench.evaluate(async (tags) => {
        const found = await globalThis.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
        return found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join("; ")}`);
      }, TAGS);
      this.check(`axe finds nothing on ${title} at ${size.width} px`, violations.length === 0, violations.join("\n"));
    }
    const wide = await bench.evaluate(() => document.documentElement.scrollWidth);
    this.check(`${title} fits a screen of 320 px`, wide <= 320, `${wide} px`);
    await judge.unroute(same, answer);
  }

  async heading() {
    return (await this.page.textContent("h1"))?.trim();
  }

  async fillIn(username, password) {
    await this.page.fill("[name=gebruikersnaam]", username);
    await this.page.fill("[name=wachtwoord]", password);
    await this.page.click("button[name=handeling][value=inloggen]");
  }

  async finish() {
    this.check("no page asked anything of another origin", this.foreign.length === 0, this.foreign.slice(0, 5));
    this.check("no page had an error in its scripts or its content policy", this.faults.length === 0, this.faults.slice(0, 5).join("\n"));
    await this.context.close();
  }
}

function equalLanguage(walk, title, found) {
  if (found !== walk.language) walk.check(`${title} is in the language that was chosen`, false, found);
}

/** A count of the live monitor. */
async function shown(page, key) {
  return number(await page.textContent(`[data-live-key="${key}"]`));
}

async function front(walk) {
  await walk.look("front");
  const text = await walk.page.textContent("main");
  walk.check("the front page names the three people and the three organisations",
    house.people.every((one) => text.includes(one.username)) && house.organisations.every((one) => text.includes(one.oin)));
  walk.check("the front page lists all 29 facilities with their state", (await walk.page.locator(".stelsel-facility").count()) === 29,
    await walk.page.locator(".stelsel-facility").count());
  walk.check("every page says that this is a test environment", (await walk.page.textContent("body")).includes(walk.t("geen website van de overheid", "not a government website")));
  await walk.open("/toegankelijkheid");
  await walk.look("accessibility");
}

async function refusedLogin(walk) {
  const { page } = walk;
  const name = `niemand-${walk.slug}`.slice(0, 30);
  await walk.open("/mijnoverheid");
  await walk.look("login");
  const texts = [];
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await walk.fillIn(name, "Verkeerd-1");
    texts.push((await page.textContent("[role=alert]")).replace(/\s+/g, " ").trim());
  }
  await walk.look("login-blocked");
  equal(`the first two refusals read the same (${walk.name})`, texts[0], texts[1]);
  walk.check("after three wrong passwords the page says that it is blocked", texts[3] !== texts[0] && /15/.test(texts[3]), texts.join("\n"));
  return texts;
}

async function inbox(walk, subject) {
  const { page } = walk;
  const row = page.locator(".stelsel-letters__item", { hasText: subject });
  walk.check("the letter is in the inbox, once", (await row.count()) === 1, await page.textContent("main"));
  walk.check("it is unread", /--unread/.test((await row.first().getAttribute("class")) ?? ""));
  await walk.look("inbox");
  await row.first().locator("a").click();
  equal(`the letter opens (${walk.name})`, await walk.heading(), subject);
  await walk.look("letter");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(".stelsel-files__item a")]);
  equal(`the PDF is the one that was sent (${walk.name})`, readFileSync(await download.path()).equals(pdf), true);
  await page.click(`main button:has-text("${walk.t("Archiveren", "Archive")}")`);
  await walk.open("/mijnoverheid");
  walk.check("after archiving it is no longer in the inbox", (await page.locator(".stelsel-letters__item", { hasText: subject }).count()) === 0);
  await page.click(`.stelsel-folders a:has-text("${walk.t("Archief", "Archive")}")`);
  const archived = page.locator(".stelsel-letters__item", { hasText: subject });
  walk.check("it is in the archive, and read", (await archived.count()) === 1 && !/--unread/.test((await archived.first().getAttribute("class")) ?? ""));
  await walk.look("archive");
}

const ASKED = /burgerservicenummer|service number/i;

async function lookedAt(walk) {
  await walk.open("/mijnoverheid/bekeken");
  const rows = walk.page.locator("main tbody tr", { hasText: house.organisations[0].name }).filter({ hasText: ASKED });
  const row = (await rows.count()) ? (await rows.first().textContent()).replace(/\s+/g, " ") : await walk.page.textContent("main");
  walk.check("the question of the municipality is there: who, when and what", row.includes(house.organisations[0].name) && /\d{4}|\d{1,2}:\d{2}/.test(row) && ASKED.test(row), row);
  await walk.look("looked-at");
  await walk.open("/mijnoverheid/gegevens");
  const text = await walk.page.textContent("main");
  walk.check("the citizen sees the own data", text.includes(anna.bsn) || text.includes(anna.name.split(" ").at(-1)), text.slice(0, 500));
  await walk.look("data");
}

/** Until when one stays logged in, and the warning before that ends. */
async function endOfLogin(walk) {
  await walk.open("/mijnoverheid/bekeken");
  const told = (await walk.page.textContent(".stelsel-session")).replace(/\s+/g, " ");
  walk.check("a page says until when one stays logged in", /\d\d:\d\d/.test(told) && told.includes(walk.t("U blijft ingelogd tot", "You stay logged in until")), told);
  const longer = `.stelsel-session button:has-text("${walk.t("Langer ingelogd blijven", "Stay logged in longer")}")`;
  if (!walk.scripts) {
    await walk.page.click(longer);
    walk.check("the button for longer leads back to the page", new URL(walk.page.url()).pathname === "/mijnoverheid/bekeken", walk.page.url());
    return;
  }
  // The clock of this window is ours, and so is what the server says about the end.
  const context = await browser.newContext({ storageState: await walk.context.storageState(), viewport: WIDE, locale: walk.language === "nl" ? "nl-NL" : "en-GB" });
  const page = await context.newPage();
  let left = 800;
  await page.route("**/sessie/mijnoverheid", (route) => (route.request().method() === "GET"
    ? route.fulfill({ json: { seconds: left, clock: "12:34", iso: "2026-01-01T11:34:00Z", canExtend: true } }) : route.continue()));
  await page.clock.install();
  await page.goto(new URL("/mijnoverheid/bekeken", house.public).href);
  const soon = page.locator(".stelsel-session--soon");
  await page.clock.fastForward(60_000);
  walk.check("in time nobody is warned", (await soon.count()) === 0);
  await page.clock.fastForward(750_000);
  await page.waitForFunction(() => document.querySelector(".stelsel-session time").textContent === "12:34");
  walk.check("nor when another window has moved the end on", (await soon.count()) === 0);
  left = 100;
  await page.clock.fastForward(720_000);
  walk.check("two minutes before the end there is a warning", await soon.waitFor({ timeout: 5000 }).then(() => true, () => false), await page.textContent(".stelsel-session"));
  const notice = (await page.textContent(".stelsel-session [role=alert]")).trim();
  walk.check("it says what to do", notice.includes(walk.t("langer ingelogd blijven", "stay logged in longer")), notice);
  const own = walk.page;
  walk.page = page;
  await walk.look("login-ends-soon");
  walk.page = own;
  left = 900;
  await page.click(longer);
  await page.waitForFunction((text) => document.querySelector(".stelsel-session [role=alert]").textContent.includes(text), walk.t("U blijft langer", "You stay logged in longer"));
  walk.check("one press of the button and the warning goes, on the same page", (await soon.count()) === 0 && new URL(page.url()).pathname === "/mijnoverheid/bekeken");
  left = 0;
  await page.clock.fastForward(1_000_000);
  await soon.waitFor({ timeout: 5000 });
  walk.check("when it is over the page says so", (await page.textContent(".stelsel-session [role=alert]")).includes(walk.t("U bent uitgelogd", "You have been logged out")));
  await context.close();
}

const COUNTED = [["brp", "berichten"], ["digid", "authenticaties"], ["mijnoverheid", "inlog"], ["mijnoverheid", "bericht"]];

async function monitor(walk) {
  const { page } = walk;
  await walk.open("/monitor/actueel");
  await walk.look("live");
  const keys = await page.locator("tbody [data-live-key$='.year']").evaluateAll((all) => all.map((one) => one.getAttribute("data-live-key"))).catch(() => []);
  for (const [facility, word] of COUNTED) {
    walk.check(`the monitor counts ${word} of ${facility}`, keys.some((key) => key.startsWith(facility) && key.includes(word)), keys);
  }
  walk.check("every indicator has a definition", (await page.locator("tbody details").count()) === keys.length);
  const key = "brp.berichten.year";
  const before = await shown(page, key);
  walk.check("the steps before this one are counted", before > 0, before);
  await askBrp(anna.bsn);
  if (walk.scripts) {
    const grown = await page.waitForFunction(([one, least]) => Number(document.querySelector(`[data-live-key="${one}"]`).textContent.replace(/[^\d]/g, "")) > least,
      [key, before], { timeout: 2000, polling: 50 }).then(() => true, () => false);
    walk.check("a count grows on the page within two seconds of the act", grown, await shown(page, key));
  } else {
    await page.waitForTimeout(600); // counts on this page may be half a second old
    await page.reload();
    walk.check("a count has grown when the page is loaded again", (await shown(page, key)) > before, await shown(page, key));
  }
  await page.click(`a:has-text("${walk.t("Zet verversen stil", "Pause refreshing")}")`);
  walk.check("refreshing can be paused", (await page.locator("[data-live-stream]").count()) === 0);
}

async function edition(walk) {
  await walk.open("/monitor/2020");
  const text = (await walk.page.textContent("main")).replace(/\s+/g, " ");
  const words = walk.t("29 voorzieningen, 163 reeksen", "29 facilities, 163 series");
  walk.check("the 2020 edition has all facilities and series", text.includes(words), text.slice(0, 600));
  const [chapters, rows] = [await walk.page.locator("main section").count(), await walk.page.locator("main tbody tr").count()];
  walk.check("it has four chapters, and a row for every series", chapters === 4 && rows >= 163, `${chapters} chapters, ${rows} rows`);
  const shownAs = (figure) => figure.toLocaleString(walk.t("nl-NL", "en-GB"));
  walk.check("it shows the number of active DigiDs of the three years", [13529391, 13772269, 15023119].every((one) => text.includes(shownAs(one))));
  await walk.look("edition-2020");
}

/** Every other kind of page of the Monitor. */
const MONITOR = [
  ["/monitor/2020/identificeren-en-authenticeren", "chapter"],
  ["/monitor/2020/voorziening/mijnoverheid", "facility"],
  ["/monitor/2020/indicator/digid.authenticaties.totaal", "figure"],
  ["/monitor/2020/herkomst/digid.authenticaties.totaal/_T/2019", "origin"],
  ["/monitor/correcties", "corrections"],
  ["/monitor/kalender", "calendar"],
  ["/monitor/controle/2020", "findings"],
  ["/monitor/zoeken?q=terugmeldingen", "search"],
  ["/monitor/vergelijken?reeks=digid.authenticaties.totaal&reeks=brp.berichten&wijze=index", "compare"],
  ["/monitor/verschil/2020...2020", "difference"],
  ["/embed/2020/digid.authenticaties.totaal", "embed"],
];

async function monitorPages(walk) {
  if (house.engine !== "sqlite") return; // what these pages show does not depend on the engine
  for (const [path, name] of MONITOR) {
    const answer = await walk.open(path);
    walk.check(`the page ${name} of the Monitor is there`, answer.status() === 200, answer.status());
    await walk.look(`monitor-${name}`);
  }
}

/** Pages beside the walk: definitions, the citizen's own DigiD, the operator's console. */
async function beside(walk) {
  await walk.open("/monitor/definities");
  await walk.look("definitions");
  await walk.open("/digid/mijn");
  await walk.look("my-digid-login");
  await walk.fillIn(anna.username, anna.password);
  walk.check("Mijn DigiD shows the account", (await walk.page.textContent("main")).includes(anna.username), walk.page.url());
  await walk.look("my-digid");
  await walk.open("/console");
  await walk.look("console-login");
  await walk.page.fill("[name=wachtwoord]", readFileSync(join(dirname(house.ca), "keys", "operator-password"), "utf8").trim());
  await walk.page.click("main button[type=submit]");
  walk.check("the operator comes to the organisations", new URL(walk.page.url()).pathname === "/console/organisaties", walk.page.url());
  await walk.look("console-organisations");
  await walk.open(`/console/organisaties/${house.organisations[0].oin}`);
  await walk.look("console-organisation");
  await walk.open("/console/verbindingen/nieuw");
  await walk.look("console-connection");
  await walk.page.click("main form button[type=submit]");
  await walk.look("console-connection-errors");
}

async function leave(walk) {
  await walk.open("/mijnoverheid");
  await walk.page.click(`button:has-text("${walk.t("Uitloggen", "Log out")}")`);
  await walk.open("/mijnoverheid");
  walk.check("after logging out the login page comes again", (await walk.page.locator("[name=wachtwoord]").count()) === 1, walk.page.url());
  const answer = await walk.open("/bestaat-niet");
  equal(`an address where nothing is says so on a page (${walk.name})`, [answer.status(), Boolean(await walk.heading())], [404, true]);
  await walk.look("not-found");
}

/** Tab until something has the focus; whether it was reached. */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) return true;
  }
  return false;
}

async function keyboard() {
  const walk = new Walk("nl", true);
  walk.name = "keyboard only";
  walk.slug = "keyboard";
  await walk.begin();
  const { page } = walk;
  await walk.open("/mijnoverheid");
  await page.keyboard.press("Tab");
  walk.check("the first stop leads past everything to the content", await page.evaluate(() => document.activeElement.matches(".utrecht-skip-link")));
  walk.check("the username is reached", await tabTo(page, "[name=gebruikersnaam]"));
  const outline = await page.evaluate(() => { const style = getComputedStyle(document.activeElement); return `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow}`; });
  walk.check("one sees where the focus is", !/^none 0px none$/.test(outline), outline);
  await page.keyboard.type(anna.username);
  walk.check("the password is reached", await tabTo(page, "[name=wachtwoord]"));
  await page.keyboard.type(anna.password);
  await Promise.all([page.waitForURL("**/mijnoverheid"), page.keyboard.press("Enter")]);
  walk.check("the keyboard alone logs in", (await page.locator("[name=wachtwoord]").count()) === 0, page.url());
  walk.check("a folder is reached", await tabTo(page, ".stelsel-folders__link"));
  await walk.finish();
}

async function walkAlong(language, scripts) {
  const walk = new Walk(language, scripts);
  const subject = `Besluit ${walk.slug}`;
  const question = await askBrp(anna.bsn);
  equal(`the municipality asks the BRP (${walk.name})`, question.status, 200);
  equal(`the municipality sends a letter (${walk.name})`, (await deliver(anna.bsn, subject, pdf)).status, 201);
  await walk.begin();
  const run = (name, step) => part(`${name} came to its end (${walk.name})`, step);
  await run("the front page", () => front(walk));
  const texts = await run("a refused login", () => refusedLogin(walk));
  await run("logging in", async () => {
    await walk.open("/mijnoverheid");
    await walk.fillIn(anna.username, anna.password);
    walk.check("the citizen comes back at MijnOverheid", new URL(walk.page.url()).pathname === "/mijnoverheid", walk.page.url());
  });
  await run("the inbox", () => inbox(walk, subject));
  await run("who looked at my data", () => lookedAt(walk));
  await run("the end of the login", () => endOfLogin(walk));
  await run("the live monitor", () => monitor(walk));
  await run("the pages of the Monitor", () => monitorPages(walk));
  await run("the 2020 edition", () => edition(walk));
  await run("the pages beside the walk", () => beside(walk));
  await run("leaving", () => leave(walk));
  if (language === "nl" && scripts && texts) {
    await run("a name that exists", async () => {
      await walk.open("/mijnoverheid");
      const seen = [];
      for (let attempt = 1; attempt <= 4; attempt += 1) {
        await walk.fillIn(bram.username, "Verkeerd-1");
        seen.push((await walk.page.textContent("[role=alert]")).replace(/\s+/g, " ").trim());
      }
      equal("a username that exists is refused in the same words as one that does not", seen, texts);
      await walk.fillIn(bram.username, bram.password);
      walk.check("while it is blocked the right password does not help", (await walk.page.locator("[name=wachtwoord]").count()) === 1, walk.page.url());
    });
  }
  await walk.finish();
}

// Pages do not depend on the engine: the second one is walked in the two ways that differ most.
const ways = house.engine === "sqlite" ? [["nl", true], ["nl", false], ["en", true], ["en", false]] : [["nl", true], ["en", false]];
for (const [language, scripts] of ways) {
  await part(`the walk came to its end (${language}, scripts ${scripts ? "on" : "off"})`, () => walkAlong(language, scripts));
}
await part("the keyboard walk came to its end", keyboard);
await browser.close();
end();
