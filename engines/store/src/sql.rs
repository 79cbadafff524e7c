//! One text for both engines: the portable subset, its few macros, and the type words of migrations.

/// Whether a statement changes rows: everything but a SELECT, and a WITH that does more than select.
pub(crate) fn changes_rows(sql: &str) -> bool {
    let text = sql.trim_start();
    let begins = |word: &str| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    if begins("SELECT") || begins("VALUES") {
        return false;
    }
    let verbs = ["INSERT", "UPDATE", "DELETE"];
    !begins("WITH")
        || text
            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .any(|word| verbs.iter().any(|verb| word.eq_ignore_ascii_case(verb)))
}

/// Rewrites a statement in the portable subset for SQLite: `$1` to `?1`, macros to what SQLite understands.
pub(crate) fn for_sqlite(sql: &str) -> String {
    rewrite(sql, "?", "", "", ("IN (SELECT value FROM json_each(?", "))"))
}

/// Rewrites a statement in the portable subset for PostgreSQL.
pub(crate) fn for_postgres(sql: &str) -> String {
    rewrite(sql, "$", "FOR UPDATE", "FOR UPDATE SKIP LOCKED", ("= ANY($", ")"))
}

/// Puts an engine's words in place of ours; what stands between quotes stays as it is.
fn rewrite(sql: &str, place: &str, lock: &str, skip: &str, list: (&str, &str)) -> String {
    let mut out = String::with_capacity(sql.len() + 32);
    let mut rest = sql;
    while let Some(at) = rest.find(['$', '{', '\'']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        rest = if let Some(after) = tail.strip_prefix('$') {
            out.push_str(place);
            after
        } else if let Some(text) = tail.strip_prefix('\'') {
            let (quoted, after) = tail.split_at(text.find('\'').map_or(tail.len(), |end| end + 2));
            out.push_str(quoted);
            after
        } else if let Some(after) = tail.strip_prefix("{lock}") {
            out.push_str(lock);
            after
        } else if let Some(after) = tail.strip_prefix("{skip}") {
            out.push_str(skip);
            after
        } else if let Some((number, after)) = list_macro(tail) {
            out.extend([list.0, number, list.1]);
            after
        } else {
            out.push('{');
            tail.get(1..).unwrap_or_default()
        };
    }
    out.push_str(rest);
    out
}

/// `{in:12}rest` to `("12", "rest")`.
fn list_macro(text: &str) -> Option<(&str, &str)> {
    let (number, after) = text.strip_prefix("{in:")?.split_once('}')?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some((number, after))
}

/// One statement of a migration and whether its table is kept in key order.
pub(crate) struct Statement {
    pub(crate) sql: String,
    clustered: bool,
}

/// Splits a migration into statements. `-- clustered` before a table keeps it in the order of its primary key;
/// sections between `-- only: sqlite` or `-- only: postgres` and `-- end only` are for that engine alone.
pub(crate) fn statements(migration: &str, engine: &str) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut current = String::new();
    let mut clustered = false;
    let mut skipping = false;
    let mut quoted = false;
    for line in migration.lines() {
        let trimmed = line.trim();
        if let Some(only) = trimmed.strip_prefix("-- only: ") {
            skipping = only != engine;
        } else if trimmed == "-- end only" {
            skipping = false;
        } else if trimmed == "-- clustered" {
            clustered = true;
        } else if !skipping {
            let mut letters = line.chars().peekable();
            while let Some(letter) = letters.next() {
                match letter {
                    '-' if !quoted && letters.peek() == Some(&'-') => break,
                    ';' if !quoted => {
                        push(&mut statements, std::mem::take(&mut current), std::mem::take(&mut clustered));
                        continue;
                    }
                    '\'' => quoted = !quoted,
                    _ => {}
                }
                current.push(letter);
            }
            current.push('\n');
        }
    }
    push(&mut statements, current, clustered);
    statements
}

fn push(statements: &mut Vec<Statement>, sql: String, clustered: bool) {
    let sql = sql.trim().to_owned();
    if !sql.is_empty() {
        statements.push(Statement { sql, clustered });
    }
}

