//! The `burrow` command on input that is no program: clear lines, exit status 1, nothing written.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn build(file: &Path, output: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_burrow"));
    command
        .arg("build")
        .arg(file)
        .arg("-o")
        .arg(output)
        .output()
        .unwrap()
}

/// Checks that the command refuses and returns what it says.
fn refused(file: &Path, output: &Path) -> Vec<String> {
    let out = build(file, output);
    let said = String::from_utf8(out.stderr).expect("messages are Unicode");
    assert_eq!(out.status.code(), Some(1), "{}: {said}", file.display());
    assert!(out.stdout.is_empty());
    assert!(
        !said.contains("panicked") && !said.contains("internal error"),
        "{said}"
    );
    said.lines().map(str::to_owned).collect()
}

fn refused_source(name: &str, source: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (file, output) = (folder.path().join(name), folder.path().join("out.wasm"));
    fs::write(&file, source).unwrap();
    let lines = refused(&file, &output);
    assert!(!lines.is_empty() && lines.len() <= 11, "{lines:?}");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "something was written"
    );
    lines
}

#[test]
fn a_missing_file() {
    let folder = tempfile::tempdir().unwrap();
    let lines = refused(
        &folder.path().join("no.go"),
        &folder.path().join("out.wasm"),
    );
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains("no.go"), "{lines:?}");
}

#[test]
fn a_folder_instead_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        refused(folder.path(), &folder.path().join("out.wasm")).len(),
        1
    );
}

#[test]
fn files_that_are_not_go() {
    let noise: Vec<u8> = (0..4096u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for source in [
        &b""[..],
        b"\0\0\0\0",
        b"hello, world\n",
        b"package",
        b"{}",
        &noise,
    ] {
        refused_source("a.go", source);
    }
}

#[test]
fn text_that_is_not_unicode() {
    refused_source(
        "a.go",
        b"package main\n\nfunc main() { println(\"\xff\xfe\") }\n\xc3\x28",
    );
}

#[test]
fn a_package_that_does_not_exist() {
    refused_source(
        "a.go",
        b"package main\n\nimport \"no/such/package\"\n\nfunc main() {}\n",
    );
}

#[test]
fn many_errors() {
    let mut source = String::from("package main\n\nfunc main() {\n");
    for n in 0..50 {
        source.push_str(&format!("\tundefined{n}()\n"));
    }
    source.push_str("}\n");
    refused_source("a.go", source.as_bytes());
}

#[test]
fn functions_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.go");
    let source = "package main\n\ntype T struct{ n int }\n\n//go:noinline\nfunc (t *T) add(k int) {\n\tt.n += k\n\tprintln(t.n)\n}\n\n\
        func small() int { return 4 }\n\nfunc main() {\n\tt := &T{}\n\tt.add(small())\n}\n";
    fs::write(&file, source).unwrap();
    let list = |option: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_burrow"));
        command.arg("build").arg(option).arg(&file).arg("-o");
        let out = command.arg(folder.path().join("a.wasm")).output().unwrap();
        assert!(out.status.success());
        String::from_utf8(out.stdout).unwrap()
    };
    let all = list("-S");
    for part in [
        "func main.(*T).add(ptr, i64)",
        "(func $\"main.(*T).add\"",
        "i64.add",
        ";; main.small (",
        ";; no code of its own",
    ] {
        assert!(all.contains(part), "{part} in {all}");
    }
    let one = list("-S=T).add");
    assert!(
        one.contains("main.(*T).add") && !one.contains("main.small"),
        "{one}"
    );
    assert!(list("-S=runtime.main").contains("(func $runtime.main"));
}

#[test]
fn a_loop_in_main_is_as_fast_as_others() {
    let folder = tempfile::tempdir().unwrap();
    let (file, output) = (folder.path().join("a.go"), folder.path().join("a.wasm"));
    let source = "package main\n\nfunc main() {\n\ts := 0\n\tfor i := 0; i < 1<<20; i++ {\n\t\ts ^= i\n\t}\n\tprintln(s)\n}\n";
    fs::write(&file, source).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_burrow"));
    command.args(["build", "-S=main.main"]).arg(&file);
    let out = command.arg("-o").arg(&output).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    // It has a fast body, which knows nothing of resume points.
    let from = text.find("(func $main.main (").expect("a fast body");
    let to = text.find("(func $main.main$resume").expect("a resume body");
    let fast = &text[from..to];
    assert!(
        fast.contains("loop ") && !fast.contains("br_table"),
        "{text}"
    );
}

#[test]
fn a_part_of_a_program() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.go");
    let source = "package p\n\nfunc f(x int) int\n\nfunc g() int { return f(1) }\n\n\
        func h(s []int64) int64 { return s[1<<40] }\n\nfunc k(s *[1 << 27]int64) int64 { return s[1<<26] }\n";
    fs::write(&file, source).unwrap();
    for level in ["-O0", "-O1"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_burrow"));
        let out = command
            .args(["build", "--whole", level])
            .arg(&file)
            .output();
        let out = out.unwrap();
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
    }
}
