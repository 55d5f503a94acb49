//! The functions of package unsafe.

use super::builtins::Value;
use super::call::CallSite;
use super::checker::Checker;
use super::constop;
use super::info::{Selection, SelectionKind};
use super::layout::MAX_SIZE;
use super::lookup::{Target, lookup_field_or_method};
use super::object::Builtin;
use super::operand::{OpMode, Operand};
use super::typ::{Basic, Type, TypeId};
use super::universe::builtin_name;
use crate::syntax::ast::{ExprKind, Selector};

impl<'a> Checker<'a> {
    pub(super) fn unsafe_builtin(
        &mut self,
        call: CallSite<'a>,
        builtin: Builtin,
        args: Vec<Operand<'a>>,
    ) -> Value {
        let context = format!("argument to unsafe.{}", builtin_name(builtin));
        if builtin == Builtin::UnsafeOffsetof {
            return self.offset_of(call);
        }
        let mut args = args.into_iter();
        let mut x = args.next()?;
        let y = args.next();
        let uintptr = Basic::Uintptr.id();
        match builtin {
            Builtin::UnsafeSizeof | Builtin::UnsafeAlignof => {
                self.assignment(&mut x, None, &context);
                if !x.is_valid() {
                    return None;
                }
                self.complete(x.typ);
                if self.types.is_generic(x.typ) && self.size_varies(x.typ) {
                    return Some((OpMode::Value, uintptr, None));
                }
                let layout = self.layouts.of(&self.types, x.typ);
                let n = if builtin == Builtin::UnsafeSizeof {
                    layout.size
                } else {
                    layout.align
                };
                if n > MAX_SIZE {
                    let text = self.describe(&x);
                    self.error(x.pos(), format!("{text} is too large"));
                    return None;
                }
                Some((OpMode::Const, uintptr, Some(constop::int(n))))
            }
            Builtin::UnsafeAdd => {
                let pointer = Basic::UnsafePointer.id();
                self.assignment(&mut x, Some(pointer), &context);
                self.length(x.is_valid(), y, true)?;
                Some((OpMode::Value, pointer, None))
            }
            Builtin::UnsafeSlice => {
                let Type::Pointer(base) = self.core(x.typ) else {
                    let text = self.describe(&x);
                    let message = format!("invalid argument: {text} is not a pointer");
                    self.error(x.pos(), message);
                    return None;
                };
                self.length(true, y, false)?;
                let typ = self.slice_of(base);
                Some((OpMode::Value, typ, None))
            }
            Builtin::UnsafeSliceData => {
                let Type::Slice(elem) = self.core(x.typ) else {
                    let text = self.describe(&x);
                    let message = format!("invalid argument: {text} is not a slice");
                    self.error(x.pos(), message);
                    return None;
                };
                let typ = self.pointer_to(elem);
                Some((OpMode::Value, typ, None))
            }
            Builtin::UnsafeString => {
                let bytes = self.pointer_to(Basic::Uint8.id());
                self.assignment(&mut x, Some(bytes), &context);
                self.length(x.is_valid(), y, false)?;
                Some((OpMode::Value, Basic::String.id(), None))
            }
            _ => {
                self.assignment(&mut x, Some(Basic::String.id()), &context);
                let typ = self.pointer_to(Basic::Uint8.id());
                x.is_valid().then_some((OpMode::Value, typ, None))
            }
        }
    }

    /// Whether a type's size depends on a type parameter.
    fn size_varies(&self, t: TypeId) -> bool {
        match self.types.under(t) {
            Type::Param(_) => true,
            &Type::Array(_, elem) => self.size_varies(elem),
            Type::Struct(fields) => fields.iter().any(|f| self.size_varies(f.typ)),
            _ => false,
        }
    }

    fn length(&mut self, valid: bool, y: Option<Operand<'a>>, negative: bool) -> Option<()> {
        let mut y = y?;
        (valid && self.valid_index(&mut y, "length", negative)).then_some(())
    }

    fn offset_of(&mut self, call: CallSite<'a>) -> Value {
        let arg = &call.args[0];
        let selector = arg.unparen();
        let ExprKind::Selector(parts) = &selector.kind else {
            let text = self.show(arg);
            let message = format!("invalid argument: {text} is not a selector expression");
            self.error(arg.start(), message);
            self.use_exprs(core::slice::from_ref(arg));
            return None;
        };
        let Selector { x: inner, sel } = &**parts;
        let x = self.expr(inner);
        if !x.is_valid() {
            return None;
        }
        let base = match *self.types.under(x.typ) {
            Type::Pointer(base) if matches!(self.types.under(base), Type::Struct(_)) => base,
            _ => x.typ,
        };
        let name = sel.name;
        let found = lookup_field_or_method(&self.types, &self.objects, base, name, Some(self.pkg));
        let Ok(found) = found else {
            let base = self.type_string(base);
            let message = format!("invalid argument: {base} has no single field {name}");
            self.error(x.pos(), message);
            return None;
        };
        let Target::Field(typ) = found.target else {
            let text = self.show(arg);
            let message = format!("invalid argument: {text} is a method value");
            self.error(arg.start(), message);
            return None;
        };
        if found.indirect {
            let base = self.type_string(base);
            let message =
                format!("invalid argument: field {name} is embedded via a pointer in {base}");
            self.error(x.pos(), message);
            return None;
        }
        self.info.nodes.select(
            selector.id,
            Selection {
                kind: SelectionKind::Field,
                recv: base,
                path: found.path[..].into(),
                indirect: false,
            },
        );
        self.record(&Operand::new(OpMode::Var, typ, selector));
        if self.size_varies(base) {
            return Some((OpMode::Value, Basic::Uintptr.id(), None));
        }
        let offset = self.path_offset(base, &found.path);
        let value = constop::int(offset);
        Some((OpMode::Const, Basic::Uintptr.id(), Some(value)))
    }

    /// The offset of a field at the end of a path of fields, none of them a pointer.
    fn path_offset(&mut self, base: TypeId, path: &[u32]) -> u64 {
        let mut t = base;
        let mut offset = 0;
        for &i in path {
            let offsets = self.layouts.field_offsets(&self.types, t);
            offset += offsets[i as usize];
            if let Type::Struct(fields) = self.types.under(t) {
                t = fields[i as usize].typ;
            }
        }
        offset
    }
}
