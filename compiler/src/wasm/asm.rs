//! The instructions of one body, with their relocations, and two shortenings on the way: a `local.get` right behind the
//! `local.set` of the same local makes that a `local.tee`, and a `return` at the very end is dropped.

use crate::object::{Body, Reloc, RelocKind, Sym, TypeId};
use wasm_encoder::{Encode, InstructionSink, ValType};

const LOCAL_TEE: u8 = 0x22;

/// Instructions written so far.
#[derive(Debug, Default)]
pub(super) struct Asm {
    bytes: Vec<u8>,
    relocs: Vec<Reloc>,
    /// The `local.set` that was written last: local, where it begins and ends.
    last_set: Option<(u32, usize, usize)>,
    /// End of the `return` that was written last.
    last_return: usize,
}

impl Asm {
    /// For instructions without relocations.
    pub(super) fn sink(&mut self) -> InstructionSink<'_> {
        InstructionSink::new(&mut self.bytes)
    }

    pub(super) fn get(&mut self, local: u32) {
        match self.last_set {
            Some((l, start, end)) if l == local && end == self.bytes.len() => {
                self.bytes[start] = LOCAL_TEE;
                self.last_set = None;
            }
            _ => {
                self.sink().local_get(local);
            }
        }
    }

    pub(super) fn set(&mut self, local: u32) {
        let start = self.bytes.len();
        self.sink().local_set(local);
        self.last_set = Some((local, start, self.bytes.len()));
    }

    pub(super) fn ret(&mut self) {
        self.sink().return_();
        self.last_return = self.bytes.len();
    }

    /// Whether the instruction written last is a `return`.
    pub(super) fn returned(&self) -> bool {
        self.last_return == self.bytes.len() && self.last_return > 0
    }

    /// The instruction just written ends with a placeholder of one byte.
    fn last(&mut self, kind: RelocKind) {
        self.relocs.push(Reloc {
            offset: self.bytes.len() as u32 - 1,
            width: 1,
            kind,
        });
    }

    pub(super) fn call(&mut self, function: Sym) {
        self.sink().call(0);
        self.last(RelocKind::Function(function));
    }

    pub(super) fn call_indirect(&mut self, ty: TypeId) {
        self.sink().call_indirect(0, 0);
        self.relocs.push(Reloc {
            offset: self.bytes.len() as u32 - 2,
            width: 1,
            kind: RelocKind::Type(ty),
        });
    }

    pub(super) fn function_slot(&mut self, function: Sym) {
        self.sink().i32_const(0);
        self.last(RelocKind::FunctionSlot(function));
    }

    pub(super) fn addr(&mut self, data: Sym, addend: i32) {
        self.sink().i32_const(0);
        self.last(RelocKind::Address(data, addend));
    }

    /// The load or store just written, with offset 0, gets the address of data plus `addend` for an offset.
    pub(super) fn offset(&mut self, data: Sym, addend: i32) {
        debug_assert_eq!(self.bytes.last(), Some(&0), "written with offset 0");
        self.last(RelocKind::Offset(data, addend));
    }

    pub(super) fn global_get(&mut self, global: Sym) {
        self.sink().global_get(0);
        self.last(RelocKind::Global(global));
    }

    pub(super) fn global_set(&mut self, global: Sym) {
        self.sink().global_set(0);
        self.last(RelocKind::Global(global));
    }

    /// Ends the function and declares its locals.
    pub(super) fn finish(mut self, locals: &[ValType]) -> Body {
        if self.returned() {
            self.bytes.pop();
        }
        self.sink().end();
        let mut runs: Vec<(u32, ValType)> = Vec::new();
        for &ty in locals {
            match runs.last_mut() {
                Some((n, t)) if *t == ty => *n += 1,
                _ => runs.push((1, ty)),
            }
        }
        let mut bytes = Vec::with_capacity(self.bytes.len() + 8);
        runs.len().encode(&mut bytes);
        for (count, ty) in runs {
            count.encode(&mut bytes);
            ty.encode(&mut bytes);
        }
        let shift = bytes.len() as u32;
        bytes.extend_from_slice(&self.bytes);
        for reloc in &mut self.relocs {
            reloc.offset += shift;
        }
        Body {
            bytes,
            relocs: self.relocs,
        }
    }
}
