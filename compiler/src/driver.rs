//! From a Go file to a module: runs the stages one after the other.

use std::path::Path;

use anyhow::Context as _;

/// What the module is to look like.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Leave out the name section and the line table.
    pub strip: bool,
}

/// Why there is no module.
#[derive(Debug)]
pub enum Failure {
    /// Errors of the program, `file:line:col: message`, ready to be printed.
    Program(Vec<String>),
    /// Anything else: one line.
    Other(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

/// Compiles the program in one file into a WASI preview 1 module.
pub fn compile(file: &Path, _options: &Options) -> Result<Vec<u8>, Failure> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    Err(Failure::Other(anyhow::anyhow!(
        "{} bytes of Go are not compiled yet",
        bytes.len()
    )))
}
