//! How calls pass parameters and results (docs/abi.md, section 1).
//!
//! The scalars of a call are, in order: the receiver of a method (one address where it is of memory kind), the address for
//! each result of memory kind, the address of the block of further results, the parameters, the address of the block of
//! further parameters. The receiver stands first so that a method whose receiver is one pointer can be called through
//! an interface as it is.
//!
//! A parameter of memory kind is the address of a copy that the callee owns. A receiver of memory kind is the address
//! of memory that neither side writes during the call; a method that changes its receiver copies it first.

use super::Builder;
use super::repr::Repr;
use crate::ir::{Sig, Ty};
use crate::types::layout::align_up;
use crate::types::typ::{Type, TypeId};
use std::rc::Rc;

/// Scalars that travel as WebAssembly parameters or results are limited to this many bytes; the receiver, the context
/// and two addresses come on top, within what the entry record holds.
const BUDGET: u32 = 200;

/// Where a parameter or result is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Loc {
    /// Scalars from this index on.
    Scalars(usize),
    /// Memory, whose address is the scalar with this index (of the parameters, for results too).
    Memory(usize),
    /// In the block of further ones, at this offset.
    Block(u32),
}

/// A block of further parameters or results.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Index of the scalar that is its address.
    pub index: usize,
    /// Bytes.
    pub size: u32,
    /// Byte offsets of pointers.
    pub ptrs: Vec<u32>,
}

/// How a function type's parameters and results are passed, receiver and context left out.
#[derive(Clone, Debug)]
pub(super) struct SigLayout {
    /// Scalars.
    pub ir: Sig,
    /// Parameter types.
    pub params: Vec<TypeId>,
    /// Result types.
    pub results: Vec<TypeId>,
    /// Where the parameters are.
    pub param_locs: Vec<Loc>,
    /// Where the results are.
    pub result_locs: Vec<Loc>,
    /// Further parameters.
    pub param_block: Option<Block>,
    /// Further results.
    pub result_block: Option<Block>,
}

fn bytes(r: &Repr) -> u32 {
    if r.memory {
        return 4;
    }
    let size = |t| if matches!(t, Ty::I64 | Ty::F64) { 8 } else { 4 };
    r.parts.iter().map(|p| size(p.ty())).sum()
}

impl SigLayout {
    /// Of a function that takes these scalars and returns nothing.
    pub(super) fn scalars(ir: Sig) -> SigLayout {
        SigLayout {
            ir,
            params: Vec::new(),
            results: Vec::new(),
            param_locs: Vec::new(),
            result_locs: Vec::new(),
            param_block: None,
            result_block: None,
        }
    }
}

impl Builder<'_> {
    /// The layout of a function type.
    pub(super) fn sig_layout(&mut self, t: TypeId) -> Rc<SigLayout> {
        let t = self.types.underlying(t);
        if let Some(s) = self.sig_layouts.get(&t) {
            return s.clone();
        }
        let types = self.types;
        let Type::Func(f) = types.get(t) else {
            unreachable!("signature of a function type");
        };
        let s = Rc::new(self.layout_of(&f.params, &f.results));
        self.sig_layouts.insert(t, s.clone());
        s
    }

    /// The layout of a function with these parameters and results.
    pub(super) fn layout_of(&mut self, params: &[TypeId], results: &[TypeId]) -> SigLayout {
        let mut s = SigLayout {
            ir: Sig {
                params: Vec::new(),
                results: Vec::new(),
            },
            params: params.to_vec(),
            results: results.to_vec(),
            param_locs: Vec::new(),
            result_locs: Vec::new(),
            param_block: None,
            result_block: None,
        };
        let mut used = 0;
        let mut block = None;
        for &t in results {
            let r = self.repr(t);
            let loc = if r.memory {
                s.ir.params.push(Ty::Ptr);
                used += 4;
                Loc::Memory(s.ir.params.len() - 1)
            } else if block.is_none() && used + bytes(&r) <= BUDGET {
                used += bytes(&r);
                let at = s.ir.results.len();
                s.ir.results.extend(r.parts.iter().map(|p| p.ty()));
                Loc::Scalars(at)
            } else {
                Loc::Block(self.extend_block(&mut block, t, &r))
            };
            s.result_locs.push(loc);
        }
        if let Some(mut b) = block {
            b.index = s.ir.params.len();
            s.ir.params.push(Ty::Ptr);
            s.result_block = Some(b);
        }
        let mut used = 4 * s.ir.params.len() as u32;
        let mut block = None;
        for &t in params {
            let r = self.repr(t);
            let loc = if block.is_some() || used + bytes(&r) > BUDGET {
                Loc::Block(self.extend_block(&mut block, t, &r))
            } else {
                used += bytes(&r);
                let at = s.ir.params.len();
                if r.memory {
                    s.ir.params.push(Ty::Ptr);
                    Loc::Memory(at)
                } else {
                    s.ir.params.extend(r.parts.iter().map(|p| p.ty()));
                    Loc::Scalars(at)
                }
            };
            s.param_locs.push(loc);
        }
        if let Some(mut b) = block {
            b.index = s.ir.params.len();
            s.ir.params.push(Ty::Ptr);
            s.param_block = Some(b);
        }
        s
    }

    fn extend_block(&mut self, block: &mut Option<Block>, t: TypeId, r: &Repr) -> u32 {
        let b = block.get_or_insert(Block {
            index: 0,
            size: 0,
            ptrs: Vec::new(),
        });
        let off = align_up(u64::from(b.size), u64::from(r.align)) as u32;
        b.size = off + r.size;
        b.ptrs.extend(self.pointers(t).into_iter().map(|p| p + off));
        off
    }
}
