//! Under construction.
pub mod link;
pub mod object;
