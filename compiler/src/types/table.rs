//! Tables by node: dense, in pages, so that they grow without being copied and are hardly larger than what is in them.

use super::constant::ConstValue;
use super::info::{Mode, Selection, TypeAndValue};
use super::object::ObjId;
use super::typ::TypeId;
use crate::syntax::ast::NodeId;
use num_traits::ToPrimitive;
use rustc_hash::FxHashMap;

const PAGE: usize = 1 << 10;

/// One entry for each node; those that were never set are `T`'s default.
#[derive(Debug, Default)]
struct Pages<T>(Vec<Option<Box<[T; PAGE]>>>);

impl<T: Copy + Default> Pages<T> {
    fn get(&self, id: NodeId) -> Option<&T> {
        let page = self.0.get(id.0 as usize / PAGE)?.as_deref()?;
        Some(&page[id.0 as usize % PAGE])
    }

    fn entry(&mut self, id: NodeId) -> &mut T {
        let page = id.0 as usize / PAGE;
        if page >= self.0.len() {
            self.0.resize_with(page + 1, || None);
        }
        let page = self.0[page].get_or_insert_with(|| Box::new([T::default(); PAGE]));
        &mut page[id.0 as usize % PAGE]
    }
}

/// An object, or none.
#[derive(Clone, Copy, Debug)]
struct Slot(ObjId);

const NONE: u32 = u32::MAX;

impl Default for Slot {
    fn default() -> Self {
        Slot(ObjId(NONE))
    }
}

/// Objects by identifiers.
#[derive(Debug, Default)]
pub struct Names(Pages<Slot>);

impl Names {
    /// The object of an identifier.
    pub fn get(&self, id: &NodeId) -> Option<&ObjId> {
        let Slot(obj) = self.0.get(*id)?;
        (obj.0 != NONE).then_some(obj)
    }

    /// Whether an identifier has one.
    pub fn contains_key(&self, id: &NodeId) -> bool {
        self.get(id).is_some()
    }

    /// Sets it.
    pub fn insert(&mut self, id: NodeId, obj: ObjId) {
        *self.0.entry(id) = Slot(obj);
    }
}

/// What selectors select. The same few things are selected again and again, so each is kept once.
#[derive(Debug, Default)]
pub struct Selections {
    at: FxHashMap<NodeId, u32>,
    list: Vec<Selection>,
    places: FxHashMap<Selection, u32>,
}

impl Selections {
    /// What a selector selects.
    pub fn get(&self, id: &NodeId) -> Option<&Selection> {
        self.list.get(*self.at.get(id)? as usize)
    }

    /// Whether that is known.
    pub fn contains_key(&self, id: &NodeId) -> bool {
        self.at.contains_key(id)
    }

    /// Sets it.
    pub(super) fn insert(&mut self, id: NodeId, selection: Selection) {
        let next = self.list.len() as u32;
        let place = match self.places.get(&selection) {
            Some(&place) => place,
            None => {
                self.list.push(selection.clone());
                self.places.insert(selection, next);
                next
            }
        };
        self.at.insert(id, place);
    }
}

impl core::ops::Index<&NodeId> for Selections {
    type Output = Selection;

    fn index(&self, id: &NodeId) -> &Selection {
        self.get(id).expect("a selector that was checked")
    }
}

/// What is known of one expression, in two words: there are more of these than of anything else.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Its type times 16, plus 1 and its mode; 0 when nothing is known.
    typ_and_mode: u32,
    /// Place of the value in `values`.
    value: u32,
}

const MODES: [Mode; 9] = [
    Mode::NoValue,
    Mode::Builtin,
    Mode::Type,
    Mode::Const,
    Mode::Var,
    Mode::MapIndex,
    Mode::Value,
    Mode::CommaOk,
    Mode::Nil,
];

impl Known {
    /// # Panics
    /// When there are 2^28 types.
    fn new(mode: Mode, typ: TypeId, value: u32) -> Known {
        assert!(typ.0 < 1 << 28, "too many types");
        Known {
            typ_and_mode: typ.0 << 4 | (mode as u32 + 1),
            value,
        }
    }

    fn mode(self) -> Option<Mode> {
        let mode = (self.typ_and_mode & 15).checked_sub(1)?;
        Some(MODES[mode as usize])
    }

    fn typ(self) -> TypeId {
        TypeId(self.typ_and_mode >> 4)
    }
}

impl Default for Known {
    fn default() -> Self {
        Known {
            typ_and_mode: 0,
            value: NONE,
        }
    }
}

/// What is known of expressions. Most constants of a program are the same few integers, which are kept once.
#[derive(Debug, Default)]
pub struct Exprs {
    known: Pages<Known>,
    values: Vec<ConstValue>,
    small: FxHashMap<i64, u32>,
}

