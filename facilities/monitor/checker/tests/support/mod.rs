//! Invented documents in the form of the Monitor that agree with themselves, and corruptions of them.

use edition::{Decimal, Rounding};

/// Numbers that look random and are the same on every machine (a linear congruence, upper bits).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut made = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        made.below(7);
        made
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }

    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(u64::try_from(high - low + 1).unwrap())).unwrap()
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

/// A cell or a number of the text that other figures confirm.
#[derive(Debug, Clone)]
pub struct Target {
    /// Line, from 1.
    pub line: usize,
    /// What stands there and is to be changed; it stands in this line at character `at`.
    pub print: String,
    pub at: usize,
    pub kind: Kind,
    /// Lines at which a finding is right.
    pub related: Vec<usize>,
}

/// What confirms a figure, and so which corruptions must be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A printed change: sign, any digit, rounding.
    Change,
    /// A value of which only the change speaks: its leading digits.
    Rough,
    /// A value that a total or another table confirms to the last digit.
    Exact,
    /// A difference of percentages.
    Points,
    /// A number in a sentence: its leading digit.
    Said,
    /// The verb of a sentence.
    Verb,
}

/// A document with what can be corrupted in it.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub lines: Vec<String>,
    pub targets: Vec<Target>,
}

impl Document {
    pub fn bytes(&self) -> Vec<u8> {
        self.lines.join("\n").into_bytes()
    }

    fn line(&mut self, text: &str) -> usize {
        self.lines.push(text.to_owned());
        self.lines.len()
    }

    /// The document with another print in place of the target's.
    pub fn with(&self, target: &Target, print: &str) -> Self {
        let mut made = self.clone();
        let line = &mut made.lines[target.line - 1];
        let start = line.char_indices().nth(target.at).unwrap().0;
        assert_eq!(&line[start..start + target.print.len()], target.print);
        line.replace_range(start..start + target.print.len(), print);
        made
    }
}

struct Facility {
    name: &'static str,
    short: Option<&'static str>,
    noun: &'static str,
}

const FACILITIES: [Facility; 6] = [
    Facility { name: "Zonnewijzer", short: None, noun: "aanvragen" },
    Facility { name: "Register Houtopstanden", short: Some("RHO"), noun: "inzagen" },
    Facility { name: "Bruggenboek", short: None, noun: "leveringen" },
    Facility { name: "Dijkenkaart", short: None, noun: "opvragingen" },
    Facility { name: "Register Veerdiensten", short: Some("RVD"), noun: "uittreksels" },
    Facility { name: "Tuinloket", short: None, noun: "verzoeken" },
];
const HUB: &str = "Seinpost";
const CHANNELS: [&str; 4] = ["balie", "telefoon", "webdienst", "koppelvlak"];
const SENDERS: [&str; 5] = ["Provincies", "Havenbedrijven", "Musea", "Keuringsdiensten", "Overige afzenders"];

pub fn dutch(value: i64) -> String {
    Decimal::whole(value.into()).to_dutch()
}

/// The change as it should be printed.
pub fn change(old: i64, new: i64) -> String {
    if old == new {
        return "-".to_owned();
    }
    let (old, new) = (Decimal::whole(old.into()), Decimal::whole(new.into()));
    let Some(change) = new.percent_change_from(old, 1, Rounding::HalfAway) else { return "nieuw".to_owned() };
    let sign = if change.mantissa() > 0 { "+" } else { "" };
    format!("{sign}{}%", change.to_dutch())
}

/// Values of `years` years: a first one and yearly changes of 3 to 40 percent either way.
fn values(dice: &mut Dice, first: i64, years: usize) -> Vec<i64> {
    let mut made = vec![first];
    while made.len() < years {
        let last = *made.last().unwrap();
        let size = dice.between(30, 400);
        let step = if dice.below(4) == 0 { -size } else { size };
        made.push((last + last * step / 1000).max(1));
    }
    made
}

fn random_size(dice: &mut Dice) -> i64 {
    let digits = dice.between(4, 8);
    dice.between(
        10_i64.pow(u32::try_from(digits - 1).unwrap()),
        10_i64.pow(u32::try_from(digits).unwrap()) - 1,
    )
}

/// A document with `years` years up to and including `last`.
pub fn document(seed: u64, years: usize, last: u16) -> Document {
    let mut writer = Writer { dice: Dice::new(seed), document: Document::default(), years, last };
    writer.write();
    writer.document
}

