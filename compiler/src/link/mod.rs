//! The linker: joins the program's object with the runtime's and writes one module.
//!
//! Five steps, each a module:
//! 1. [`resolve`]: every symbol of both objects gets its target, by definition or by name.
//! 2. [`fold`]: functions that are alike become one.
//! 3. [`reach`]: what can be reached from the exports through relocations stays; functions, data, table
//!    slots, types and imports that nothing reaches are dropped, on both sides alike.
//! 4. [`layout`]: what stays gets an index or an address.
//! 5. [`emit`]: bodies and data are copied with their relocations filled in, in the shortest encoding.
//!
//! Memory is laid out as: the runtime's own stack (so that its overflow traps instead of
//! overwriting data), names and lines, other read-only data, initialised data, zeroed data, the heap. Go variables with pointers
//! lie together across the border between initialised and zeroed, so that one bitmap describes them.

mod embedded;
mod emit;
mod fold;
mod info;
mod layout;
mod names;
mod reach;
mod read;
mod resolve;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use crate::object::Object;
pub use embedded::{runtime, runtime_threads};
pub use info::Info;
pub use read::read;

/// What the output looks like.
#[derive(Clone, Debug)]
pub struct Options {
    /// Leave out the name section.
    pub strip: bool,
    /// Size of the runtime's own stack in bytes.
    pub stack_size: u32,
    /// Bytes of memory beyond the static data that the module starts with.
    pub initial_heap: u32,
    /// Limit of the memory in pages of 64 KiB; a shared memory has one in any case: [`SHARED_PAGES`].
    pub max_pages: Option<u32>,
    /// For several threads: the memory is shared and imported, and `_start`, which runs once, fills it.
    pub shared: bool,
    /// Symbols of functions that are exported under their own name. They are the roots of the link;
    /// all but the first are left out when nothing defines them.
    pub exports: Vec<String>,
}

/// The limit of a shared memory unless another is asked for: 1 GiB, since hosts reserve all of it.
pub const SHARED_PAGES: u32 = 1 << 14;

impl Options {
    /// The limit of the memory in pages.
    fn limit(&self) -> Option<u32> {
        self.max_pages.or(self.shared.then_some(SHARED_PAGES))
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            strip: false,
            stack_size: 64 << 10,
            initial_heap: 0,
            max_pages: None,
            shared: false,
            exports: vec!["_start".to_owned()],
        }
    }
}

/// Links a program with the runtime into a module.
pub fn link(program: &Object, runtime: &Object, options: &Options) -> Result<Vec<u8>> {
    let objects = [program, runtime];
    let mut resolved = resolve::resolve(objects)?;
    fold::fold(objects, &mut resolved);
    let reached = reach::reach(objects, &resolved, options)?;
    let layout = layout::layout(objects, &resolved, &reached, options)?;
    Ok(emit::emit(objects, &resolved, &reached, &layout, options))
}

/// Writes a file whole or not at all: into a temporary file beside it, which is then renamed.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let say = || format!("cannot write {}", path.display());
    // A device or a pipe is written to, not replaced; of a link, what it points to is replaced.
    let special = |m: std::fs::Metadata| !m.is_file() && !m.is_dir();
    if std::fs::metadata(path).is_ok_and(special) {
        return std::fs::write(path, bytes).with_context(say);
    }
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match real.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".burrow-").suffix(".tmp");
    #[cfg(unix)]
    {
        // As for any new file, and not for its owner only.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).with_context(say)?;
    file.write_all(bytes).with_context(say)?;
    file.persist(&real).map_err(|e| e.error).with_context(say)?;
    Ok(())
}
