//! `cargo xtask size`: what a module's bytes are spent on.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use rustc_hash::FxHashMap;
use wasmparser::{KnownCustom, Name, Parser, Payload};

use crate::context::{Context, output};
use crate::runtime;

/// What the stripped modules of the two hello worlds may have.
const GOALS: [(&str, usize); 2] = [("hello_println", 16 << 10), ("hello_fmt", 130 << 10)];

/// Prints the sections and the largest functions of modules, of programs' modules, or of the two hello worlds.
pub(crate) fn size(context: &Context, files: &[PathBuf], top: usize) -> Result<()> {
    if files
        .iter()
        .any(|file| file.extension().is_none_or(|e| e != "wasm"))
        || files.is_empty()
    {
        runtime::build_compiler(context)?;
    }
    let hello = GOALS.map(|(name, _)| context.root.join(format!("benches/go/{name}.go")));
    let mut missed = Vec::new();
    let files = if files.is_empty() { &hello } else { files };
    let folder = tempfile::tempdir()?;
    for file in files {
        if file.extension().is_some_and(|e| e == "wasm") {
            let module = std::fs::read(file)?;
            report(file, &module, None, top)?;
            continue;
        }
        let build = |strip: bool| -> Result<Vec<u8>> {
            let module = folder.path().join("out.wasm");
            let mut command = Command::new(context.burrow());
            command.arg("build").arg(file).arg("-o").arg(&module);
            if strip {
                command.arg("--strip");
            }
            output(&mut command)?;
            Ok(std::fs::read(module)?)
        };
        let stripped = build(true)?.len();
        report(file, &build(false)?, Some(stripped), top)?;
        for (_, (name, goal)) in hello.iter().zip(GOALS).filter(|(path, _)| *path == file) {
            println!("  goal: {goal} bytes stripped");
            if stripped > goal {
                missed.push(name);
            }
        }
    }
    ensure!(missed.is_empty(), "too large: {}", missed.join(", "));
    Ok(())
}

/// Names of functions and the bytes of their bodies, in the module's order.
pub(crate) fn functions(module: &[u8]) -> Result<Vec<(String, usize)>> {
    let mut bodies = Vec::new();
    let mut names = FxHashMap::default();
    let mut imports = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(reader) => imports = reader.into_imports().count() as u32,
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().len()),
            Payload::CustomSection(custom) => {
                if let KnownCustom::Name(parts) = custom.as_known() {
                    for part in parts {
                        if let Name::Function(map) = part? {
                            for naming in map {
                                let naming = naming?;
                                names.insert(naming.index, naming.name.to_owned());
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let name = |index| names.remove(&index).unwrap_or_else(|| "?".to_owned());
    Ok((imports..).map(name).zip(bodies).collect())
}

fn report(file: &Path, module: &[u8], stripped: Option<usize>, top: usize) -> Result<()> {
    let mut sections = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Some((id, range)) = payload?.as_section() {
            sections.push((section_name(id), range.end - range.start));
        }
    }
    print!("{}: {} bytes", file.display(), module.len());
    match stripped {
        Some(bytes) => println!(", {bytes} stripped"),
        None => println!(),
    }
    for (name, bytes) in sections {
        println!("  {bytes:>8} {name}");
    }
    let mut largest = functions(module)?;
    largest.sort_by_key(|&(_, bytes)| core::cmp::Reverse(bytes));
    println!("  {} functions, the largest:", largest.len());
    for (name, bytes) in largest.into_iter().take(top) {
        println!("  {bytes:>8} {name}");
    }
    Ok(())
}

fn section_name(id: u8) -> &'static str {
    match id {
        0 => "custom (names)",
        1 => "types",
        2 => "imports",
        3 => "functions",
        4 => "table",
        5 => "memory",
        6 => "globals",
        7 => "exports",
        9 => "elements",
        10 => "code",
        11 => "data",
        _ => "other",
    }
}
