//! What `-S` prints: each function in the intermediate representation and as WebAssembly text.

use std::fmt::Write as _;

use anyhow::Result;

use crate::ir::Module;
use crate::ir::print::ShowFunc;
use crate::syntax::source::SourceMap;

/// Lists functions whose names contain `filter`; without one, those of the program's own packages. `wasm` is the linked module,
/// with names.
///
/// # Errors
/// When the module is none.
pub fn list(module: &Module, wasm: &[u8], sources: &SourceMap, filter: &str) -> Result<String> {
    let text = wasmprinter::print_bytes(wasm)?;
    let bodies = functions(&text);
    let mut out = String::new();
    for func in &module.funcs {
        let place = sources.place(func.pos);
        let own = place.is_some_and(|p| !p.file.starts_with("$GOROOT"));
        let listed = match filter {
            "" => own,
            filter => func.name.contains(filter),
        };
        if !listed || func.blocks.is_empty() {
            continue;
        }
        match place {
            Some(p) => writeln!(out, ";; {} ({}:{})", func.name, p.file.display(), p.line)?,
            None => writeln!(out, ";; {}", func.name)?,
        }
        writeln!(out, "{}", ShowFunc(module, func))?;
        let resume = format!("{}$resume", func.name);
        let mut there = false;
        for (name, body) in &bodies {
            if *name == func.name || *name == resume {
                writeln!(out, "{body}\n")?;
                there = true;
            }
        }
        if !there {
            out += ";; no code of its own: inlined where it is called, or not reached\n\n";
        }
    }
    Ok(out)
}

/// The functions of a module's text, with their names.
fn functions(text: &str) -> Vec<(String, &str)> {
    let mut starts: Vec<usize> = text.match_indices("\n  (").map(|(at, _)| at + 1).collect();
    starts.push(text.len());
    let mut list = Vec::new();
    for pair in starts.windows(2) {
        let body = text[pair[0]..pair[1]].trim_end();
        if let Some(rest) = body.trim_start().strip_prefix("(func $") {
            list.push((name(rest), body));
        }
    }
    list
}

/// An identifier, which is quoted where it has unusual characters.
fn name(text: &str) -> String {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or(quoted).to_owned(),
        None => text.split([' ', ')']).next().unwrap_or(text).to_owned(),
    }
}
