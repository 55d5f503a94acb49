//! `cargo xtask fuzz front`: mangled sources and monsters, which the compiler has to refuse or compile: without a panic, within
//! seconds, and within bounded memory.

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::Args;
use super::random::Random;
use super::runner::Tools;
use crate::context::{Context, say};
use crate::exec::capture;

/// A compilation may take so long on a busy machine.
const LIMIT: Duration = Duration::from_secs(20);
/// And so much address space, in KiB.
const SPACE: u32 = 3 << 20;

/// Sources that grow: each has so many repetitions of something.
const REPEATS: [(&str, &str, &str); 34] = [
    ("var x = ", "(", "1"),
    ("var x = ", "[]", "int"),
    ("var x ", "[]", "int"),
    ("var x ", "*", "int"),
    ("var x ", "map[int]", "int"),
    ("var x ", "chan ", "int"),
    ("var x ", "func() ", "int"),
    ("var x ", "struct{ a ", "int"),
    ("var x ", "interface{ m() ", "int"),
    ("var x ", "[2]", "int"),
    ("var x = ", "-", "1"),
    ("var x = ", "!", "true"),
    ("var x = ", "^", "1"),
    ("var x = ", "&", "y"),
    ("var x = ", "<-", "y"),
    ("var x = ", "1 + ", "1"),
    ("var x = ", "\"a\" + ", "\"b\""),
    ("var x = ", "1 << ", "1"),
    ("var x = ", "f(", "1"),
    ("var x = y", ".f", ""),
    ("var x = y", "[0]", ""),
    ("var x = y", "()", ""),
    ("var x = ", "func() { ", "}"),
    ("var x = ", "[]any{", "1}"),
    ("func f() { ", "{ ", "}"),
    ("func f() { ", "if true { ", "}"),
    ("func f() { ", "for { ", "}"),
    ("func f() { ", "if true { } else ", "{ }"),
    ("func f() { ", "switch { case true: ", "}"),
    ("func f() { ", "x: ", "}"),
    ("func f() { ", "defer func() { ", "}"),
    ("func f[T any](x T) { } \n var x = ", "f[", "int"),
    ("type T[P any] struct{ a ", "T[", "P]}"),
    ("var x int\n", "var _ = x\n", ""),
];

/// Sources whose meaning grows faster than they.
fn monsters() -> Vec<String> {
    let chain = |first: &str, n: usize, next: &dyn Fn(usize) -> String| {
        let mut text = format!("package main\nfunc main() {{ }}\n{first}\n");
        for i in 1..=n {
            text += &next(i);
            text.push('\n');
        }
        text
    };
    let one = |text: &str| format!("package main\nfunc main() {{ }}\n{text}\n");
    vec![
        one("const x = 1 << 1000000000"),
        one("const x = 1e1000000000"),
        one("const x = 0x1p2000000000"),
        one("const x = 1e-999999999 * 1e999999999"),
        one(&format!("const x = 1{}", "0".repeat(1 << 20))),
        one(&format!("var x = 0x{}", "f".repeat(1 << 20))),
        one(&format!("const x = 0.{}", "1".repeat(1 << 20))),
        one("var x [1 << 40]int"),
        one("var x [1 << 31][1 << 31]struct{}"),
        one("var x [1 << 62]struct{ a, b [1 << 62]int }"),
        one("var x = [...]int{1 << 40: 1}"),
        one("var x = []int{1 << 33: 1}"),
        one("var x = [1 << 28]byte{1}"),
        one("func f() { var x [1 << 30]byte; _ = x }"),
        one("func f(x [1 << 29]int) [1 << 29]int { return x }"),
        one("type T struct { a [2]T }"),
        one("type T [len(x)]int; var x T"),
        one("type T[P any] struct { a *T[T[P]] }; var x T[int]"),
        one(
            "func f[P any](n int, x P) { if n > 0 { f(n - 1, &x) } }; var _ = func() int { f(1, 2); return 0 }()",
        ),
        one("type I interface { I }; type J interface { K }; type K interface { J }"),
        one("type A = B; type B = A"),
        one("const a = b; const b = a"),
        one("var a = b; var b = a"),
        one("import . \"main\""),
        chain("const x0 = \"0123456789abcdef\"", 60, &|i| {
            format!("const x{i} = x{0} + x{0}", i - 1)
        }),
        chain("const x0 = 3", 60, &|i| {
            format!("const x{i} = x{0} * x{0}", i - 1)
        }),
        chain("const x0 = 1.5", 60, &|i| {
            format!("const x{i} = x{0} * x{0}", i - 1)
        }),
        chain("type x0 struct { a int }", 60, &|i| {
            format!("type x{i} struct {{ a, b x{} }}", i - 1)
        }),
        chain("type x0 [2]int", 60, &|i| {
            format!("type x{i} [2]x{}", i - 1)
        }),
        chain("type x0 interface { m() }", 200, &|i| {
            format!(
                "type x{i} interface {{ x{0}; y{0} }}\ntype y{0} interface {{ x{0} }}",
                i - 1
            )
        }),
        chain("type x0 struct { f0 int }", 40, &|i| {
            format!(
                "type x{i} struct {{ x{0}; y{i} }}\ntype y{i} struct {{ x{0} }}",
                i - 1
            )
        }),
        chain("func x0[T any](t T) { }", 30, &|i| {
            format!(
                "func x{i}[T any](t T) {{ x{0}(struct {{ a, b T }}{{ t, t }}); x{0}(&t) }}",
                i - 1
            )
        }) + "var _ = func() int { x30(1); return 0 }()",
        chain("", 3000, &|i| format!("var x{i} = x{}", i + 1)) + "var x3001 = 1",
        chain("", 3000, &|i| format!("func x{i}() {{ x{}() }}", i + 1)) + "func x3001() { }",
        chain("type x0 = int", 3000, &|i| {
            format!("type x{i} = x{}", i - 1)
        }),
    ]
}

