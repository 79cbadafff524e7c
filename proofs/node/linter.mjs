// The official linter of the NL API Design Rules on every interface description of our own.

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { check, end, equal, house, part, skip } from "./house.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const spectral = join(here, "node_modules", "@stoplight", "spectral-cli", "dist", "index.js");
const ruleset = join(house.official, "api-design-rules", "linter.yaml");

console.log("# the NL API Design Rules");

async function lint(file) {
  try {
    await promisify(execFile)(process.execPath, [
      spectral, "lint", "--ruleset", ruleset, "--format", "json", "--quiet", "--fail-severity", "error", file,
    ], { maxBuffer: 64 * 1024 * 1024 });
    return [];
  } catch (error) {
    if (error.code !== 1 || !error.stdout) throw error;
    return JSON.parse(error.stdout).filter((one) => one.severity === 0)
      .map((one) => `${one.code} at ${one.path.join(".")}: ${one.message}`);
  }
}

await part("the list of interfaces is read", async () => {
  const list = await (await fetch(`${house.public}/openapi`, { headers: { Accept: "application/json" } })).json();
  check("there is an interface description of our own", list.some((one) => one.own), list);
  const folder = join(house.output, "openapi");
  mkdirSync(folder, { recursive: true });
  for (const { base, own } of list) {
    const answer = await fetch(`${house.public}${base}/openapi.json`);
    const document = await answer.json();
    equal(`${base}/openapi.json is an interface description in JSON`,
      [answer.status, answer.headers.get("content-type")?.split(";")[0], String(document.openapi).split(".")[0]],
      [200, "application/json", "3"]);
    check(`${base}/openapi.json may be read from anywhere`, answer.headers.get("access-control-allow-origin") === "*",
      Object.fromEntries(answer.headers));
    if (!own) continue;
    const file = join(folder, `${base.replaceAll("/", "-").slice(1)}.json`);
    writeFileSync(file, JSON.stringify(document, null, 2));
    if (existsSync(ruleset)) {
      const errors = await lint(file);
      check(`the official linter finds no error in ${base}`, errors.length === 0, errors.join("\n"));
    } else {
      skip(`the official linter on ${base}: shared/official/api-design-rules is absent`);
    }
  }
});
end();
