//! Scopes of local names.
//!
//! All open scopes lie on one stack of bindings; a table gives the innermost binding of each name, and each binding the
//! one that it hides. Opening and closing a scope costs as much as there are names in it, a look-up one table access.

use super::object::ObjId;
use crate::syntax::symbol::Symbol;
use rustc_hash::FxHashMap;

#[derive(Default)]
pub(super) struct Scopes {
    bindings: Vec<Binding>,
    innermost: FxHashMap<Symbol, u32>,
    marks: Vec<u32>,
}

struct Binding {
    name: Symbol,
    object: ObjId,
    hidden: Option<u32>,
}

impl Scopes {
    pub(super) fn open(&mut self) {
        self.marks.push(self.bindings.len() as u32);
    }

    pub(super) fn close(&mut self) {
        let mark = self.marks.pop().expect("an open scope");
        while self.bindings.len() > mark as usize {
            let Some(binding) = self.bindings.pop() else {
                break;
            };
            match binding.hidden {
                Some(hidden) => self.innermost.insert(binding.name, hidden),
                None => self.innermost.remove(&binding.name),
            };
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The object that a name stands for.
    pub(super) fn lookup(&self, name: Symbol) -> Option<ObjId> {
        self.innermost
            .get(&name)
            .map(|&i| self.bindings[i as usize].object)
    }

    /// The object that a name stands for if the innermost scope declares it.
    pub(super) fn lookup_innermost(&self, name: Symbol) -> Option<ObjId> {
        let &i = self.innermost.get(&name)?;
        let &mark = self.marks.last()?;
        (i >= mark).then(|| self.bindings[i as usize].object)
    }

    pub(super) fn declare(&mut self, name: Symbol, object: ObjId) {
        let hidden = self.innermost.insert(name, self.bindings.len() as u32);
        self.bindings.push(Binding {
            name,
            object,
            hidden,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_names_hide_outer_ones_until_their_scope_closes() {
        let mut scopes = Scopes::default();
        let (x, y) = (Symbol::new("x"), Symbol::new("y"));
        scopes.open();
        scopes.declare(x, ObjId(1));
        scopes.open();
        assert_eq!(scopes.lookup(x), Some(ObjId(1)));
        assert_eq!(scopes.lookup_innermost(x), None);
        scopes.declare(x, ObjId(2));
        scopes.declare(y, ObjId(3));
        assert_eq!(scopes.lookup_innermost(x), Some(ObjId(2)));
        scopes.close();
        assert_eq!(scopes.lookup(x), Some(ObjId(1)));
        assert_eq!(scopes.lookup(y), None);
        scopes.close();
        assert!(scopes.is_empty());
    }
}
