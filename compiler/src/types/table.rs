//! Tables by node: dense, in pages, so that they grow without being copied and are hardly larger than what is in them. There are
//! more nodes than anything else, so each table has one word for each.

use core::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::constant::ConstValue;
use super::info::{Mode, Selection, TypeAndValue};
use super::object::ObjId;
use super::typ::TypeId;
use crate::syntax::ast::NodeId;

const PAGE: usize = 1 << 10;

/// A word for each node, 0 where it was never set.
#[derive(Debug, Default)]
struct Pages(Vec<Option<Box<[u32; PAGE]>>>);

impl Pages {
    fn get(&self, id: NodeId) -> u32 {
        let page = self.0.get(id.0 as usize / PAGE);
        page.and_then(Option::as_deref)
            .map_or(0, |page| page[id.0 as usize % PAGE])
    }

    fn set(&mut self, id: NodeId, word: u32) {
        let page = id.0 as usize / PAGE;
        if page >= self.0.len() {
            self.0.resize_with(page + 1, || None);
        }
        let page = self.0[page].get_or_insert_with(|| Box::new([0; PAGE]));
        page[id.0 as usize % PAGE] = word;
    }
}

/// The place of `x` in a list without duplicates, at its end where it is new. `table` finds places by hashes.
fn place<T: core::hash::Hash + Eq>(list: &mut Vec<T>, table: &mut HashTable<u32>, x: T) -> u32 {
    let hash = |x: &T| FxBuildHasher.hash_one(x);
    let entry = table.entry(
        hash(&x),
        |&at| list[at as usize] == x,
        |&at| hash(&list[at as usize]),
    );
    let at = *entry.or_insert(list.len() as u32).get();
    if at as usize == list.len() {
        list.push(x);
    }
    at
}

/// What nodes name: an identifier declares an object or refers to one, a selector selects something. The same few things are
/// selected again and again, so each is kept once.
#[derive(Debug, Default)]
pub struct Names {
    nodes: Pages,
    selections: Vec<Selection>,
    places: HashTable<u32>,
}

/// What a node's word is in its two upper bits.
const DECLARES: u32 = 1;
const REFERS: u32 = 2;
const SELECTS: u32 = 3;

impl Names {
    fn get(&self, id: NodeId, what: u32) -> Option<u32> {
        let word = self.nodes.get(id);
        (word >> 30 == what).then_some(word & (u32::MAX >> 2))
    }

    /// # Panics
    /// When there are 2^30 objects.
    fn set(&mut self, id: NodeId, what: u32, index: u32) {
        assert!(index < 1 << 30, "too many objects");
        self.nodes.set(id, what << 30 | index);
    }

    /// The object that an identifier declares. A redeclaration in `:=` only refers to one.
    pub fn declared(&self, id: NodeId) -> Option<ObjId> {
        self.get(id, DECLARES).map(ObjId)
    }

    /// The object that an identifier refers to.
    pub fn referred(&self, id: NodeId) -> Option<ObjId> {
        self.get(id, REFERS).map(ObjId)
    }

    /// The object that an identifier stands for, declared there or not.
    pub fn object(&self, id: NodeId) -> Option<ObjId> {
        self.referred(id).or_else(|| self.declared(id))
    }

    /// What a selector selects, by the selector expression's id; for a field's name in a struct literal, the field.
    pub fn selection(&self, id: NodeId) -> Option<&Selection> {
        self.get(id, SELECTS)
            .map(|at| &self.selections[at as usize])
    }

    pub(super) fn declare(&mut self, id: NodeId, obj: ObjId) {
        self.set(id, DECLARES, obj.0);
    }

    pub(super) fn refer(&mut self, id: NodeId, obj: ObjId) {
        self.set(id, REFERS, obj.0);
    }

    pub(super) fn select(&mut self, id: NodeId, selection: Selection) {
        let at = place(&mut self.selections, &mut self.places, selection);
        self.set(id, SELECTS, at);
    }
}

/// What is known of one expression: 0, or its mode plus 1 and, times 16, its type; for a constant its place instead.
#[derive(Clone, Copy, Debug)]
struct Known(u32);

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
    fn new(mode: Mode, index: u32) -> Self {
        assert!(index < 1 << 28, "too many types");
        Self(index << 4 | (mode as u32 + 1))
    }

    fn mode(self) -> Option<Mode> {
        let mode = (self.0 & 15).checked_sub(1)?;
        Some(MODES[mode as usize])
    }

    fn index(self) -> u32 {
        self.0 >> 4
    }

    /// Its place, if it is a constant.
    fn constant(self) -> Option<usize> {
        (self.mode() == Some(Mode::Const)).then_some(self.index() as usize)
    }
}

/// A constant expression's type and value, which is missing only after an error.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Constant {
    typ: TypeId,
    value: Option<ConstValue>,
}

/// What is known of expressions. Most constants of a program are the same few, so each is kept once.
#[derive(Debug, Default)]
pub struct Exprs {
    known: Pages,
    constants: Vec<Constant>,
    places: HashTable<u32>,
}

