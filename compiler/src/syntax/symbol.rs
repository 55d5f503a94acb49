//! Interned names: equal names have equal numbers, so that later stages compare words.

use rustc_hash::FxHashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{LazyLock, RwLock};

/// An interned string, by its place in the list from 1. Lives as long as the process, which compiles one program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(NonZeroU32);

#[derive(Default)]
struct Interner {
    by_text: FxHashMap<&'static str, Symbol>,
    texts: Vec<&'static str>,
}

static INTERNER: LazyLock<RwLock<Interner>> = LazyLock::new(RwLock::default);

impl Symbol {
    /// The symbol for `text`.
    pub fn new(text: &str) -> Symbol {
        if let Some(&n) = INTERNER.read().expect("interner").by_text.get(text) {
            return n;
        }
        let mut interner = INTERNER.write().expect("interner");
        if let Some(&n) = interner.by_text.get(text) {
            return n;
        }
        let n = u32::try_from(interner.texts.len() + 1).ok();
        let n = Symbol(n.and_then(NonZeroU32::new).expect("fewer than 2^32 names"));
        let text: &'static str = Box::leak(text.into());
        interner.texts.push(text);
        interner.by_text.insert(text, n);
        n
    }

    /// The text.
    pub fn as_str(self) -> &'static str {
        INTERNER.read().expect("interner").texts[self.0.get() as usize - 1]
    }

    /// Whether this is `_`.
    pub fn is_blank(self) -> bool {
        self.as_str() == "_"
    }

    /// Whether Go exports the name: its first character is an upper-case letter.
    pub fn is_exported(self) -> bool {
        self.as_str().chars().next().is_some_and(char::is_uppercase)
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
