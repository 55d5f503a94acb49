//! Embeds the runtime: the relocatable wasm object that `cargo xtask` builds from `runtime/`.
//!
//! It is taken from `$BURROW_RUNTIME_WASM`, or else from `burrow/embed/runtime.wasm` in the target folder. Without
//! either the compiler is built without a runtime and says so when it has to link.

use std::path::{Path, PathBuf};
use std::{env, fs};

const VARIABLE: &str = "BURROW_RUNTIME_WASM";

fn main() {
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let source = match env::var_os(VARIABLE) {
        Some(path) => {
            let path = PathBuf::from(path);
            println!("cargo::rerun-if-changed={}", path.display());
            Some(path)
        }
        None => embed_folder(&out).map(|folder| {
            // The folder is watched, not the file: cargo takes a missing file for a changed one.
            println!("cargo::rerun-if-changed={}", folder.display());
            folder.join("runtime.wasm")
        }),
    };
    let runtime = match source {
        Some(path) if path.exists() => fs::read(&path)
            .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display())),
        Some(path) if env::var_os(VARIABLE).is_some() => {
            panic!("{VARIABLE} names {}, which does not exist", path.display())
        }
        _ => Vec::new(),
    };
    fs::write(out.join("runtime.wasm"), runtime).expect("OUT_DIR is writable");
}

/// `OUT_DIR` is `<target>/[<triple>/]<profile>/build/<package>/out`.
fn embed_folder(out: &Path) -> Option<PathBuf> {
    let mut target = out.ancestors().nth(4)?;
    if target.file_name() == env::var_os("TARGET").as_deref() {
        target = target.parent()?;
    }
    let folder = target.join("burrow/embed");
    fs::create_dir_all(&folder).ok()?;
    Some(folder)
}
