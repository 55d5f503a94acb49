//! What is wrong with wrong programs: Go 1.27's own words and places, as its compiler printed them for these texts.

mod declarations;
mod statements;

use super::errors_in;
use declarations::DECLARATIONS;
use statements::STATEMENTS;

#[track_caller]
fn check(table: &[(&str, &[&str])], wrap: impl Fn(&str) -> String) {
    let mut wrong = Vec::new();
    for &(text, expected) in table {
        let expected: Vec<_> = expected.iter().map(|e| format!("t.go:{e}")).collect();
        let found = errors_in(wrap(text).as_bytes());
        if found != expected {
            wrong.push(format!(
                "{text}\n  expected {expected:#?}\n  found {found:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whole_files() {
    check(FILES, str::to_owned);
}

#[test]
fn declarations() {
    check(DECLARATIONS, |text| format!("package p\n{text}\n"));
}

#[test]
fn statements() {
    check(STATEMENTS, |text| {
        format!("package p\nfunc f() {{\n{text}\n}}\n")
    });
}

#[test]
fn bytes_that_are_no_text() {
    let cases: &[(&[u8], &[&str])] = &[
        (
            b"package p\nvar x = \x22a\xffb\x22\n",
            &["2:11: invalid UTF-8 encoding"],
        ),
        (
            b"package p\nvar x\xff int\n",
            &["2:6: invalid UTF-8 encoding"],
        ),
        (
            b"package p // \xff\xfe\n",
            &["1:14: invalid UTF-8 encoding"],
        ),
        (
            b"package p\nvar x = \x00 1\n",
            &["2:9: invalid NUL character"],
        ),
        (
            b"\xef\xbb\xbfpackage p\nvar x = \xef\xbb\xbf1\n",
            &["2:9: invalid BOM in the middle of the file"],
        ),
        (
            b"\xff\xfep\x00a\x00",
            &[
                "1:1: invalid UTF-8 encoding",
                "1:3: syntax error: package statement must be first",
                "1:4: invalid NUL character",
            ],
        ),
        (
            b"package p\n/* \x00 */ var x int\n",
            &["2:4: invalid NUL character"],
        ),
        (
            b"package p\nvar x = `\xe4\xb8`\n",
            &["2:10: invalid UTF-8 encoding"],
        ),
        (
            b"\x7fELF\x02\x01\x01\x00",
            &[
                "1:1: invalid character U+007F",
                "1:2: syntax error: package statement must be first",
            ],
        ),
    ];
    for &(text, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|e| format!("t.go:{e}")).collect();
        assert_eq!(errors_in(text), expected, "{text:?}");
    }
}

/// Whole files.
#[rustfmt::skip]
const FILES: &[(&str, &[&str])] = &[
    ("", &["1:1: syntax error: package statement must be first"]),
    ("x", &["1:1: syntax error: package statement must be first"]),
    ("package", &["1:8: syntax error: unexpected EOF, expected name"]),
    ("package ;", &["1:9: syntax error: unexpected semicolon, expected name"]),
    ("package 1\nvar x = ", &["1:9: syntax error: unexpected literal 1, expected name"]),
    ("package p; import", &["1:18: syntax error: missing import path"]),
    ("package p q", &["1:11: syntax error: unexpected name q, expected semicolon or newline"]),
    ("// only a comment", &["1:18: syntax error: package statement must be first"]),
    ("/* open", &["1:1: comment not terminated"]),
    ("package p\nvar x @ int", &["2:7: invalid character U+0040 '@'"]),
    ("func f() {}", &["1:1: syntax error: package statement must be first"]),
    ("hello world, this is no Go", &["1:1: syntax error: package statement must be first"]),
    ("{\"json\": [1, 2, 3]}", &["1:1: syntax error: package statement must be first"]),
    ("#include <stdio.h>", &["1:1: invalid character U+0023 '#'", "1:2: syntax error: package statement must be first"]),
    ("<html></html>", &["1:1: syntax error: package statement must be first"]),
    ("package p\0", &["1:10: invalid NUL character"]),
    ("package p\nvar \0x int", &["2:5: invalid NUL character"]),
    ("package p\nimport \"a\" \"b\"\n", &["2:12: syntax error: unexpected literal \"b\" after top level declaration"]),
];
