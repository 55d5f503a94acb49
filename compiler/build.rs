//! Embeds the runtime: the relocatable wasm object that `cargo xtask` builds from `runtime/`.
//!
//! It is taken from `$BURROW_RUNTIME_WASM`, or else from `burrow/embed/runtime.wasm` in the target folder. Without
//! either the compiler is built without a runtime and says so when it has to link. The runtime for several threads is
//! `runtime-threads.wasm` beside it.
//!
//! Also embeds the Go sources of `std/`.

use std::path::{Path, PathBuf};
use std::{env, fs};

const VARIABLE: &str = "BURROW_RUNTIME_WASM";
const THREADS: &str = "runtime-threads.wasm";

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

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
    let runtime = match &source {
        Some(path) if path.exists() => read(path),
        Some(path) if env::var_os(VARIABLE).is_some() => {
            panic!("{VARIABLE} names {}, which does not exist", path.display())
        }
        _ => Vec::new(),
    };
    fs::write(out.join("runtime.wasm"), runtime).expect("OUT_DIR is writable");
    // The one for several threads lies beside it.
    let threads = source.map(|path| path.with_file_name(THREADS));
    let threads = match threads {
        Some(path) if path.exists() => {
            println!("cargo::rerun-if-changed={}", path.display());
            read(&path)
        }
        _ => Vec::new(),
    };
    fs::write(out.join(THREADS), threads).expect("OUT_DIR is writable");

    let std = Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("std");
    println!("cargo::rerun-if-changed={}", std.display());
    let mut table = String::from("&[\n");
    embed_std(&std, "", &mut table);
    table.push(']');
    fs::write(out.join("std.rs"), table).expect("OUT_DIR is writable");
}

/// One line for each package: its import path, its files' names and contents.
fn embed_std(folder: &Path, path: &str, table: &mut String) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("std/ is readable")
        .map(|e| e.expect("std/ is readable").path())
        .collect();
    entries.sort();
    let (folders, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|p| p.is_dir());
    let go: Vec<_> = files
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "go"))
        .collect();
    if !go.is_empty() {
        let list: String = go
            .iter()
            .map(|f| {
                println!("cargo::rerun-if-changed={}", f.display());
                let name = f.file_name().expect("a file").to_string_lossy();
                format!("({name:?}, include_bytes!({f:?})), ")
            })
            .collect();
        table.push_str(&format!("({path:?}, &[{list}]),\n"));
    }
    for sub in folders {
        let name = sub
            .file_name()
            .expect("a folder")
            .to_string_lossy()
            .into_owned();
        let path = if path.is_empty() {
            name
        } else {
            format!("{path}/{name}")
        };
        embed_std(&sub, &path, table);
    }
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