struct Writer {
    dice: Dice,
    document: Document,
    years: usize,
    last: u16,
}

/// A row that was written.
struct Written {
    line: usize,
    label: String,
    values: Vec<i64>,
}

impl Writer {
    fn write(&mut self) {
        let edition = self.last + 1;
        for line in [&format!("# Jaarbeeld {edition}"), "", "**Versie**      Versie 1.0  "] {
            self.document.line(line);
        }
        self.document.line(&format!("**Datum**      02-06-{edition}"));
        self.contents();
        let summary = self.document.lines.len();
        self.document.line("## Bijlage A: Tabellen");
        let mut spoken = Vec::new();
        let mut hub = Vec::new();
        for (index, facility) in FACILITIES.iter().enumerate() {
            let rows = self.facility(index, facility);
            spoken.push((facility.name, rows.0));
            hub.push((facility, rows.1));
        }
        self.hub(hub);
        self.senders();
        self.summary(summary, &spoken);
    }

    fn contents(&mut self) {
        self.document.line("## 1. Inhoudsopgave");
        self.document.line("");
        self.document.line("2. Hoofdlijnen .....\t2");
        self.document.line("<b>Bijlage A: Tabellen .....</b>\t<b>3</b>");
        for (index, facility) in FACILITIES.iter().enumerate() {
            self.document.line(&format!("3.{}. {} .....\t{}", index + 1, title(facility), index + 3));
        }
        self.document.line(&format!("3.7. {HUB} .....\t9"));
        self.document.line("3.8. Postvak .....\t10");
        self.document.line("");
    }

    fn header(&mut self) {
        let first = self.last + 1 - u16::try_from(self.years).unwrap();
        let years: Vec<String> = (first..=self.last).map(|year| year.to_string()).collect();
        self.document.line("");
        self.document.line(&format!("\t{}\t%", years.join("\t")));
    }

    /// Writes a row and notes what can be corrupted in it: values that only the change confirms when `exact` is false.
    fn row(&mut self, label: &str, values: &[i64], exact: bool) -> Written {
        let mut text = label.to_owned();
        let line = self.document.lines.len() + 1;
        for (index, value) in values.iter().enumerate() {
            text.push('\t');
            let print = dutch(*value);
            let in_change = index + 2 >= values.len();
            if exact || in_change {
                let kind = if exact { Kind::Exact } else { Kind::Rough };
                self.target(line, &print, text.chars().count(), kind);
            }
            text.push_str(&print);
        }
        text.push('\t');
        let change = change(values[values.len() - 2], values[values.len() - 1]);
        if change != "-" {
            self.target(line, &change, text.chars().count(), Kind::Change);
        }
        text.push_str(&change);
        self.document.line(&text);
        Written { line, label: label.to_owned(), values: values.to_vec() }
    }

    fn target(&mut self, line: usize, print: &str, at: usize, kind: Kind) {
        self.document.targets.push(Target { line, print: print.to_owned(), at, kind, related: vec![line] });
    }

    /// Says that errors in any of these lines may be reported at any of them.
    fn relate(&mut self, lines: &[usize]) {
        for target in self.document.targets.iter_mut().filter(|target| lines.contains(&target.line)) {
            target.related.extend_from_slice(lines);
        }
    }

    /// Answers with the rows of which the summary speaks, and with the row that the hub repeats.
    fn facility(&mut self, index: usize, facility: &Facility) -> (Vec<Written>, Written) {
        for line in ["", &format!("### 3.{}. {}", index + 1, title(facility)), ""] {
            self.document.line(line);
        }
        self.document.line(&format!("{} is een verzonnen voorziening van de overheid.", facility.name));
        self.header();
        let noun = facility.noun;
        let first = self.dice.between(120, 900);
        let organisations = values(&mut self.dice, first, self.years);
        let organisations = self.row("Aantal aangesloten organisaties", &organisations, false);
        let parts: Vec<Vec<i64>> = (0..3)
            .map(|_| {
                let size = random_size(&mut self.dice);
                values(&mut self.dice, size, self.years)
            })
            .collect();
        let sum: Vec<i64> = (0..self.years).map(|year| parts.iter().map(|part| part[year]).sum()).collect();
        let total = self.row(&format!("Totaal aantal {noun}"), &sum, true);
        let mut lines = vec![total.line];
        for (part, channel) in parts.iter().zip(CHANNELS) {
            lines.push(self.row(&format!("Aantal {noun} via de {channel}"), part, true).line);
        }
        self.relate(&lines);
        let through: Vec<i64> = sum.iter().map(|total| total / 7 + 3).collect();
        let through = self.row(&format!("Aantal {noun} via {HUB}"), &through, true);
        let size = random_size(&mut self.dice);
        let visits = values(&mut self.dice, size, self.years);
        let visits = self.row("Aantal bezoeken", &visits, false);
        let unique: Vec<i64> = visits.values.iter().map(|all| all * 6 / 10).collect();
        self.row("Aantal unieke bezoekers", &unique, false);
        for line in ["", "#### Toelichting", "", "De groei komt doordat meer organisaties het gebruiken."] {
            self.document.line(line);
        }
        (vec![organisations, total, visits], through)
    }

