//! What is known of nodes: an identifier declares an object or refers to one, a selector selects something, an expression has a
//! mode, a type, and perhaps a value.
//!
//! There are more nodes than anything else, so each has one word. Most have either a name or a type; of those that have both,
//! most are variables, which have one type wherever they are used, and the rest are the same few pairs again and again.

use super::constant::ConstValue;
use super::info::{Mode, Selection, TypeAndValue};
use super::object::ObjId;
use super::table::{Unique, Words};
use super::typ::TypeId;
use crate::syntax::ast::NodeId;

/// A word: what it is in its lower bits, an index above them; 0 for nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
struct Word(u32);

/// Modes have the tags from 1. A word with a mode has a type, or the place of a constant.
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
const CONST: u32 = Mode::Const as u32 + 1;
const VAR: u32 = Mode::Var as u32 + 1;
/// Names: with an object, or the place of a selection.
const DECLARES: u32 = 10;
const REFERS: u32 = 11;
const SELECTS: u32 = 12;
/// Name and mode, of a variable with its type: with the object.
const DECLARES_VAR: u32 = 13;
const REFERS_VAR: u32 = 14;
/// Other names and modes: with the place of the pair.
const PAIR: u32 = 15;

const BITS: u32 = 4;

impl Word {
    const NONE: Self = Self(0);

    /// # Panics
    /// When there are 2^28 types, objects or others.
    fn new(tag: u32, index: u32) -> Self {
        assert!(index < 1 << (32 - BITS), "too many types or objects");
        Self(index << BITS | tag)
    }

    fn tag(self) -> u32 {
        self.0 & ((1 << BITS) - 1)
    }

    fn index(self) -> u32 {
        self.0 >> BITS
    }

    fn mode(self) -> Option<Mode> {
        let at = self.tag().checked_sub(1)?;
        MODES.get(at as usize).copied()
    }
}

/// A constant expression's type and value, which is missing only after an error.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Constant {
    typ: TypeId,
    value: Option<ConstValue>,
}

/// What is known of a program's nodes.
#[derive(Debug, Default)]
pub struct Nodes {
    words: Words,
    /// The types of variables, by object: their words.
    variables: Words,
    /// Names with modes.
    pairs: Unique<(Word, Word)>,
    selections: Unique<Selection>,
    constants: Unique<Constant>,
}

impl Nodes {
    /// The name and the mode of a node.
    fn parts(&self, id: NodeId) -> (Word, Word) {
        let word = Word(self.words.get(id.0));
        let variable = |name| {
            let typ = Word(self.variables.get(word.index()));
            (Word::new(name, word.index()), typ)
        };
        match word.tag() {
            DECLARES | REFERS | SELECTS => (word, Word::NONE),
            DECLARES_VAR => variable(DECLARES),
            REFERS_VAR => variable(REFERS),
            PAIR => self.pairs[word.index()],
            _ => (Word::NONE, word),
        }
    }

    fn set_parts(&mut self, id: NodeId, name: Word, mode: Word) {
        let word = match (name, mode) {
            (Word::NONE, word) | (word, Word::NONE) => word,
            _ => self.variable(name, mode).unwrap_or_else(|| {
                let at = self.pairs.place((name, mode));
                Word::new(PAIR, at)
            }),
        };
        self.words.set(id.0, word.0);
    }

    /// A variable's word, if it has the type that it had first.
    fn variable(&mut self, name: Word, mode: Word) -> Option<Word> {
        let tag = match name.tag() {
            DECLARES => DECLARES_VAR,
            REFERS => REFERS_VAR,
            _ => return None,
        };
        if mode.tag() != VAR {
            return None;
        }
        let object = name.index();
        if self.variables.get(object) == 0 {
            self.variables.set(object, mode.0);
        }
        (self.variables.get(object) == mode.0).then(|| Word::new(tag, object))
    }

