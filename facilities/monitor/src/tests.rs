//! The Monitor in a house with one other facility that counts.

mod api;
mod editions;
mod import;
mod pages;
mod support;
