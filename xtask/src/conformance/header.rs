//! What a test says of itself: the comment that begins the file is its recipe, its constraints say where it applies.

use std::path::Path;

/// What is done with a test, Go's names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    /// Compile one file.
    Compile,
    /// Compile and link one program.
    Build,
    /// Compile a program, run it, compare what it prints.
    Run,
    /// Run a program, which prints a program, which is run.
    RunOutput,
    /// Compile one file and compare the errors with its `ERROR` comments.
    ErrorCheck,
    /// Run a program, which prints a file to error-check.
    ErrorCheckOutput,
    /// Compile the packages in NAME.dir one after the other.
    CompileDir,
    /// The same, and the errors of the last (or of each) are checked.
    ErrorCheckDir,
    /// Compile the packages in NAME.dir, run the last.
    RunDir,
    /// All files in NAME.dir are one program.
    BuildDir,
    /// The same, and it is run.
    BuildRunDir,
}

impl Action {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "compile" => Self::Compile,
            "build" => Self::Build,
            "run" | "buildrun" => Self::Run,
            "runoutput" => Self::RunOutput,
            "errorcheck" => Self::ErrorCheck,
            "errorcheckoutput" => Self::ErrorCheckOutput,
            "compiledir" => Self::CompileDir,
            "errorcheckdir" => Self::ErrorCheckDir,
            "rundir" => Self::RunDir,
            "builddir" => Self::BuildDir,
            "buildrundir" => Self::BuildRunDir,
            _ => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Compile => "compile",
            Self::Build => "build",
            Self::Run => "run",
            Self::RunOutput => "runoutput",
            Self::ErrorCheck => "errorcheck",
            Self::ErrorCheckOutput => "errorcheckoutput",
            Self::CompileDir => "compiledir",
            Self::ErrorCheckDir => "errorcheckdir",
            Self::RunDir => "rundir",
            Self::BuildDir => "builddir",
            Self::BuildRunDir => "buildrundir",
        }
    }
}

/// The recipe of a test.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) action: Action,
    /// Whether errors are expected (`-0` says no).
    pub(crate) want_errors: bool,
    /// `-s`: each file is a package.
    pub(crate) single_file_packages: bool,
    /// Whether there were any flags.
    pub(crate) has_flags: bool,
    /// Arguments of the program, or further files.
    pub(crate) args: Vec<String>,
}

/// Reads the recipe; the error says why the test is skipped. Nothing for a file that is no test.
pub(crate) fn read(text: &str) -> Option<Result<Recipe, String>> {
    let mut lines = text.lines();
    let mut first = lines.next()?;
    if first.contains("+build") || first.starts_with("//go:build") {
        first = lines.find(|l| {
            !l.trim().is_empty() && !l.contains("+build") && !l.starts_with("//go:build")
        })?;
    }
    let recipe = first.strip_prefix("//")?.trim();
    let words: Vec<&str> = recipe.split_whitespace().collect();
    let (&name, rest) = words.split_first()?;
    if let Some(why) = excluded(text) {
        return Some(Err(why));
    }
    let action = match name {
        "skip" => return Some(Err("the test says so".into())),
        "asmcheck" => return Some(Err("looks at Go's machine code".into())),
        "runindir" => return Some(Err("needs the go command".into())),
        "errorcheckwithauto" | "errorcheckandrundir" => {
            return Some(Err("looks at decisions of Go's optimiser".into()));
        }
        name => Action::named(name)?,
    };
    Some(flags(action, rest))
}

fn flags(action: Action, words: &[&str]) -> Result<Recipe, String> {
    let mut recipe = Recipe {
        action,
        want_errors: matches!(
            action,
            Action::ErrorCheck | Action::ErrorCheckDir | Action::ErrorCheckOutput
        ),
        single_file_packages: false,
        has_flags: false,
        args: Vec::new(),
    };
    let mut words = words.iter().map(|w| w.trim_matches('"'));
    while let Some(word) = words.next() {
        if !word.starts_with('-') {
            recipe.args.push(word.to_owned());
            recipe.args.extend(words.map(str::to_owned));
            break;
        }
        if word == "-s" {
            recipe.single_file_packages = true;
            continue;
        }
        recipe.has_flags = true;
        match word {
            "-0" => recipe.want_errors = false,
            "-1" => recipe.want_errors = true,
            "-t" => {
                words.next();
            }
            // How much Go optimises and checks itself makes no difference to what has to come out.
            "-d=panic" | "-d=ssa/check/on" | "-N" | "-c=2" | "-l" | "-l=4" => {}
            "-gcflags=-l" | "-gcflags=-l=4" | "-gcflags=-d=ssa/check/on" => {}
            "-gcflags=-d=softfloat" => {}
            "-gcflags" => match words.next() {
                Some("-l=4") => {}
                other => return Err(format!("flag -gcflags {}", other.unwrap_or_default())),
            },
            "-ldflags" => {
                words.by_ref().for_each(drop);
            }
            other => return Err(format!("flag {other}: of Go's own compiler")),
        }
    }
    Ok(recipe)
}

