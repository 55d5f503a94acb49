//! Functions built by hand, compiled, validated and run under node with a small runtime in JavaScript, in modes that park
//! at every opportunity and move the stack each time.

mod build;
mod calls;
mod checks;
mod join;
mod programs;
mod zeroing;

use super::{Bodies, Options, emit};
use crate::ir::{Module, Ty};
use crate::object::Object;
use crate::syntax::source::SourceMap;
use std::fmt::Write;
use std::process::Command;

/// What a run gave.
#[derive(Debug)]
struct Run {
    result: String,
    out: String,
    parks: u32,
}

/// How it is run: names of the harness's modes.
type Mode = &'static [&'static str];

const PLAIN: Mode = &[];
/// Everything at once: every entry is refused, every poll and every second runtime call parks, the stack moves each time.
const STRESS: Mode = &["refuse", "poll", "park", "move"];
/// Each alone, with moves.
const MODES: &[Mode] = &[
    PLAIN,
    &["refuse", "move"],
    &["poll", "move"],
    &["park", "move"],
    &["small", "move"],
    STRESS,
];

fn compile(module: &Module, options: &Options) -> (Object, join::Joined) {
    let sources = SourceMap::default();
    let obj = emit(module, &sources, options);
    let joined = join::join(&obj);
    let validated = wasmparser::Validator::new().validate_all(&joined.wasm);
    if let Err(e) = validated {
        panic!(
            "{e}\n{}",
            wasmprinter::print_bytes(&joined.wasm).unwrap_or_default()
        );
    }
    (obj, joined)
}

fn field<'a>(json: &'a str, name: &str) -> &'a str {
    let key = format!("\"{name}\":");
    let rest = &json[json.find(&key).expect("a field") + key.len()..];
    let end = match rest.as_bytes()[0] {
        b'[' => rest.find(']').expect("an end") + 1,
        _ => rest.find([',', '}']).expect("an end"),
    };
    rest[..end].trim_matches('"')
}

/// Compiles a module and runs the function `main`.
fn run(module: &Module, args: &[i64], mode: Mode) -> Run {
    run_with(module, args, mode, &Options::default())
}

fn run_with(module: &Module, args: &[i64], mode: Mode, options: &Options) -> Run {
    let (obj, joined) = compile(module, options);
    let main = module
        .funcs
        .iter()
        .find(|f| f.name == "main")
        .expect("main");
    let (offsets, _) = super::plan::in_order(&main.sig.params, 8);
    let mut list = Vec::new();
    for ((&ty, at), n) in main.sig.params.iter().zip(offsets).zip(args) {
        let name = if ty == Ty::I64 { "i64" } else { "i32" };
        list.push(format!("{{\"at\":{at},\"{name}\":{n}}}"));
    }
    let modes: Vec<String> = mode.iter().map(|m| format!("\"{m}\":true")).collect();
    let result = match main.sig.results.first() {
        Some(Ty::I64) => "i64",
        Some(_) => "i32",
        None => "",
    };
    let dir = tempfile::tempdir().expect("a folder");
    let path = |name: &str| dir.path().join(name);
    std::fs::write(path("m.wasm"), &joined.wasm).expect("write");
    std::fs::write(path("harness.js"), include_str!("harness.js")).expect("write");
    let mut config = String::new();
    write!(
        config,
        "{{\"wasm\":{:?},\"m0\":{},\"heap\":{},\"info\":{},\"args\":[{}],\"mode\":{{{}}},\"result\":\"{result}\"}}",
        path("m.wasm"),
        joined.address(&obj, "burrow_m0"),
        joined.heap,
        joined.address(&obj, "main$info"),
        list.join(","),
        modes.join(","),
    )
    .expect("a string");
    std::fs::write(path("config.json"), config).expect("write");
    let out = Command::new("node")
        .arg(path("harness.js"))
        .arg(path("config.json"))
        .output()
        .expect("these tests run modules under node");
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(
        out.status.success(),
        "{mode:?}: {}\n{}",
        String::from_utf8_lossy(&out.stderr),
        wasmprinter::print_bytes(&joined.wasm).unwrap_or_default()
    );
    Run {
        result: field(&text, "result").to_owned(),
        out: field(&text, "out").to_owned(),
        parks: field(&text, "parks").parse().expect("a number"),
    }
}

/// Runs `main` in all modes and expects the same of each.
fn expect(module: &Module, args: &[i64], result: &str, out: &str) {
    for bodies in [Bodies::Both, Bodies::One] {
        for mode in MODES {
            let options = Options {
                bodies,
                ..Options::default()
            };
            let r = run_with(module, args, mode, &options);
            let (have, want) = ((r.result.as_str(), r.out.as_str()), (result, out));
            assert_eq!(have, want, "{bodies:?} {mode:?} {r:?}");
        }
    }
}

fn text(module: &Module) -> String {
    let (_, joined) = compile(module, &Options::default());
    wasmprinter::print_bytes(&joined.wasm).expect("text")
}