impl Exprs {
    fn known(&self, id: NodeId) -> Known {
        Known(self.known.get(id))
    }

    /// What is known of an expression.
    pub fn get(&self, id: NodeId) -> Option<TypeAndValue<'_>> {
        self.describe(self.known(id))
    }

    fn describe(&self, known: Known) -> Option<TypeAndValue<'_>> {
        let mode = known.mode()?;
        let constant = known.constant().map(|at| &self.constants[at]);
        Some(TypeAndValue {
            mode,
            typ: constant.map_or(TypeId(known.index()), |c| c.typ),
            value: constant.and_then(|c| c.value.as_ref()),
        })
    }

    /// Sets what is known of an expression. Only constants have values.
    pub(super) fn set(&mut self, id: NodeId, mode: Mode, typ: TypeId, value: Option<&ConstValue>) {
        let known = self.word(mode, typ, value);
        self.known.set(id, known.0);
    }

    fn word(&mut self, mode: Mode, typ: TypeId, value: Option<&ConstValue>) -> Known {
        let index = match mode {
            Mode::Const => {
                let value = value.cloned();
                let constant = Constant { typ, value };
                place(&mut self.constants, &mut self.places, constant)
            }
            _ => typ.0,
        };
        Known::new(mode, index)
    }

    /// Changes the type of an expression of which something is known.
    pub(super) fn set_type(&mut self, id: NodeId, typ: TypeId) {
        if let Some(known) = self.get(id) {
            let (mode, value) = (known.mode, known.value.cloned());
            self.set(id, mode, typ, value.as_ref());
        }
    }

    /// Changes the value of an expression that has one.
    pub(super) fn set_value(&mut self, id: NodeId, value: &ConstValue) {
        if let Some(known) = self.get(id)
            && known.value.is_some()
        {
            self.set(id, known.mode, known.typ, Some(value));
        }
    }

    /// Goes through all expressions of which something is known and lets their types and values be changed.
    pub(super) fn update(
        &mut self,
        mut new: impl FnMut(TypeId, Option<&ConstValue>) -> Option<(TypeId, Option<ConstValue>)>,
    ) {
        for page in 0..self.known.0.len() {
            for at in 0..PAGE {
                let Some(known) = self.known.0[page].as_ref().map(|page| Known(page[at])) else {
                    break;
                };
                let Some(now) = self.describe(known) else {
                    continue;
                };
                let mode = now.mode;
                if let Some((typ, value)) = new(now.typ, now.value) {
                    let known = self.word(mode, typ, value.as_ref());
                    if let Some(page) = &mut self.known.0[page] {
                        page[at] = known.0;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::info::SelectionKind;
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
    fn equal_constants_are_kept_once_and_change_alone() {
        let mut exprs = Exprs::default();
        let (int, text) = (Basic::Int.id(), Basic::String.id());
        let value = |n: i32| ConstValue::Int(n.into());
        let string = |s: &str| ConstValue::Str(s.as_bytes().into());
        let (a, b, c) = (NodeId(0), NodeId(1), NodeId(2));
        exprs.set(a, Mode::Const, int, Some(&value(1)));
        exprs.set(b, Mode::Const, int, Some(&value(1)));
        assert_eq!(exprs.constants.len(), 1);
        exprs.set_value(b, &value(2));
        exprs.set(c, Mode::Const, text, Some(&string("c")));
        exprs.set(b, Mode::Const, text, Some(&string("c")));
        assert_eq!(exprs.constants.len(), 3);
        exprs.set_value(c, &string("d"));
        exprs.set_type(a, Basic::Uint8.id());
        exprs.set_value(NodeId(3), &value(3));
        let got = |id| exprs.get(id).map(|known| (known.typ, known.value.cloned()));
        assert_eq!(got(a), Some((Basic::Uint8.id(), Some(value(1)))));
        assert_eq!(got(b), Some((text, Some(string("c")))));
        assert_eq!(got(c), Some((text, Some(string("d")))));
        assert_eq!(got(NodeId(3)), None);
    }

    #[test]
    fn names_are_told_apart() {
        let mut names = Names::default();
        let field = |typ| Selection {
            kind: SelectionKind::Field,
            recv: TypeId(typ),
            path: [1].into(),
            indirect: false,
        };
        names.declare(NodeId(0), ObjId(0));
        names.refer(NodeId(1), ObjId((1 << 30) - 1));
        for (id, typ) in [(2, 7), (3, 8), (5000, 7)] {
            names.select(NodeId(id), field(typ));
        }
        assert_eq!(names.declared(NodeId(0)), Some(ObjId(0)));
        assert_eq!(names.referred(NodeId(0)), None);
        assert_eq!(names.object(NodeId(1)), Some(ObjId((1 << 30) - 1)));
        assert_eq!(names.selection(NodeId(5000)), Some(&field(7)));
        assert_eq!(names.selection(NodeId(3)), Some(&field(8)));
        assert_eq!(names.selections.len(), 2);
        assert!(names.object(NodeId(4)).is_none() && names.selection(NodeId(1)).is_none());
    }
}
