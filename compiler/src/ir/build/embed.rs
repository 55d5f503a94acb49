//! Variables that embed files get them before all else in their package is initialised.

use std::rc::Rc;

use super::Builder;
use super::inst::Inst;
use super::mem::FnCx;
use super::repr::Place;
use crate::ir::func_builder::FuncBuilder;
use crate::ir::{Callee, FuncId, Op, Sig};
use crate::syntax::source::Pos;
use crate::types::object::{ObjId, PkgId};
use crate::types::typ::Type;

/// Names and contents of files.
type Files = [(String, Vec<u8>)];

impl<'a> Builder<'a> {
    /// A function that fills a package's variables that embed files.
    pub(super) fn embed_init(&mut self, pkg: PkgId) -> Option<FuncId> {
        let package = self.program.package(pkg);
        let mut list: Vec<(ObjId, &'a Files)> = package
            .embeds
            .iter()
            .filter_map(|(id, files)| Some((self.info.nodes.declared(*id)?, &files[..])))
            .filter(|(obj, _)| !self.program.object(*obj).name.is_blank())
            .collect();
        if list.is_empty() {
            return None;
        }
        list.sort_by_key(|(obj, _)| *obj);
        let name = format!("{}.init.embed", package.path);
        let sig = Sig {
            params: Vec::new(),
            results: Vec::new(),
        };
        let id = self.new_func(name.clone(), Pos::NONE, sig.clone());
        let layout = Rc::new(self.layout_of(&[], &[]));
        let mut cx = FnCx::new(self, FuncBuilder::new(name, Pos::NONE, sig), layout);
        cx.b.func.noinline = true;
        cx.pkg = Some(pkg);
        for (obj, files) in list {
            cx.embed(obj, files);
        }
        cx.b.ret(Vec::new());
        let f = cx.finish();
        self.set_func(id, f);
        Some(id)
    }
}

impl FnCx<'_, '_> {
    fn embed(&mut self, obj: ObjId, files: &Files) {
        let t = self.m.program.object(obj).typ;
        let place = Place::data(self.m.global(obj));
        match self.m.types.under(t) {
            Type::Struct(_) => {
                let content: Vec<u8> = files.iter().flat_map(|(_, data)| data).copied().collect();
                let mut args = vec![self.addr(place)];
                for text in [names(files), content] {
                    let text = self.string_const(&text);
                    args.extend(text.vals().iter());
                }
                let Some(load) = self.m.find_func("embed", "load") else {
                    return;
                };
                let load = self.m.decl_func(Inst::plain(load));
                self.b.emit(Op::Call(Callee::Direct(load)), &args, &[]);
            }
            under => {
                let mut plain = files.iter().filter(|(name, _)| !name.ends_with('/'));
                let data = plain.next().map_or(&[][..], |(_, data)| data);
                let mut v = self.string_const(data);
                if let Type::Slice(_) = under {
                    v = self.string_to_bytes(v);
                }
                self.store(place, t, v);
            }
        }
    }
}

/// The names of files as package embed reads them: a NUL and the length of the content behind each, seven bits a byte.
fn names(files: &Files) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, data) in files {
        out.extend_from_slice(name.as_bytes());
        out.push(0);
        let mut n = data.len();
        while n >= 0x80 {
            out.push(n as u8 | 0x80);
            n >>= 7;
        }
        out.push(n as u8);
    }
    out
}
