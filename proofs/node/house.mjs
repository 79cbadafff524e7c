// What every Node proof needs: the running house, its callers, a browser without scripts, and lines that say what held.

import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { randomUUID } from "node:crypto";

export const house = JSON.parse(readFileSync(process.env.PROOF_CONTEXT, "utf8"));

let failed = 0;

/** One assertion; the detail is shown when it does not hold. */
export function check(sentence, held, detail) {
  console.log(`${held ? "ok" : "not ok"} - ${sentence}`);
  if (held) return true;
  failed += 1;
  if (detail !== undefined) {
    const text = typeof detail === "string" ? detail : JSON.stringify(detail);
    console.log(String(text).slice(0, 3000).split("\n").map((line) => `#   ${line}`).join("\n"));
  }
  return false;
}

/** One assertion that two values are the same. */
export function equal(sentence, found, expected) {
  const same = JSON.stringify(found) === JSON.stringify(expected);
  return check(sentence, same, `found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}

/** Runs a part; when it breaks off, that is one failed assertion and the next part still runs. */
export async function part(sentence, run) {
  try {
    return await run();
  } catch (error) {
    check(sentence, false, `${error?.stack ?? error}${error?.cause ? `\ncause: ${JSON.stringify(error.cause)}` : ""}`);
    return undefined;
  }
}

/** Something that cannot be proven here, and why. */
export function skip(sentence) {
  console.log(`skip - ${sentence}`);
}

/** Leaves the program. */
export function end() {
  process.exit(failed ? 1 : 0);
}

const agents = new Map();

/** Asks the port for organisations with the certificate of a demonstration organisation. */
export function organisation(path, body, headers = {}, index = 0) {
  const one = house.organisations[index];
  if (!agents.has(index)) {
    agents.set(index, new Agent({
      ca: readFileSync(house.ca), cert: readFileSync(one.certificate), key: readFileSync(one.key), keepAlive: true,
    }));
  }
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, house.mtls), {
      agent: agents.get(index), method: "POST",
      headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
    }, (answer) => {
      const parts = [];
      answer.on("data", (one) => parts.push(one));
      answer.on("end", () => resolve({ status: answer.statusCode, text: Buffer.concat(parts).toString() }));
      answer.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}

/** A question to the BRP by number. */
export function askBrp(bsn) {
  return organisation("/haalcentraal/api/brp/personen", {
    type: "RaadpleegMetBurgerservicenummer", burgerservicenummer: [bsn], fields: ["burgerservicenummer", "naam.volledigeNaam"],
  });
}

/** A small, valid PDF of one page. */
export function makePdf(text) {
  const stream = `BT /F1 18 Tf 60 760 Td (${text}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let out = "%PDF-1.4\n";
  const places = objects.map((one, index) => {
    const place = out.length;
    out += `${index + 1} 0 obj\n${one}\nendobj\n`;
    return place;
  });
  const table = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  out += places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  out += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(out, "latin1");
}

/** Delivers a letter with a PDF. */
export function deliver(bsn, subject, pdf) {
  return organisation("/api/v1/aanleveringen", {
    afzender: house.organisations[0].oin,
    ontvanger: { type: "BSN", waarde: bsn },
    onderwerp: subject,
    inhoud: "U leest het besluit in de bijlage.",
    bijlagen: [{ naam: "besluit.pdf", mimeType: "application/pdf", inhoud: pdf.toString("base64") }],
  }, { "Idempotency-Key": randomUUID() });
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: "\"", "#x27": "'", "#39": "'", "#x2f": "/", "#47": "/" };

function decode(text) {
  return text.replace(/&(#?[a-z0-9]+);/gi, (whole, name) => ENTITIES[name.toLowerCase()] ?? whole);
}

function attribute(tag, name) {
  const found = new RegExp(`\\b${name}="([^"]*)"`, "i").exec(tag);
  return found ? decode(found[1]) : undefined;
}

/** Someone who follows links and fills in forms, without scripts. */
export class Visitor {
  constructor(origin) {
    this.origin = origin;
    this.cookies = new Map();
  }

  /** Asks for one address without following where it points. */
  async ask(address, options = {}) {
    const answer = await fetch(address, {
      ...options, redirect: "manual",
      headers: {
        Accept: "text/html", "Accept-Language": "nl",
        Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "), ...options.headers,
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }

  /** Follows redirections as long as they stay with us; where it ended, and what was answered there. */
  async follow(address, options) {
    let here = new URL(address, this.origin);
    let answer = await this.ask(here, options);
    for (let hops = 0; hops < 10 && answer.status >= 300 && answer.status < 400; hops += 1) {
      here = new URL(answer.headers.get("location"), here);
      if (here.origin !== new URL(this.origin).origin || this.stop?.(here)) return { url: here, status: answer.status, text: "" };
      answer = await this.ask(here);
    }
    return { url: here, status: answer.status, text: await answer.text(), headers: answer.headers };
  }

  /** Sends the form with this address that stands on a page. */
  async send(page, action, values) {
    const form = [...page.text.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map((one) => one[0])
      .find((one) => attribute(one, "action")?.startsWith(action));
    if (!form) throw new Error(`no form for ${action} at ${page.url} (${page.status})\n${page.text.slice(0, 1500)}`);
    const fields = new URLSearchParams();
    for (const [tag] of form.matchAll(/<input\b[^>]*>/gi)) {
      const name = attribute(tag, "name");
      if (name) fields.set(name, attribute(tag, "value") ?? "");
    }
    for (const [name, value] of Object.entries(values)) fields.set(name, value);
    return this.follow(new URL(attribute(form, "action"), page.url), {
      method: "POST", body: fields.toString(), headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
  }

  /** Logs in on the page of DigiD to which an address leads; where that ended. */
  async logIn(address, person, answer = {}) {
    const page = await this.follow(address);
    if (!page.text) return page;
    return this.send(page, "/digid/inloggen", {
      gebruikersnaam: person.username, wachtwoord: person.password, handeling: "inloggen", ...answer,
    });
  }
}