/// The constraint that keeps the test from our target.
fn excluded(text: &str) -> Option<String> {
    for line in text.lines() {
        if line.starts_with("package ") {
            break;
        }
        let holds = if let Some(expr) = line.strip_prefix("//go:build ") {
            expression(expr)
        } else if let Some(rest) = line
            .strip_prefix("//")
            .and_then(|l| l.trim_start().strip_prefix("+build "))
        {
            rest.split_whitespace().any(|option| {
                option.split(',').all(|term| match term.strip_prefix('!') {
                    Some(tag) => !tag_is_set(tag),
                    None => tag_is_set(term),
                })
            })
        } else {
            continue;
        };
        if !holds {
            return Some(format!("not for wasip1/wasm: {line}"));
        }
    }
    None
}

/// Burrow stands where the tests expect Go's own compiler.
fn tag_is_set(tag: &str) -> bool {
    matches!(tag, "wasip1" | "wasm" | "gc" | "test_run")
        || tag
            .strip_prefix("go1.")
            .and_then(|minor| minor.parse::<u32>().ok())
            .is_some_and(|minor| minor <= 27)
}

/// `a && (b || !c)`, from left to right by precedence.
fn expression(text: &str) -> bool {
    let spaced: String = text
        .chars()
        .flat_map(|c| match c {
            '(' | ')' | '!' => vec![' ', c, ' '],
            c => vec![c],
        })
        .collect();
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&tokens, &mut at)
}

fn either(tokens: &[&str], at: &mut usize) -> bool {
    let mut value = both(tokens, at);
    while tokens.get(*at) == Some(&"||") {
        *at += 1;
        value |= both(tokens, at);
    }
    value
}

fn both(tokens: &[&str], at: &mut usize) -> bool {
    let mut value = term(tokens, at);
    while tokens.get(*at) == Some(&"&&") {
        *at += 1;
        value &= term(tokens, at);
    }
    value
}

fn term(tokens: &[&str], at: &mut usize) -> bool {
    let token = tokens.get(*at).copied();
    *at += 1;
    match token {
        Some("!") => !term(tokens, at),
        Some("(") => {
            let value = either(tokens, at);
            *at += 1;
            value
        }
        Some(tag) => tag_is_set(tag),
        None => true,
    }
}

/// The packages that a file imports, as far as its import declarations look as gofmt writes them.
pub(crate) fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut group = false;
    let quoted = |line: &str| {
        let begin = line.find(['"', '`'])? + 1;
        let end = line[begin..].find(['"', '`'])? + begin;
        Some(line[begin..end].to_owned())
    };
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or(line).trim();
        if group {
            if line.starts_with(')') {
                group = false;
            } else {
                found.extend(quoted(line));
            }
        } else if let Some(rest) = line.strip_prefix("import") {
            match rest.trim_start().strip_prefix('(') {
                Some(more) => {
                    found.extend(quoted(more));
                    group = !more.contains(')');
                }
                None => found.extend(quoted(rest)),
            }
        } else if line.starts_with("func ") {
            break;
        }
    }
    found
}

/// The part of the language or of the runtime that a test is mostly about: by its place and name, else by what it uses.
pub(crate) fn facet(path: &Path, text: &str) -> &'static str {
    let name = path.to_string_lossy();
    let by_name: &[(&[&str], &str)] = &[
        (&["typeparam"], "generics"),
        (&["chan/", "select", "chan"], "chan"),
        (&["recover", "defer", "panic", "deferprint"], "defer-panic"),
        (
            &[
                "finalizer",
                "finprofiled",
                "gc",
                "gcgort",
                "mallocfin",
                "heapsampling",
            ],
            "gc",
        ),
        (&["stack", "peano"], "stacks"),
        (&["sched", "preempt"], "sched"),
        (&["map"], "maps"),
        (&["syntax/"], "syntax"),
    ];
    if let Some((_, facet)) = by_name
        .iter()
        .find(|(words, _)| words.iter().any(|w| name.contains(w)))
    {
        return facet;
    }
    let uses = |words: &[&str]| words.iter().any(|w| text.contains(w));
    if uses(&["runtime.GC(", "SetFinalizer", "runtime.ReadMemStats"]) {
        "gc"
    } else if uses(&["recover()", "\tdefer "]) {
        "defer-panic"
    } else if uses(&["select {", "<-"]) {
        "chan"
    } else if uses(&["\tgo ", "runtime.Gosched", "sync."]) {
        "sched"
    } else if uses(&["map["]) {
        "maps"
    } else {
        "language"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipes_are_read() {
        let recipe = read("// run arg1 arg2\n\npackage main\n").unwrap().unwrap();
        assert_eq!(recipe.action, Action::Run);
        assert_eq!(recipe.args, ["arg1", "arg2"]);
        let recipe = read("// +build !js,gc\n// errorcheck -d=panic\n\npackage p\n")
            .unwrap()
            .unwrap();
        assert!(recipe.want_errors);
        assert!(read("// errorcheck -0 -m\n\npackage p\n").unwrap().is_err());
        assert!(read("// Copyright\n\npackage p\n").is_none());
    }

    #[test]
    fn constraints_hold() {
        assert!(excluded("// run\n//go:build linux || (gc && !js)\npackage p").is_none());
        assert!(excluded("// run\n// +build linux,amd64 darwin\npackage p").is_some());
        assert!(excluded("// run\n//go:build cgo\npackage p").is_some());
    }

    #[test]
    fn imports_are_found() {
        let text =
            "package p\nimport \"fmt\"\nimport (\n\tx \"os\" // why\n\t. \"a/b\"\n)\nfunc f() {}\n";
        assert_eq!(imports(text), ["fmt", "os", "a/b"]);
    }
}
