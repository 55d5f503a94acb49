//! What resume bodies take of a module's code.

use std::fs;
use std::process::Command;

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::bench::measure::Bench;
use crate::context::output;
use crate::size;

/// Most of a module's code that resume bodies may take.
const RESUME_SHARE: f64 = 0.45;

/// Code bytes, the share of resume bodies in them, and what a size-first module has.
pub(super) fn sizes(bench: &mut Bench<'_>) -> Result<Value> {
    let mut report = Map::new();
    for program in ["hello_println", "hello_fmt", "maps", "sieve", "jsonlike"] {
        let source = bench.context.root.join(format!("benches/go/{program}.go"));
        let code = |level: &str| -> Result<(usize, usize)> {
            let module = bench.folder.join("size.wasm");
            let mut command = Command::new(bench.context.burrow());
            command.arg("build").arg(&source).arg("-o").arg(&module);
            output(command.arg(format!("-O{level}")))?;
            let functions = size::functions(&fs::read(module)?)?;
            let resume = functions
                .iter()
                .filter(|(name, _)| name.ends_with("$resume"));
            Ok((
                functions.iter().map(|f| f.1).sum(),
                resume.map(|f| f.1).sum(),
            ))
        };
        let ((all, resume), (small, _)) = (code("1")?, code("s")?);
        let share = resume as f64 / all as f64;
        let saved = 1.0 - small as f64 / all as f64;
        println!(
            "{program}: {all} bytes of code, {:.0} % in resume bodies; {small} bytes with -Os, {:.0} % less",
            share * 100.0,
            saved * 100.0
        );
        if share > RESUME_SHARE {
            bench.misses.push(format!(
                "{program}: {share:.2} of the code in resume bodies, the goal is {RESUME_SHARE}"
            ));
        }
        report.insert(
            program.to_owned(),
            json!({ "code": all, "resume": resume, "small": small }),
        );
    }
    Ok(report.into())
}
