//! Texts that would overflow a stack.

use super::errors_in;
use crate::syntax::{MAX_HEIGHT, MAX_NESTING};

/// On a thread with the stack that a program's first thread has, which is what the limits promise to be enough.
fn errors_with_big_stack(text: String) -> Vec<String> {
    std::thread::Builder::new()
        .stack_size(8 << 20)
        .spawn(move || errors_in(text.as_bytes()))
        .expect("a thread")
        .join()
        .expect("no overflow")
}

#[track_caller]
fn too_deep(text: String) {
    let shown: String = text.chars().take(60).collect();
    let errors = errors_with_big_stack(text);
    assert_eq!(errors.len(), 1, "{shown}");
    assert!(
        errors[0].ends_with(": exceeded max nesting depth"),
        "{shown}: {errors:?}"
    );
}

#[test]
fn nesting() {
    let n = 100_000;
    for open in [
        "(",
        "f(",
        "a[",
        "- ",
        "<-",
        "!",
        "T{",
        "[]T{{",
        "func() { x = ",
        "a.([",
        "[]",
        "[",
        "*",
        "chan ",
        "map[",
        "struct{a ",
        "interface{m(",
        "func(",
        "func(a ",
        "a[b:",
        "<-chan ",
        "& ",
        "(<-",
        "[f(",
    ] {
        too_deep(format!("package p\nvar x = {}", open.repeat(n)));
    }
    for open in [
        "{",
        "if x {",
        "for {",
        "switch { case x:",
        "select { case x:",
        "L: ",
        "x = func() {",
        "if x := func() {",
        "go func() {",
        "type T struct { a [len(func() {",
    ] {
        too_deep(format!("package p\nfunc f() {{ {}", open.repeat(n)));
    }
    too_deep(format!("package p\ntype T[P {}", "[]".repeat(n)));
    too_deep(format!("package p\nfunc f[P {}", "interface{~[]".repeat(n)));
}

#[test]
fn repeated_mistakes() {
    for open in [
        "{",
        "struct{",
        "a.(",
        "x, f(",
        "case ",
        "func f(",
        "if ",
        "else ",
        "interface{",
        "\"",
        "'",
        "`",
        "/*",
        "]",
    ] {
        for start in [
            "",
            "package p\n",
            "package p\nvar x = ",
            "package p\nfunc f() { ",
        ] {
            let errors = errors_with_big_stack(format!("{start}{}", open.repeat(50_000)));
            assert!(!errors.is_empty(), "{start}{open}");
        }
    }
}

#[test]
fn chains() {
    let n = 100_000;
    for link in [" + x", "(y)", ".y", "[z]", ".(T)", "[:]", " || x"] {
        too_deep(format!("package p\nvar x = y{}", link.repeat(n)));
    }
    too_deep(format!(
        "package p\nfunc f() {{ if x {{}}{}",
        " else if x {}".repeat(n)
    ));
    too_deep(format!("package p\ntype T[P int{}", " | int".repeat(n)));
}

#[test]
fn what_programs_need_is_within_the_limits() {
    let depth = MAX_NESTING as usize - 10;
    let height = MAX_HEIGHT as usize - 10;
    let texts = [
        format!(
            "package p\nvar x = {}1{}\n",
            "(".repeat(depth),
            ")".repeat(depth)
        ),
        format!("package p\nvar x = y{}\n", " + y".repeat(height)),
        format!(
            "package p\nfunc f() {{ if x {{}}{} }}\n",
            " else if x {}".repeat(height)
        ),
        // Siblings do not add up.
        format!(
            "package p\nvar x = []int{{{}}}\n",
            "f(-1 + 2),".repeat(50_000)
        ),
    ];
    for text in texts {
        assert_eq!(errors_with_big_stack(text), [""; 0]);
    }
}