impl Exprs {
    /// What is known of an expression.
    pub fn get(&self, id: NodeId) -> Option<TypeAndValue<'_>> {
        let known = self.known.get(id)?;
        Some(TypeAndValue {
            mode: known.mode()?,
            typ: known.typ(),
            value: self.values.get(known.value as usize),
        })
    }

    /// Sets what is known of an expression.
    pub(super) fn set(&mut self, id: NodeId, mode: Mode, typ: TypeId, value: Option<&ConstValue>) {
        let old = self.known.get(id).map_or(NONE, |known| known.value);
        let value = value.map_or(NONE, |value| self.place(old, value));
        *self.known.entry(id) = Known::new(mode, typ, value);
    }

    /// Changes the type of an expression of which something is known.
    pub(super) fn set_type(&mut self, id: NodeId, typ: TypeId) {
        let known = self.known.entry(id);
        if let Some(mode) = known.mode() {
            *known = Known::new(mode, typ, known.value);
        }
    }

    /// Changes the value of an expression that has one.
    pub(super) fn set_value(&mut self, id: NodeId, value: &ConstValue) {
        if let Some(old) = self.known.get(id).map(|known| known.value)
            && old != NONE
        {
            self.known.entry(id).value = self.place(old, value);
        }
    }

    /// Keeps a value, where the old one was if that is nobody else's.
    fn place(&mut self, old: u32, value: &ConstValue) -> u32 {
        let next = self.values.len() as u32;
        if let Some(n) = small(value) {
            let place = *self.small.entry(n).or_insert(next);
            if place == next {
                self.values.push(value.clone());
            }
            return place;
        }
        match self.values.get_mut(old as usize) {
            Some(kept) if kept == value => old,
            Some(kept) if small(kept).is_none() => {
                kept.clone_from(value);
                old
            }
            _ => {
                self.values.push(value.clone());
                next
            }
        }
    }

    /// Goes through all expressions of which something is known and lets their types and values be changed.
    pub(super) fn update(
        &mut self,
        mut new: impl FnMut(TypeId, Option<&ConstValue>) -> Option<(TypeId, Option<ConstValue>)>,
    ) {
        for page in 0..self.known.0.len() {
            for at in 0..PAGE {
                let Some(known) = self.known.0[page].as_ref().map(|page| page[at]) else {
                    break;
                };
                let Some(mode) = known.mode() else {
                    continue;
                };
                let value = self.values.get(known.value as usize);
                if let Some((typ, value)) = new(known.typ(), value) {
                    let value = value.map_or(NONE, |value| self.place(known.value, &value));
                    if let Some(page) = &mut self.known.0[page] {
                        page[at] = Known::new(mode, typ, value);
                    }
                }
            }
        }
    }
}

/// Integers that are kept once.
fn small(value: &ConstValue) -> Option<i64> {
    match value {
        ConstValue::Int(n) => n.to_i64(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::typ::Basic;

    #[test]
    fn modes_and_types_are_found_again() {
        let mut exprs = Exprs::default();
        let typ = TypeId((1 << 28) - 1);
        for (i, mode) in MODES.into_iter().enumerate() {
            exprs.set(NodeId(7 * i as u32), mode, typ, None);
        }
        for (i, mode) in MODES.into_iter().enumerate() {
            let known = exprs.get(NodeId(7 * i as u32)).unwrap();
            assert_eq!((known.mode, known.typ), (mode, typ));
        }
        assert!(exprs.get(NodeId(1)).is_none() && exprs.get(NodeId(1 << 20)).is_none());
    }

    #[test]
    fn values_are_shared_only_while_they_are_equal() {
        let mut exprs = Exprs::default();
        let (int, text) = (Basic::Int.id(), Basic::String.id());
        let value = |n: i32| ConstValue::Int(n.into());
        let string = |s: &str| ConstValue::Str(s.as_bytes().into());
        let (a, b, c) = (NodeId(0), NodeId(1), NodeId(2));
        exprs.set(a, Mode::Const, int, Some(&value(1)));
        exprs.set(b, Mode::Const, int, Some(&value(1)));
        assert_eq!(exprs.values.len(), 1);
        exprs.set_value(b, &value(2));
        exprs.set(c, Mode::Const, text, Some(&string("c")));
        exprs.set(b, Mode::Const, text, Some(&string("b")));
        exprs.set_value(c, &string("d"));
        exprs.set_value(NodeId(3), &value(3));
        let got = |id| exprs.get(id).and_then(|known| known.value).cloned();
        assert_eq!(got(a), Some(value(1)));
        assert_eq!(got(b), Some(string("b")));
        assert_eq!(got(c), Some(string("d")));
        assert_eq!(got(NodeId(3)), None);
    }
}
