//! mijnoverheid
