//! The whole house on both engines, asked through its front door.

mod house {
    pub mod cases;
    pub mod indicators;
    pub mod parity;
    pub mod routes;
    pub mod support;
    pub mod template;
}
