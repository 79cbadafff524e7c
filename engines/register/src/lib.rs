//! What is known: declared objects on two timelines, changed only by events. Every base register is declared on this engine.
//!
//! An object has a `root` (its identification, the shard key) and any number of *parts*: timelines of their own within the
//! object, such as a category and stapel of a persoonslijst. Of every part there is exactly one *voorkomen* for each day it
//! was valid, seen from each moment at which something was registered. A voorkomen is never altered, except that its
//! registration is closed when something else is registered in its place.
//!
//! A facility declares an object type with [`object_type!`], makes its table in a migration of its own, and from then on
//! reads and writes through [`ObjectType`]. The table has these columns, and the searched columns of the declaration:
//!
//! ```sql
//! -- clustered
//! CREATE TABLE … (
//!     root text NOT NULL,          -- identification of the object
//!     part text NOT NULL,          -- timeline within it
//!     reg_to bigint NOT NULL,      -- microseconds UTC; 9223372036854775807 while it is what is known
//!     valid_from bigint NOT NULL,  -- yyyymmdd, zeros for unknown parts
//!     valid_to bigint NOT NULL,    -- first day after; 99991231 when it has no end
//!     reg_from bigint NOT NULL,    -- microseconds UTC
//!     ver bigint NOT NULL,         -- version of the object that brought it
//!     event text NOT NULL,         -- event that brought it
//!     onjuist bigint NOT NULL,     -- 1 when it was closed because it had been wrong
//!     doc jsonb NOT NULL,          -- what is only shown
//!     PRIMARY KEY (root, part, reg_to, valid_from)
//! );
//! ```

mod event;
mod load;
mod object_type;
mod read;
mod record;
mod timeline;

pub use event::{Event, Occurred, SourceDocument, StoredEvent, cloud_event};
pub use load::{Batch, Load, Loaded};
pub use object_type::{ObjectType, Searched, Statements};
pub use read::{Cursor, Head, events_since};
pub use record::{Mutation, Notice, Recorded};
pub use timeline::{Change, Close, OPEN, Plan, Stamp, Voorkomen, apply, replay};

use store::Migration;

/// The engine's own tables: heads and events.
pub const MIGRATIONS: &[Migration] = &[Migration {
    owner: "register",
    name: "0001_register",
    text: include_str!("../migrations/0001_register.sql"),
}];
