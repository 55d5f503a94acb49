//! Stage 1: from text to syntax trees.

pub mod ast;
pub mod source;
pub mod symbol;
