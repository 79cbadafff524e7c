//! Everything between a socket and an operation: listeners with TLS and mutual TLS, limits, the act of a request, sessions, pages in two
//! languages, problems in the words of RFC 9457, interface descriptions, and calls from facility to facility through the front door.
//!
//! A request walks: listener (TLS, certificate) -> limits -> route with its [`Access`] -> [`Acting`] -> face -> operation -> face.

mod access;
mod assets;
mod call;
mod csrf;
mod drain;
mod facility;
mod failure;
mod finish;
mod house;
mod language;
mod listen;
mod pages;
mod pool;
mod routes;
mod session_time;
mod sessions;
mod sse;
pub mod state;
mod theme;

pub use access::{Acting, Peer, Signed};
pub use assets::Assets;
pub use call::{Calls, Reply};
pub use csrf::Form;
pub use facility::{Chapter, Facility, Interface, Running, Seeding, State};
pub use failure::{Answer, Failure};
pub use house::{House, Settings};
pub use listen::{Listening, Tls, listen, reload_tls};
pub use pages::{Pages, View};
pub use routes::{Access, RouteInfo, Routes, front};
pub use sessions::{NewSession, Session, Sessions};
pub use sse::stream;
pub use theme::Theme;

/// The tables of this room.
pub const MIGRATIONS: &[store::Migration] =
    &[store::Migration { owner: "web", name: "0001_web", text: include_str!("../migrations/0001_web.sql") }];
