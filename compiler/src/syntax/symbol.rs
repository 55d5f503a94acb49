//! Interned names: equal names have equal numbers, so that later stages compare words.

use core::hash::BuildHasher as _;
use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{LazyLock, RwLock};

/// An interned string, by its place in the list from 1. Lives as long as the process, which compiles one program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(NonZeroU32);

#[derive(Default)]
struct Interner {
    by_text: HashTable<Symbol>,
    texts: Vec<&'static str>,
}

impl Interner {
    fn find(&self, text: &str) -> Option<Symbol> {
        let same = |&symbol: &Symbol| self.text(symbol) == text;
        self.by_text.find(hash(text), same).copied()
    }

    fn text(&self, symbol: Symbol) -> &'static str {
        self.texts[symbol.0.get() as usize - 1]
    }
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

static INTERNER: LazyLock<RwLock<Interner>> = LazyLock::new(RwLock::default);

impl Symbol {
    /// The symbol for `text`.
    pub fn new(text: &str) -> Symbol {
        if let Some(symbol) = INTERNER.read().expect("interner").find(text) {
            return symbol;
        }
        let interner = &mut *INTERNER.write().expect("interner");
        if let Some(symbol) = interner.find(text) {
            return symbol;
        }
        interner.texts.push(Box::leak(text.into()));
        let n = u32::try_from(interner.texts.len()).ok();
        let symbol = Symbol(n.and_then(NonZeroU32::new).expect("fewer than 2^32 names"));
        let texts = &interner.texts;
        let rehash = |symbol: &Symbol| hash(texts[symbol.0.get() as usize - 1]);
        interner.by_text.insert_unique(hash(text), symbol, rehash);
        symbol
    }

    /// The text.
    pub fn as_str(self) -> &'static str {
        INTERNER.read().expect("interner").text(self)
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
