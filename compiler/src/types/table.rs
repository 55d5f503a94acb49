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

/// What is known of one expression.
#[derive(Clone, Copy, Debug)]
struct Known {
    mode: Option<Mode>,
    typ: TypeId,
    /// Place of the value in `values`.
    value: u32,
}

impl Default for Known {
    fn default() -> Self {
        Known {
            mode: None,
            typ: TypeId(0),
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
            mode: known.mode?,
            typ: known.typ,
            value: self.values.get(known.value as usize),
        })
    }

    /// Sets what is known of an expression.
    pub(super) fn set(&mut self, id: NodeId, mode: Mode, typ: TypeId, value: Option<&ConstValue>) {
        let old = self.known.get(id).map_or(NONE, |known| known.value);
        let value = value.map_or(NONE, |value| self.place(old, value));
        *self.known.entry(id) = Known {
            mode: Some(mode),
            typ,
            value,
        };
    }

    /// Changes the type of an expression of which something is known.
    pub(super) fn set_type(&mut self, id: NodeId, typ: TypeId) {
        if self.get(id).is_some() {
            self.known.entry(id).typ = typ;
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
                if known.mode.is_none() {
                    continue;
                }
                let value = self.values.get(known.value as usize);
                if let Some((typ, value)) = new(known.typ, value) {
                    let value = value.map_or(NONE, |value| self.place(known.value, &value));
                    if let Some(page) = &mut self.known.0[page] {
                        page[at] = Known {
                            typ,
                            value,
                            ..known
                        };
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
