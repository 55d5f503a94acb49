//! Package variables that nothing mentions cost nothing. An initialiser without effects is built when the first mention of
//! its variable is; until then it is pending. Where it runs stays what the order of initialisation says: the function that
//! begins a program calls the initialisers last of all that is built, when it is known which are needed.

use super::Builder;
use super::init::Dynamic;
use crate::ir::FuncId;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::types::info::{Mode, SelectionKind};
use crate::types::object::{Builtin, ObjId, ObjectKind, PkgId};
use crate::types::typ::{Type, TypeId};

/// Functions that make a value and do nothing else, given operands that are as harmless.
const MAKERS: &[&str] = &[
    "encoding/base32.NewEncoding",
    "encoding/base64.NewEncoding",
    "errors.New",
    "internal/godebug.New",
    "math/big.NewInt",
    "reflect.TypeFor",
    "reflect.TypeOf",
    "strings.NewReplacer",
    "unicode.caseTable",
    "unicode.table",
];

/// What an initialiser is built from: its function's name, its package, the rest.
pub(super) type Pending<'a> = (String, PkgId, Dynamic<'a>);

/// A step of the initialisation.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Call(FuncId),
    /// The initialiser of a variable, if it is needed and not static.
    Variable(ObjId),
}

impl<'a> Builder<'a> {
    /// Puts an initialiser off, if it can be. One that is already mentioned is built next.
    pub(super) fn put_off(&mut self, name: &str, pkg: PkgId, what: Dynamic<'a>) -> bool {
        let &[obj] = what.1 else {
            return false;
        };
        if !self.harmless(what.2) {
            return false;
        }
        let pending = (name.to_owned(), pkg, what);
        if self.globals.contains_key(&obj) {
            self.mentioned.push(pending);
        } else {
            self.pending.insert(obj, pending);
        }
        true
    }

    /// Builds the initialisers whose variables have been mentioned. Returns whether there were any.
    pub(super) fn build_mentioned(&mut self) -> bool {
        let list = core::mem::take(&mut self.mentioned);
        let any = !list.is_empty();
        for (name, pkg, what) in list {
            let (_, lhs, value, analysis) = &what;
            let obj = lhs[0];
            let data = self.global(obj);
            self.once = Some((analysis.clone(), pkg));
            let done = self.static_variable(data, self.program.object(obj).typ, value);
            self.once = None;
            if !done {
                let f = self.init_func(name, pkg, core::slice::from_ref(&what));
                self.initializers.insert(obj, f);
            }
        }
        any
    }

    /// Whether an expression has no effect and cannot fail.
    fn harmless(&self, e: &Expr) -> bool {
        let e = e.unparen();
        let Some(tv) = self.info.nodes.get(e.id) else {
            // A literal whose type is elided is recorded, too; what is not is no value.
            return false;
        };
        if tv.value.is_some() || matches!(tv.mode, Mode::Nil | Mode::Type) {
            return true;
        }
        match &e.kind {
            ExprKind::Ident(_) | ExprKind::FuncLit(..) => true,
            ExprKind::Selector(parts) => match self.info.nodes.selection(e.id) {
                None => true,
                Some(s) if s.kind == SelectionKind::Qualified => true,
                Some(s) => s.kind == SelectionKind::Field && !s.indirect && self.harmless(&parts.x),
            },
            ExprKind::CompositeLit(lit) => {
                let t = match self.types.under(tv.typ) {
                    &Type::Pointer(to) => to,
                    _ => tv.typ,
                };
                let structure = matches!(self.types.under(t), Type::Struct(_));
                lit.elements.iter().all(|el| {
                    let key = match &el.key {
                        Some(key) if !structure => self.harmless_key(key),
                        _ => true,
                    };
                    key && self.harmless(&el.value)
                })
            }
            ExprKind::Unary(op, x) => *op != UnaryOp::Recv && self.harmless(x),
            ExprKind::Binary(op, operands) => {
                !matches!(
                    op,
                    BinaryOp::Div | BinaryOp::Rem | BinaryOp::Shl | BinaryOp::Shr
                ) && self.is_basic(self.tv(&operands[0]).typ)
                    && operands.iter().all(|x| self.harmless(x))
            }
            ExprKind::Call(call) => {
                let (f, args) = (&call.fun, &call.args);
                let harmless = match self.tv(f).mode {
                    // Of a slice that is too short no array can be made.
                    Mode::Type => args.iter().all(|a| {
                        let from = self.types.under(self.tv(a).typ);
                        let to = self.types.under(tv.typ);
                        !matches!(
                            (from, to),
                            (Type::Slice(_), Type::Array(..) | Type::Pointer(_))
                        )
                    }),
                    Mode::Builtin => self.harmless_builtin(f, args),
                    _ => self.makes(f),
                };
                harmless && args.iter().all(|a| self.harmless(a))
            }
            _ => false,
        }
    }

    /// Keys of maps: those of interface type may be such as cannot be hashed.
    fn harmless_key(&self, key: &Expr) -> bool {
        let known = self.info.nodes.get(key.id);
        known.is_some_and(|tv| tv.value.is_some() || self.is_basic(tv.typ)) && self.harmless(key)
    }

    fn is_basic(&self, t: TypeId) -> bool {
        self.types.basic(t).is_some()
    }

    fn harmless_builtin(&self, f: &Expr, args: &[Expr]) -> bool {
        let Some(id) = f.unparen().ident() else {
            return false;
        };
        let Some(obj) = self.info.nodes.referred(id.id) else {
            return false;
        };
        match self.program.object(obj).kind {
            ObjectKind::Builtin(Builtin::New) => true,
            // A constant size is fine; too large ones were refused.
            ObjectKind::Builtin(Builtin::Make) => {
                args[1..].iter().all(|a| self.tv(a).value.is_some())
            }
            _ => false,
        }
    }

    /// Whether a function is one of [`MAKERS`].
    fn makes(&self, f: &Expr) -> bool {
        self.inst_of(f)
            .is_some_and(|inst| MAKERS.contains(&self.func_name(inst.obj).as_str()))
    }
}