    fn name(&self, id: NodeId, tag: u32) -> Option<u32> {
        let name = self.parts(id).0;
        (name.tag() == tag).then(|| name.index())
    }

    fn set_name(&mut self, id: NodeId, tag: u32, index: u32) {
        let mode = self.parts(id).1;
        self.set_parts(id, Word::new(tag, index), mode);
    }

    /// The object that an identifier declares. A redeclaration in `:=` only refers to one.
    pub fn declared(&self, id: NodeId) -> Option<ObjId> {
        self.name(id, DECLARES).map(ObjId)
    }

    /// The object that an identifier refers to.
    pub fn referred(&self, id: NodeId) -> Option<ObjId> {
        self.name(id, REFERS).map(ObjId)
    }

    /// The object that an identifier stands for, declared there or not.
    pub fn object(&self, id: NodeId) -> Option<ObjId> {
        self.referred(id).or_else(|| self.declared(id))
    }

    /// What a selector selects, by the selector expression's id; for a field's name in a struct literal, the field.
    pub fn selection(&self, id: NodeId) -> Option<&Selection> {
        self.name(id, SELECTS).map(|at| &self.selections[at])
    }

    pub(super) fn declare(&mut self, id: NodeId, obj: ObjId) {
        self.set_name(id, DECLARES, obj.0);
    }

    pub(super) fn refer(&mut self, id: NodeId, obj: ObjId) {
        self.set_name(id, REFERS, obj.0);
    }

    pub(super) fn select(&mut self, id: NodeId, selection: Selection) {
        let at = self.selections.place(selection);
        self.set_name(id, SELECTS, at);
    }

