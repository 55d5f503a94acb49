//! Whatever the text, the parser ends, does not panic, and complains of what is no Go.

use super::errors_in;
use proptest::prelude::*;

const WORDS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ":",
    ".",
    "...",
    "=",
    ":=",
    "<-",
    "*",
    "+",
    "-",
    "++",
    "--",
    "+=",
    "!",
    "~",
    "&",
    "|",
    "==",
    "<",
    "||",
    "&&",
    "\n",
    "x",
    "T",
    "1",
    "1.5",
    "\"s\"",
    "'c'",
    "08",
    "0x",
    "1_",
    "\"\\q\"",
    "''",
    "'ab",
    "\"abc",
    "@",
    "#",
    "/*",
    "*/",
    "// c\n",
    "\0",
    "\u{FEFF}",
    "世",
    "`",
    "//go:noinline\n",
    "//go:build x\n",
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

fn soup() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS);
    prop::collection::vec(word, 0..120).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn bytes(text in prop::collection::vec(any::<u8>(), 0..200)) {
        let errors = errors_in(&text);
        prop_assert_eq!(errors.is_empty(), text.starts_with(b"package ") && errors.is_empty());
    }

    #[test]
    fn tokens_at_top_level(soup in soup()) {
        errors_in(format!("package p\n{soup}").as_bytes());
    }

    #[test]
    fn tokens_in_a_function(soup in soup()) {
        errors_in(format!("package p\nfunc f() {{\n{soup}\n}}\n").as_bytes());
    }

    #[test]
    fn bytes_in_a_string(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut text = b"package p\nvar x = \"".to_vec();
        text.extend_from_slice(&bytes);
        text.extend_from_slice(b"\"\n");
        errors_in(&text);
    }
}
