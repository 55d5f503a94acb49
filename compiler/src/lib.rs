//! Under construction.
pub mod object;
