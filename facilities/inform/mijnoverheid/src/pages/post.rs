//! The Berichtenbox: a folder, a letter, an attachment, and putting letters elsewhere.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use kernel::{Moment, Oin, Problem};
use serde_json::{Value, json};
use web::{Acting, Answer, Form, House, Signed, View};

use super::owner;
use crate::data::{Cursor, Line};
use crate::model::{Action, Folder};
use crate::read_letter::{self, Opened, Page};
use crate::rules::folders::is_offered;
use crate::words;

/// The folders that a citizen sees, with their names in addresses.
const FOLDERS: [(&str, Folder); 3] =
    [("inbox", Folder::Inbox), ("archief", Folder::Archief), ("prullenbak", Folder::Prullenbak)];

fn folder_href(folder: Folder) -> String {
    let name = FOLDERS.iter().find(|(_, one)| *one == folder).map_or("inbox", |(name, _)| name);
    format!("/mijnoverheid/berichten?map={name}")
}

/// `GET /mijnoverheid` and `GET /mijnoverheid/berichten?map=&voor=&gedaan=`.
pub(crate) async fn inbox(
    State(house): State<Arc<House>>,
    Signed(session): Signed,
    view: View,
    Query(query): Query<HashMap<String, String>>,
) -> Answer {
    let text = |name: &str| query.get(name).map(String::as_str);
    let wanted = text("map").unwrap_or("inbox");
    let folder = FOLDERS.iter().find(|(name, _)| *name == wanted).map(|(_, folder)| *folder);
    let folder = folder.ok_or_else(|| Problem::not_found("Deze map bestaat niet."))?;
    let before = text("voor").map(read_cursor).transpose()?;
    let newest = before.is_none();
    let page =
        read_letter::folder(&house, &owner(&session)?, folder, before.unwrap_or_else(newest_of_all)).await?;
    let name = words::folder(folder).get(view.language);
    let notice =
        text("gedaan").and_then(Action::from_text).map(|action| words::done(action).get(view.language));
    let last_login = session.data.get("vorige").and_then(|before| {
        let at = before.get("at").and_then(Value::as_i64).map(Moment::from_micros)?;
        let means = words::means(before.get("means").and_then(Value::as_str).unwrap_or_default());
        Some(json!({ "moment": words::moment(at, view.language, true), "means": means }))
    });
    let values = json!({
        "section": "berichten",
        "page_title": name,
        "folder_name": name,
        "notice": notice,
        "folders": folders(&page.counts, Some(folder), &view),
        "letters": page.lines.iter().map(|line| list_item(&house, line, &view)).collect::<Vec<_>>(),
        "browse": browse(folder, newest, &page),
        "last_login": last_login,
    });
    view.page(&house, crate::SLUG, "mijnoverheid/inbox.html", values)
}

/// Before everything that can be.
fn newest_of_all() -> Cursor {
    Cursor { publish_at: Moment::from_micros(i64::MAX), letter: String::new() }
}

fn write_cursor(cursor: &Cursor) -> String {
    format!("{}_{}", cursor.publish_at.micros(), cursor.letter)
}

fn read_cursor(text: &str) -> Result<Cursor, Problem> {
    let parts = text.split_once('_').and_then(|(at, letter)| Some((at.parse().ok()?, letter)));
    let (at, letter): (i64, &str) = parts.ok_or_else(|| {
        Problem::bad_request("voor", "Dit is geen plaats in een lijst; begin bij de nieuwste.")
    })?;
    Ok(Cursor { publish_at: Moment::from_micros(at), letter: letter.to_owned() })
}

fn browse(folder: Folder, newest: bool, page: &Page) -> Value {
    let older = page.next.as_ref().map(|next| format!("{}&voor={}", folder_href(folder), write_cursor(next)));
    json!({ "newest": (!newest).then(|| folder_href(folder)), "older": older })
}

fn folders(counts: &[(String, i64, i64)], current: Option<Folder>, view: &View) -> Value {
    let item = |(_, folder): &(&str, Folder)| {
        let count = counts.iter().find(|(name, _, _)| name == folder.as_str());
        json!({
            "name": words::folder(*folder).get(view.language),
            "href": folder_href(*folder),
            "count": count.map_or(0, |one| one.1),
            "unread": count.map_or(0, |one| one.2),
            "current": current == Some(*folder),
        })
    };
    FOLDERS.iter().map(item).collect()
}

