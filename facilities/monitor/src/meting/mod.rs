//! Editions made here: figures counted in this installation, from the open year until the published edition.

pub(crate) mod definitions;
pub(crate) mod desk;
pub(crate) mod draft;
pub(crate) mod edit;
pub(crate) mod life;
pub(crate) mod publish;
pub(crate) mod rows;
pub(crate) mod who;
