//! stelsel
fn main() {}