/// The statement in SQLite's words: strict tables, and its four types for our seven.
pub(crate) fn ddl_for_sqlite(statement: &Statement) -> String {
    let mut sql = String::with_capacity(statement.sql.len());
    // Pieces at even places stand outside quotes.
    for (at, piece) in statement.sql.split('\'').enumerate() {
        if at > 0 {
            sql.push('\'');
        }
        if at % 2 == 0 { types_for_sqlite(piece, &mut sql) } else { sql.push_str(piece) }
    }
    if sql.to_ascii_uppercase().starts_with("CREATE TABLE") {
        sql.push_str(if statement.clustered { " STRICT, WITHOUT ROWID" } else { " STRICT" });
    }
    sql
}

/// Replaces type words. A type stands behind a name: a word behind a bracket or a comma is itself a name and stays.
fn types_for_sqlite(piece: &str, out: &mut String) {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut rest = piece;
    let mut after_word = false;
    while let Some(first) = rest.chars().next() {
        let end = match is_word(first) {
            true => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        rest = after;
        let theirs = if after_word { type_for_sqlite(token) } else { None };
        out.push_str(theirs.unwrap_or(token));
        if token.eq_ignore_ascii_case("double") && theirs.is_some() {
            rest = rest.trim_start().strip_prefix("precision").unwrap_or(rest);
        }
        if is_word(first) {
            after_word = true;
        } else if !first.is_whitespace() {
            after_word = false;
        }
    }
}

fn type_for_sqlite(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "double" => "REAL",
        "smallint" | "bigint" | "boolean" => "INTEGER",
        "bytea" => "BLOB",
        "jsonb" | "text" => "TEXT",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_text_becomes_the_words_of_each_engine() {
        let sql = "SELECT a FROM t WHERE k = $1 AND b {in:2} {lock}";
        assert_eq!(
            for_sqlite(sql),
            "SELECT a FROM t WHERE k = ?1 AND b IN (SELECT value FROM json_each(?2)) "
        );
        assert_eq!(for_postgres(sql), "SELECT a FROM t WHERE k = $1 AND b = ANY($2) FOR UPDATE");
    }

    #[test]
    fn a_migration_falls_apart_into_statements_for_its_engine() {
        let text = "-- clustered\nCREATE TABLE a (k text, n bigint,\n PRIMARY KEY (k));\n-- only: postgres\nDROP INDEX x;\n-- end only\nCREATE INDEX i ON a (n);";
        let sqlite: Vec<String> = statements(text, "sqlite").iter().map(ddl_for_sqlite).collect();
        assert_eq!(
            sqlite,
            [
                "CREATE TABLE a (k TEXT, n INTEGER,\n PRIMARY KEY (k)) STRICT, WITHOUT ROWID",
                "CREATE INDEX i ON a (n)"
            ]
        );
        assert_eq!(statements(text, "postgres").len(), 3);
    }

    #[test]
    fn what_stands_between_quotes_or_is_a_name_stays_as_it_is() {
        assert_eq!(for_sqlite("SELECT '$1 {lock} it''s' || $1"), "SELECT '$1 {lock} it''s' || ?1");
        assert_eq!(for_postgres("SELECT '{skip}', 'open"), "SELECT '{skip}', 'open");
        let text = "CREATE TABLE a (text text NOT NULL DEFAULT 'a text; no -- end', texts double precision, -- why\n bigint bigint)";
        let found: Vec<String> = statements(text, "sqlite").iter().map(ddl_for_sqlite).collect();
        assert_eq!(
            found,
            [
                "CREATE TABLE a (text TEXT NOT NULL DEFAULT 'a text; no -- end', texts REAL, \n bigint INTEGER) STRICT"
            ]
        );
    }

    #[test]
    fn what_changes_rows_is_known_by_its_words() {
        for sql in [
            "INSERT INTO t (k) VALUES ($1) RETURNING k",
            " update t SET k = 1",
            "WITH a AS (SELECT 1) DELETE FROM t",
        ] {
            assert!(changes_rows(sql), "{sql}");
        }
        for sql in ["SELECT k FROM t {lock}", "\n select 1", "WITH a AS (SELECT 1) SELECT k FROM a, updates"]
        {
            assert!(!changes_rows(sql), "{sql}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_rewriting_panic(text in "\\PC{0,60}") {
            let _ = (for_sqlite(&text), for_postgres(&text), statements(&text, "sqlite").len());
        }
    }
}
