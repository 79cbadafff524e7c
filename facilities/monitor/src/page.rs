//! The report as one HTML page that needs nothing else: for archives and for reading without a server.

use std::fmt::Write as _;

use chart::Style;
use edition::Publication;
use edition::commentary::Paragraph;
use kernel::{Language, Problem};

use crate::notation::{day, escape};

const STYLE: &str = "body{font-family:sans-serif;line-height:1.5;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}\
                     table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:bold;padding:.5rem 0}\
                     th,td{border-bottom:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}\
                     td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}figure{margin:1.5rem 0}";

/// The whole edition in Dutch.
///
/// # Errors
/// 500 when the page cannot be written, which text in memory excludes.
pub(crate) fn whole(publication: &Publication) -> Result<String, Problem> {
    let mut page = String::new();
    write(&mut page, publication).map_err(|_| Problem::internal("a page could not be written"))?;
    Ok(page)
}

fn write(page: &mut String, publication: &Publication) -> std::fmt::Result {
    let edition = &publication.edition;
    let title = escape(&edition.title);
    write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n<p>Versie {}, {}. Een onafhankelijke nabouw met verzonnen mensen, geen uitgave van de overheid.</p>\n",
        publication.version,
        day(publication.published.day(), Language::Nl)
    )?;
    let said = edition::commentary::commentary(publication);
    writeln!(page, "<h2>Hoofdlijnen</h2>")?;
    for section in &said.summary_nl {
        paragraphs(page, &section.heading, &section.paragraphs)?;
    }
    for chapter in &edition.chapters {
        writeln!(page, "<h2>{}</h2>", escape(&chapter.title))?;
        for facility in &chapter.facilities {
            writeln!(page, "<h3>{}</h3>", escape(&facility.name))?;
            if let Some(text) = said.facility(&facility.slug, Language::Nl) {
                paragraphs(page, "", &text.paragraphs)?;
            }
            figures(page, publication, facility)?;
        }
    }
    page.push_str("</main>\n</body>\n</html>\n");
    Ok(())
}

fn paragraphs(page: &mut String, heading: &str, paragraphs: &[Paragraph]) -> std::fmt::Result {
    if !heading.is_empty() {
        writeln!(page, "<h3>{}</h3>", escape(heading))?;
    }
    for one in paragraphs {
        writeln!(page, "<p>{}</p>", one.html())?;
    }
    Ok(())
}

fn figures(page: &mut String, publication: &Publication, facility: &edition::Facility) -> std::fmt::Result {
    let periods = &publication.edition.periods;
    for block in &facility.blocks {
        let caption = block.title.as_deref().unwrap_or(&facility.name);
        write!(
            page,
            "<table>\n<caption>{}</caption>\n<thead><tr><th scope=\"col\">Gegeven</th>",
            escape(caption)
        )?;
        for period in periods {
            write!(page, "<th scope=\"col\" class=\"n\">{period}</th>")?;
        }
        writeln!(page, "<th scope=\"col\" class=\"n\">Verandering</th></tr></thead>\n<tbody>")?;
        for row in &block.rows {
            write!(page, "<tr><th scope=\"row\">{}</th>", escape(&row.label))?;
            for cell in &row.cells {
                write!(page, "<td class=\"n\">{}</td>", escape(cell.as_deref().unwrap_or("")))?;
            }
            writeln!(page, "<td class=\"n\">{}</td></tr>", escape(row.change.as_deref().unwrap_or("")))?;
        }
        page.push_str("</tbody>\n</table>\n");
    }
    for table in &facility.sender_tables {
        senders(page, table)?;
    }
    if !facility.specifications.is_empty() {
        page.push_str("<ul>\n");
        for one in &facility.specifications {
            writeln!(page, "<li>{}: {}</li>", escape(&one.name), escape(&one.weergave))?;
        }
        page.push_str("</ul>\n");
    }
    let about =
        chart::index(publication).into_iter().filter(|one| one.facility.as_deref() == Some(&facility.slug));
    for entry in about.filter(|one| one.indicator.is_none()) {
        if let Some(drawn) = chart::chart(publication, &entry.id, Language::Nl, Style::screen(640)) {
            writeln!(
                page,
                "<figure>\n<figcaption>{}</figcaption>\n{}\n<p>{}</p>\n</figure>",
                escape(&drawn.headline),
                drawn.svg,
                escape(&drawn.description)
            )?;
        }
    }
    Ok(())
}

fn senders(page: &mut String, table: &edition::SenderTable) -> std::fmt::Result {
    for (place, group) in table.groups.iter().enumerate() {
        write!(
            page,
            "<table>\n<caption>{}</caption>\n<thead><tr><th scope=\"col\">{}</th>",
            escape(&group.title),
            escape(if table.row_header.is_empty() { "Afzender" } else { &table.row_header })
        )?;
        for period in &group.periods {
            write!(page, "<th scope=\"col\" class=\"n\">{period}</th>")?;
        }
        writeln!(page, "<th scope=\"col\" class=\"n\">Verandering</th></tr></thead>\n<tbody>")?;
        for row in &table.rows {
            let Some(cells) = row.groups.get(place) else { continue };
            write!(page, "<tr><th scope=\"row\">{}</th>", escape(&row.label))?;
            for observation in cells.series.iter().take(1).flat_map(|one| &one.observations) {
                write!(page, "<td class=\"n\">{}</td>", escape(&observation.weergave))?;
            }
            writeln!(page, "<td class=\"n\">{}</td></tr>", escape(cells.change.as_deref().unwrap_or("")))?;
        }
        page.push_str("</tbody>\n</table>\n");
    }
    Ok(())
}