fn sender_name(house: &House, oin: &str) -> String {
    let organisation = oin.parse::<Oin>().ok().and_then(|oin| house.parties.organisation(&oin));
    organisation.map_or_else(|| format!("OIN {oin}"), |one| one.name.clone())
}

fn list_item(house: &House, line: &Line, view: &View) -> Value {
    json!({
        "href": format!("/mijnoverheid/berichten/{}", line.letter),
        "sender": sender_name(house, &line.sender),
        "subject": line.subject,
        "date": words::moment(line.publish_at, view.language, false),
        "unread": line.unread,
        "attachments": line.attachments,
    })
}

/// `GET /mijnoverheid/berichten/{id}`: opens the letter.
pub(crate) async fn letter(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Signed(session): Signed,
    view: View,
    Path(id): Path<String>,
) -> Answer {
    let opened = read_letter::open(&house, &act, &owner(&session)?, &id).await?;
    let Opened { letter, attachments, counts } = &opened;
    let offered = |action: Action| {
        is_offered(letter.folder, action).then(|| format!("/mijnoverheid/berichten/{id}/{}", action.as_str()))
    };
    let file = |one: &crate::data::Attachment| {
        json!({
            "name": one.name,
            "href": format!("/mijnoverheid/berichten/{id}/bijlagen/{}", one.place),
            "kind": "PDF",
            "size": words::size(one.bytes),
        })
    };
    let values = json!({
        "section": "berichten",
        "page_title": letter.subject,
        "notice": Value::Null,
        "folders": folders(counts, None, &view),
        "back": { "href": folder_href(letter.folder), "text": words::folder(letter.folder).get(view.language) },
        "letter": {
            "sender": sender_name(&house, &letter.sender),
            "subject": letter.subject,
            "date": words::moment(letter.publish_at, view.language, true),
            "body": letter.body,
            "attachments": attachments.iter().map(file).collect::<Vec<_>>(),
            "archive_action": offered(Action::Archiveren),
            "trash_action": offered(Action::Weggooien),
            "restore_action": offered(Action::Terugzetten),
            "delete_action": offered(Action::Verwijderen),
        },
    });
    view.page(&house, crate::SLUG, "mijnoverheid/bericht.html", values)
}

/// `GET /mijnoverheid/berichten/{id}/bijlagen/{place}`.
pub(crate) async fn attachment(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Signed(session): Signed,
    Path((id, place)): Path<(String, String)>,
) -> Answer {
    let place = place.parse().map_err(|_| Problem::not_found("Deze bijlage bestaat niet."))?;
    let (file, bytes) = read_letter::download(&house, &act, &owner(&session)?, &id, place).await?;
    let headers = [(CONTENT_TYPE, file.mime), (CONTENT_DISPOSITION, disposition(&file.name))];
    Ok((headers, bytes).into_response())
}

/// Always to be saved, never to be shown within the page (RFC 6266; the name in the form of RFC 8187 too).
fn disposition(name: &str) -> String {
    let safe = |one: char| one.is_ascii_alphanumeric() || " ._-()".contains(one);
    let plain: String = name.chars().map(|one| if safe(one) { one } else { '_' }).collect();
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// `POST /mijnoverheid/berichten/{id}/{action}`.
pub(crate) async fn move_letter(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Signed(session): Signed,
    Path((id, action)): Path<(String, String)>,
    _form: Form,
) -> Answer {
    let action =
        Action::from_text(&action).ok_or_else(|| Problem::not_found("Dit kan niet met een bericht."))?;
    let from = crate::move_letter::move_letter(&house, &act, &owner(&session)?, &id, action).await?;
    let location = format!("{}&gedaan={}", folder_href(from), action.as_str());
    Ok(Redirect::to(&location).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_survives_the_address() {
        let cursor = Cursor { publish_at: Moment::from_micros(17), letter: "0190b5a4-6c1e".into() };
        assert_eq!(read_cursor(&write_cursor(&cursor)).map_err(|_| ()), Ok(cursor));
        assert!(read_cursor("gisteren").is_err());
    }

    #[test]
    fn no_name_of_a_file_can_break_out_of_its_header() {
        assert_eq!(
            disposition("naïve \"x\"; a.pdf"),
            "attachment; filename=\"na_ve _x__ a.pdf\"; filename*=UTF-8''na%C3%AFve%20%22x%22%3B%20a.pdf"
        );
    }
}
