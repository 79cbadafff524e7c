//! All statements of this room.

use kernel::{Moment, Problem};
use store::{Row, Rows, Tx, params};

use crate::{Certificate, Connection, Organisation};

pub(crate) async fn version(rows: &mut Rows) -> Result<i64, Problem> {
    let row = rows.opt("SELECT version FROM party_version WHERE id = 1", &[]).await?;
    row.map_or(Ok(0), |row| row.get(0))
}

pub(crate) async fn raise_version(tx: &mut Tx) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO party_version (id, version) VALUES (1, 1) \
         ON CONFLICT (id) DO UPDATE SET version = party_version.version + 1",
        &[],
    )
    .await?;
    Ok(())
}

pub(crate) async fn organisations(rows: &mut Rows) -> Result<Vec<Organisation>, Problem> {
    let found =
        rows.all("SELECT oin, name, kind, gemeente_code, kvk FROM organisation ORDER BY name", &[]).await?;
    found
        .iter()
        .map(|row| {
            Ok(Organisation {
                oin: row.get(0)?,
                name: row.get(1)?,
                kind: row.get(2)?,
                gemeente_code: row.get(3)?,
                kvk: row.get::<Option<String>>(4)?.and_then(|kvk| kvk.parse().ok()),
            })
        })
        .collect()
}

pub(crate) async fn connections(rows: &mut Rows) -> Result<Vec<Connection>, Problem> {
    let found = rows
        .all(
            "SELECT id, oin, facility, purpose, legal_basis, attributes, active_from, active_until FROM connection ORDER BY id",
            &[],
        )
        .await?;
    found.iter().map(connection).collect()
}

fn connection(row: &Row) -> Result<Connection, Problem> {
    let attributes: serde_json::Value = row.get(5)?;
    Ok(Connection {
        id: row.get(0)?,
        oin: row.get(1)?,
        facility: row.get(2)?,
        purpose: row.get(3)?,
        legal_basis: row.get(4)?,
        attributes: serde_json::from_value(attributes)
            .map_err(|_| Problem::internal("connection attributes"))?,
        active_from: row.get(6)?,
        active_until: row.get(7)?,
    })
}

pub(crate) async fn standings(
    rows: &mut Rows,
) -> Result<Vec<(String, Option<Moment>, Option<i64>)>, Problem> {
    let found = rows.all("SELECT serial, revoked, reason FROM certificate", &[]).await?;
    found.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

pub(crate) async fn certificates(rows: &mut Rows, oin: Option<String>) -> Result<Vec<Certificate>, Problem> {
    let found = rows
        .all(
            "SELECT serial, oin, profile, subject, not_before, not_after, der, issued, revoked, reason FROM certificate \
             WHERE $1 = '' OR oin = $1 ORDER BY issued DESC LIMIT 1000",
            &params![oin.unwrap_or_default()],
        )
        .await?;
    found
        .iter()
        .map(|row| {
            let revoked: Option<Moment> = row.get(8)?;
            let reason: Option<i64> = row.get(9)?;
            Ok(Certificate {
                serial: row.get(0)?,
                oin: row.get(1)?,
                profile: row.get(2)?,
                subject: row.get(3)?,
                not_before: row.get(4)?,
                not_after: row.get(5)?,
                der: row.get(6)?,
                issued: row.get(7)?,
                revoked: revoked.map(|at| (at, reason.unwrap_or(0))),
            })
        })
        .collect()
}

pub(crate) async fn put_organisation(
    tx: &mut Tx,
    organisation: &Organisation,
    at: Moment,
) -> Result<bool, Problem> {
    let kvk = organisation.kvk.as_ref().map(|kvk| kvk.as_str().to_owned());
    let changed = tx
        .exec(
            "INSERT INTO organisation (oin, name, kind, gemeente_code, kvk, created) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (oin) DO NOTHING",
            &params![
                &organisation.oin,
                &organisation.name,
                &organisation.kind,
                organisation.gemeente_code.clone(),
                kvk,
                at
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn put_connection(tx: &mut Tx, connection: &Connection) -> Result<(), Problem> {
    let attributes: Vec<&String> = connection.attributes.iter().collect();
    tx.exec(
        "INSERT INTO connection (id, oin, facility, purpose, legal_basis, attributes, active_from, active_until) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![
            &connection.id,
            &connection.oin,
            &connection.facility,
            &connection.purpose,
            &connection.legal_basis,
            serde_json::json!(attributes),
            connection.active_from,
            connection.active_until
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn end_connection(
    tx: &mut Tx,
    id: &str,
    until: Moment,
) -> Result<Option<(String, String)>, Problem> {
    let found = tx
        .opt(
            "UPDATE connection SET active_until = $2 WHERE id = $1 AND active_until > $2 RETURNING oin, facility",
            &params![id, until],
        )
        .await?;
    found.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

pub(crate) async fn put_certificate(tx: &mut Tx, certificate: &Certificate) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO certificate (serial, oin, profile, subject, not_before, not_after, der, issued) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![
            &certificate.serial,
            certificate.oin.as_ref().map(ToString::to_string),
            &certificate.profile,
            &certificate.subject,
            certificate.not_before,
            certificate.not_after,
            certificate.der.clone(),
            certificate.issued
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn revoke(tx: &mut Tx, serial: &str, at: Moment, reason: i64) -> Result<bool, Problem> {
    let changed = tx
        .exec(
            "UPDATE certificate SET revoked = $2, reason = $3 WHERE serial = $1 AND revoked IS NULL",
            &params![serial, at, reason],
        )
        .await?;
    Ok(changed == 1)
}