    fn hub(&mut self, rows: Vec<(&Facility, Written)>) {
        for line in ["", &format!("### 3.7. {HUB}"), ""] {
            self.document.line(line);
        }
        self.document.line(&format!("{HUB} verzamelt wat er binnenkomt."));
        self.header();
        for (facility, through) in rows {
            let name = facility.short.unwrap_or(facility.name);
            let label = format!("Aantal {} over de {name}", facility.noun);
            let here = self.row(&label, &through.values, true);
            self.relate(&[here.line, through.line]);
        }
    }

    fn senders(&mut self) {
        for line in [
            "",
            "### 3.8. Postvak",
            "",
            "Postvak bezorgt berichten.",
            "",
            "#### Aantal berichten per afzender",
            "",
        ] {
            self.document.line(line);
        }
        let first = self.last + 1 - u16::try_from(self.years).unwrap();
        let years: Vec<String> = (first..=self.last).map(|year| year.to_string()).collect();
        let years = years.join("\t");
        self.document.line("Afzenders\tTotaal aantal berichten");
        self.document.line(&format!("\t{years}"));
        let counts: Vec<Vec<i64>> = SENDERS
            .iter()
            .map(|_| {
                let size = random_size(&mut self.dice);
                values(&mut self.dice, size, self.years)
            })
            .collect();
        let sum: Vec<i64> = (0..self.years).map(|year| counts.iter().map(|part| part[year]).sum()).collect();
        let mut lines = Vec::new();
        for (name, values) in SENDERS.iter().zip(&counts).chain([(&"<b>Totaal</b>", &sum)]) {
            lines.push(self.plain_row(name, values));
        }
        self.relate(&lines);
        self.opened(&years, &counts);
    }

    fn plain_row(&mut self, name: &str, values: &[i64]) -> usize {
        let line = self.document.lines.len() + 1;
        let bold = name.starts_with('<');
        let mut text = name.to_owned();
        for value in values {
            text.push('\t');
            let print = dutch(*value);
            let at = text.chars().count() + if bold { 3 } else { 0 };
            self.target(line, &print, at, Kind::Exact);
            text.push_str(&if bold { format!("<b>{print}</b>") } else { print });
        }
        self.document.line(&text)
    }

    fn opened(&mut self, years: &str, counts: &[Vec<i64>]) {
        for line in ["", "#### Percentages geopende berichten per afzender", ""] {
            self.document.line(line);
        }
        let blank = "\t".repeat(self.years + 1);
        self.document.line(&format!(
            "Afzenders\t% Geopend na 3 weken{blank}% Geopend na 6 weken{}",
            "\t".repeat(self.years)
        ));
        let difference = format!("Verschil {}-{} in procentpunt", self.last - 1, self.last);
        self.document.line(&format!("\t{years}\t{difference}\t{years}\t{difference}"));
        let mut all = vec![vec![0_i64; self.years]; 2];
        let mut totals = vec![0_i64; self.years];
        for (name, counts) in SENDERS.iter().zip(counts) {
            let start = self.dice.between(40, 55);
            let mut shares = vec![Vec::new(), Vec::new()];
            for (year, count) in counts.iter().enumerate() {
                let three = start + 3 * i64::try_from(year).unwrap() + self.dice.between(0, 3);
                let six = three + self.dice.between(2, 9);
                for (index, share) in [three, six].into_iter().enumerate() {
                    shares[index].push(share);
                    all[index][year] += share * count;
                }
                totals[year] += count;
            }
            self.share_row(name, &shares);
        }
        let weighted: Vec<Vec<i64>> = all
            .iter()
            .map(|sums| {
                sums.iter().zip(&totals).map(|(sum, total)| (2 * sum + total) / (2 * total)).collect()
            })
            .collect();
        self.share_row("Totaal", &weighted);
    }

