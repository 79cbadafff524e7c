//! digid
