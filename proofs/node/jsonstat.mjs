// JSON-stat as its own toolkit for JavaScript reads it, against observations.csv.

import JSONstat from "jsonstat-toolkit";

import { check, end, equal, house, part } from "./house.mjs";

/** A text from the public port. */
async function get(path) {
  const answer = await fetch(new URL(path, house.public));
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
  return answer.text();
}

/** Rows of a CSV file with quotes. */
function rows(text) {
  const all = [];
  for (const line of text.matchAll(/(?:"(?:[^"]|"")*"|[^"\n])+/g)) {
    all.push([...line[0].matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((cell) => cell[1]?.replaceAll('""', '"') ?? cell[2]));
  }
  const [header, ...body] = all;
  return body.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ""])));
}

const code = (id) => id.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");

/** One dataset: every figure of observations.csv that belongs to it, asked from the toolkit by its dimensions. */
function compare(slug, dataset, published) {
  const measures = new Set(dataset.Dimension("indicator").id);
  const periods = new Set(dataset.Dimension("periode").id);
  const dimension = ["afzender", "uitsplitsing"].find((name) => dataset.id.includes(name));
  const groups = new Set(dimension ? dataset.Dimension(dimension).id : ["_T"]);
  const wrong = [];
  let count = 0;
  for (const row of published) {
    const whole = code(row.indicator);
    const measure = measures.has(whole) ? whole : code(row.indicator.slice(0, row.indicator.lastIndexOf(".")));
    if (!measures.has(measure) || !periods.has(row.periode) || !groups.has(row.uitsplitsing)) continue;
    count += 1;
    const asked = { indicator: measure, periode: row.periode, ...(dimension ? { [dimension]: row.uitsplitsing } : {}) };
    const found = dataset.Data(asked);
    const expected = row.waarde === "" ? null : Number(row.waarde);
    if (found?.value !== expected || (found.status ?? "A") !== row.status) wrong.push({ ...asked, found, expected, status: row.status });
  }
  check(`${slug}: the toolkit gives all ${count} figures as observations.csv has them`, count > 0 && wrong.length === 0, wrong.slice(0, 5));
  equal(`${slug}: it knows which dimension is time`, dataset.role?.time, ["periode"]);
  equal(`${slug}: it knows which dimension is the measure`, dataset.role?.metric, ["indicator"]);
  const unit = dataset.Dimension("indicator").Category(0).unit;
  check(`${slug}: it knows unit and decimals`, typeof unit?.label === "string" && Number.isInteger(unit.decimals), unit);
  return count;
}

await part("JSON-stat read by jsonstat-toolkit", async () => {
  const editions = JSONstat(JSON.parse(await get("/jsonstat")));
  equal("the list of editions is a collection", editions.class, "collection");
  for (const edition of editions.link.item) {
    const collection = JSONstat(JSON.parse(await get(edition.href)));
    const { editie, versie } = collection.extension;
    const published = rows(await get(`/data/monitor/${editie}/${versie}/observations.csv`));
    for (const item of collection.link.item) {
      const dataset = JSONstat(JSON.parse(await get(item.href)));
      const slug = item.href.slice(item.href.lastIndexOf("/") + 1);
      equal(`${slug}: the toolkit sees a dataset`, dataset.class, "dataset");
      const count = compare(slug, dataset, published);
      if (slug.startsWith("alles.json")) equal(`${slug}: no figure is left out`, count, published.length);
    }
  }
});
end();
