//! Stage 1: from text to syntax trees.
//!
//! [`parse_file`] runs the scanner and a recursive-descent parser over one file. Errors go to
//! [`Diagnostics`](crate::diag::Diagnostics) with Go's wording and places; the tree that comes back is complete, with
//! [`ast::ExprKind::Bad`] where something could not be understood.

pub mod ast;
mod branches;
pub mod constraint;
mod decl;
mod directive;
mod expr;
pub mod literal;
pub mod node;
mod params;
mod parser;
pub mod print;
mod scanner;
pub mod source;
mod stmt;
pub mod symbol;
mod token;
mod types;
mod unicode;

pub use parser::{IdGen, MAX_HEIGHT, MAX_NESTING, parse_file, parse_imports_only};

#[cfg(test)]
mod tests;