    fn share_row(&mut self, name: &str, shares: &[Vec<i64>]) {
        let line = self.document.lines.len() + 1;
        let mut text = name.to_owned();
        for group in shares {
            for share in group {
                text.push_str(&format!("\t{share}%"));
            }
            let points = (group[group.len() - 1] - group[group.len() - 2]).to_string();
            text.push('\t');
            self.target(line, &points, text.chars().count(), Kind::Points);
            text.push_str(&points);
        }
        self.document.line(&text);
    }

    /// Puts the summary in its place, before the appendix; everything below it moves down.
    fn summary(&mut self, at: usize, spoken: &[(&str, Vec<Written>)]) {
        let mut lines = vec!["## 2. Hoofdlijnen".to_owned(), String::new()];
        lines.push(format!("Voor dit jaarbeeld is de peildatum 31 december {} gehanteerd.", self.last));
        lines.push(String::new());
        let mut targets = Vec::new();
        for (name, rows) in spoken {
            let row = self.dice.pick(rows);
            let (old, new) = (row.values[row.values.len() - 2], row.values[row.values.len() - 1]);
            let (verb, wrong) = if new > old { ("gestegen", "gedaald") } else { ("gedaald", "gestegen") };
            let percent = change(old, new).trim_start_matches(['+', '-']).to_owned();
            let label =
                row.label.replacen("Totaal aantal", "totaal aantal", 1).replacen("Aantal", "aantal", 1);
            let value = dutch(new);
            let start =
                format!("Bij **{name}** is het {label} in {} {verb} met {percent} naar {value}.", self.last);
            for (print, kind) in
                [(percent.as_str(), Kind::Said), (value.as_str(), Kind::Said), (verb, Kind::Verb)]
            {
                let offset = start.rfind(print).unwrap();
                let at_char = start[..offset].chars().count();
                let print = print.to_owned();
                targets
                    .push((lines.len(), Target { line: 0, print, at: at_char, kind, related: Vec::new() }));
            }
            let _ = wrong;
            lines.push(start);
            lines.push(String::new());
        }
        let moved = lines.len();
        for target in &mut self.document.targets {
            target.line += moved;
            target.related.iter_mut().for_each(|line| *line += moved);
        }
        for (index, mut target) in targets {
            target.line = at + index + 1;
            target.related = vec![target.line];
            self.document.targets.push(target);
        }
        self.document.lines.splice(at..at, lines);
    }
}

fn title(facility: &Facility) -> String {
    match facility.short {
        Some(short) => format!("{} ({short})", facility.name),
        None => facility.name.to_owned(),
    }
}

/// Another print for a target: an error that the rest of the document contradicts.
pub fn corrupt(dice: &mut Dice, target: &Target) -> String {
    let digits: Vec<usize> =
        target.print.char_indices().filter(|(_, sign)| sign.is_ascii_digit()).map(|(at, _)| at).collect();
    let which = match target.kind {
        Kind::Verb => {
            return if target.print == "gestegen" { "gedaald".to_owned() } else { "gestegen".to_owned() };
        }
        Kind::Change if dice.below(3) == 0 => return turned(&target.print),
        Kind::Change | Kind::Exact => usize::try_from(dice.below(digits.len() as u64)).unwrap(),
        Kind::Points => digits.len() - 1,
        Kind::Rough | Kind::Said => 0,
    };
    let at = digits[which];
    let old = target.print[at..=at].parse::<u64>().unwrap();
    let first = u64::from(which == 0 && digits.len() > 1);
    let new = loop {
        let new = first + dice.below(10 - first);
        if new != old {
            break new;
        }
    };
    let mut print = target.print.clone();
    print.replace_range(at..=at, &new.to_string());
    print
}

/// The same number with the other sign.
fn turned(print: &str) -> String {
    match print.strip_prefix('-') {
        Some(rest) => format!("+{rest}"),
        None => format!("-{}", print.trim_start_matches('+')),
    }
}