pub(super) fn fuzz(tools: &Tools, context: &Context, args: &Args, rng: &mut Random) -> Result<()> {
    let failed = run(tools, context, args.count, rng)?;
    ensure!(failed == 0, "{failed} sources break the compiler");
    Ok(())
}

/// Runs all monsters and so many mangled sources; how many break the compiler.
pub(super) fn run(
    tools: &Tools,
    context: &Context,
    count: usize,
    rng: &mut Random,
) -> Result<usize> {
    let mut corpus = Vec::new();
    for folder in ["std", "examples", "compiler/tests/programs", "benches/go"] {
        sources(&context.root.join(folder), &mut corpus)?;
    }
    corpus.sort();
    let mut failed = 0;
    let mut all = monsters();
    for (start, part, end) in REPEATS {
        for n in [200, 100_000] {
            let text = format!(
                "package main\nfunc main() {{ }}\n{start}{}{end}",
                part.repeat(n)
            );
            all.push(text);
        }
    }
    let given = all.len();
    for n in 0..given + count {
        let text = match all.get(n) {
            Some(text) => text.clone().into_bytes(),
            None => mangled(rng, &corpus)?,
        };
        let file = tools.folder.join("front.go");
        std::fs::write(&file, &text)?;
        if let Some(how) = broken(&tools.burrow, &file)? {
            let kept = tools.folder.join(format!("front-{n}.go"));
            std::fs::write(&kept, &text)?;
            say(format_args!("{how}: see {}", kept.display()));
            failed += 1;
        }
        if (n + 1) % 500 == 0 {
            say(format_args!(
                "{} sources, {failed} break the compiler",
                n + 1
            ));
        }
    }
    Ok(failed)
}

/// How the compiler breaks on a source.
fn broken(burrow: &Path, file: &Path) -> Result<Option<String>> {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("ulimit -v {SPACE}; exec \"$0\" \"$@\""));
    command.arg(burrow).args(["build", "--whole"]).arg(file);
    let out = capture(&mut command, None, LIMIT)?;
    Ok(match out.status {
        Some(0 | 1) if !out.stderr.contains("panicked at") => None,
        _ if out.timed_out => Some("it does not end".to_owned()),
        status => {
            let said = out.stderr.lines().find(|line| !line.is_empty());
            Some(format!("status {status:?}, {:?}", said.unwrap_or_default()))
        }
    })
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "go") {
            out.push(path);
        }
    }
    Ok(())
}

/// What is put in.
const PIECES: [&str; 28] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ":=",
    "=",
    "...",
    "*",
    "&",
    "<-",
    ".",
    "func",
    "type",
    "struct{",
    "interface{",
    "range ",
    "goto ",
    "1e400",
    "\"",
    "`",
    "'",
    "/*",
    "[T any]",
    "99999999999999999999",
];

/// A source with some of its bytes, words or lines removed, doubled, exchanged or replaced.
fn mangled(rng: &mut Random, corpus: &[PathBuf]) -> Result<Vec<u8>> {
    let mut text = std::fs::read(rng.pick(corpus))?;
    text.truncate(20_000);
    if rng.one_in(30) {
        return Ok((0..rng.below(2000)).map(|_| rng.next() as u8).collect());
    }
    for _ in 0..1 + rng.below(6) {
        if text.is_empty() {
            break;
        }
        let (at, other) = (rng.below(text.len()), rng.below(text.len()));
        let (word, far) = (word(&text, at), word(&text, other));
        match rng.below(8) {
            0 => text[at] = rng.next() as u8,
            1 => _ = text.drain(word),
            2 => {
                let copy = text[far].to_vec();
                text.splice(word, copy);
            }
            3 => {
                let copy = text[far].to_vec();
                text.splice(at..at, copy);
            }
            4 => {
                let piece = rng.pick(&PIECES).bytes();
                text.splice(word.start..word.start, piece);
            }
            5 => {
                let piece = rng.pick(&PIECES).bytes();
                text.splice(word, piece);
            }
            6 => {
                let line = line(&text, at);
                let copy = text[line].to_vec();
                let to = self::line(&text, other).start;
                text.splice(to..to, copy);
            }
            _ => _ = text.drain(line(&text, at)),
        }
    }
    Ok(text)
}

/// The letters and digits, or the single other byte, at a place.
fn word(text: &[u8], at: usize) -> core::ops::Range<usize> {
    let part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    if !part(&text[at]) {
        return at..at + 1;
    }
    let start = text[..at]
        .iter()
        .rposition(|b| !part(b))
        .map_or(0, |i| i + 1);
    let end = text[at..]
        .iter()
        .position(|b| !part(b))
        .map_or(text.len(), |i| at + i);
    start..end
}

fn line(text: &[u8], at: usize) -> core::ops::Range<usize> {
    let start = text[..at]
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |i| i + 1);
    let end = text[at..]
        .iter()
        .position(|&b| b == b'\n')
        .map_or(text.len(), |i| at + i + 1);
    start..end
}
