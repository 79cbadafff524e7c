//! The Monitor in a house with one other facility that counts.

mod api;
mod import;
mod pages;
mod support;
