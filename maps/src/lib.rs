//! Under construction.
#![no_std]

pub mod hash;
pub mod raw;