    /// What is known of an expression.
    pub fn get(&self, id: NodeId) -> Option<TypeAndValue<'_>> {
        self.describe(self.parts(id).1)
    }

    fn describe(&self, word: Word) -> Option<TypeAndValue<'_>> {
        let mode = word.mode()?;
        Some(match word.tag() {
            CONST => {
                let constant = &self.constants[word.index()];
                TypeAndValue {
                    mode,
                    typ: constant.typ,
                    value: constant.value.as_ref(),
                }
            }
            _ => TypeAndValue {
                mode,
                typ: TypeId(word.index()),
                value: None,
            },
        })
    }

    /// Sets what is known of an expression. Only constants have values.
    pub(super) fn set(&mut self, id: NodeId, mode: Mode, typ: TypeId, value: Option<&ConstValue>) {
        let word = self.word(mode, typ, value);
        let name = self.parts(id).0;
        self.set_parts(id, name, word);
    }

    fn word(&mut self, mode: Mode, typ: TypeId, value: Option<&ConstValue>) -> Word {
        let index = match mode {
            Mode::Const => {
                let value = value.cloned();
                self.constants.place(Constant { typ, value })
            }
            _ => typ.0,
        };
        Word::new(mode as u32 + 1, index)
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
        for id in (0..self.words.end()).map(NodeId) {
            let Some(now) = self.get(id) else {
                continue;
            };
            let mode = now.mode;
            if let Some((typ, value)) = new(now.typ, now.value) {
                self.set(id, mode, typ, value.as_ref());
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
        let mut nodes = Nodes::default();
        let typ = TypeId((1 << 28) - 1);
        for (i, mode) in MODES.into_iter().enumerate() {
            nodes.set(NodeId(7 * i as u32), mode, typ, None);
        }
        for (i, mode) in MODES.into_iter().enumerate() {
            let known = nodes.get(NodeId(7 * i as u32)).unwrap();
            assert_eq!((known.mode, known.typ), (mode, typ));
        }
        assert!(nodes.get(NodeId(1)).is_none() && nodes.get(NodeId(1 << 20)).is_none());
    }

    #[test]
    fn equal_constants_are_kept_once_and_change_alone() {
        let mut nodes = Nodes::default();
        let (int, text) = (Basic::Int.id(), Basic::String.id());
        let value = |n: i32| ConstValue::Int(n.into());
        let string = |s: &str| ConstValue::Str(s.as_bytes().into());
        let (a, b, c) = (NodeId(0), NodeId(1), NodeId(2));
        nodes.set(a, Mode::Const, int, Some(&value(1)));
        nodes.set(b, Mode::Const, int, Some(&value(1)));
        assert_eq!(nodes.constants.len(), 1);
        nodes.set_value(b, &value(2));
        nodes.set(c, Mode::Const, text, Some(&string("c")));
        nodes.set(b, Mode::Const, text, Some(&string("c")));
        assert_eq!(nodes.constants.len(), 3);
        nodes.set_value(c, &string("d"));
        nodes.set_type(a, Basic::Uint8.id());
        nodes.set_value(NodeId(3), &value(3));
        let got = |id| nodes.get(id).map(|known| (known.typ, known.value.cloned()));
        assert_eq!(got(a), Some((Basic::Uint8.id(), Some(value(1)))));
        assert_eq!(got(b), Some((text, Some(string("c")))));
        assert_eq!(got(c), Some((text, Some(string("d")))));
        assert_eq!(got(NodeId(3)), None);
    }

    #[test]
    fn names_are_told_apart() {
        let mut nodes = Nodes::default();
        let field = |typ| Selection {
            kind: SelectionKind::Field,
            recv: TypeId(typ),
            path: [1].into(),
            indirect: false,
        };
        nodes.declare(NodeId(0), ObjId(0));
        nodes.refer(NodeId(1), ObjId((1 << 28) - 1));
        for (id, typ) in [(2, 7), (3, 8), (5000, 7)] {
            nodes.select(NodeId(id), field(typ));
        }
        assert_eq!(nodes.declared(NodeId(0)), Some(ObjId(0)));
        assert_eq!(nodes.referred(NodeId(0)), None);
        assert_eq!(nodes.object(NodeId(1)), Some(ObjId((1 << 28) - 1)));
        assert_eq!(nodes.selection(NodeId(5000)), Some(&field(7)));
        assert_eq!(nodes.selection(NodeId(3)), Some(&field(8)));
        assert_eq!(nodes.selections.len(), 2);
        assert!(nodes.object(NodeId(4)).is_none() && nodes.selection(NodeId(1)).is_none());
    }

    #[test]
    fn names_and_types_come_and_change_in_any_order() {
        let (obj, other) = (ObjId(7), ObjId(8));
        let [int, text] = [Basic::Int.id(), Basic::String.id()];
        let mut nodes = Nodes::default();
        let ids: Vec<NodeId> = (0..6).map(NodeId).collect();
        nodes.declare(ids[0], obj);
        nodes.set(ids[0], Mode::Var, int, None);
        nodes.set(ids[1], Mode::Var, int, None);
        nodes.refer(ids[1], obj);
        nodes.refer(ids[2], other);
        nodes.set(ids[2], Mode::Value, int, None);
        nodes.refer(ids[3], other);
        nodes.set(ids[3], Mode::Value, int, None);
        // Another type than elsewhere.
        nodes.refer(ids[4], obj);
        nodes.set(ids[4], Mode::Var, text, None);
        nodes.refer(ids[5], obj);
        nodes.set(ids[5], Mode::Var, int, None);
        assert_eq!(nodes.pairs.len(), 2);
        nodes.refer(ids[5], other);
        nodes.set_type(ids[0], text);
        let names = ids.iter().map(|&id| nodes.object(id).map(|o| o.0));
        assert_eq!(names.collect::<Vec<_>>(), [7, 7, 8, 8, 7, 8].map(Some));
        let types = ids.iter().map(|&id| nodes.get(id).map(|known| known.typ));
        assert_eq!(
            types.collect::<Vec<_>>(),
            [text, int, int, int, text, int].map(Some)
        );
        assert_eq!(nodes.declared(ids[0]), Some(obj));
        assert_eq!(nodes.declared(ids[1]), None);
    }
}
