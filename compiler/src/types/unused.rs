//! What is declared and not used; what remains to be said of a package as a whole.

use super::checker::Checker;
use super::composite::embedded_name;
use super::object::{ObjId, ObjectKind};
use super::resolve::DeclKind;
use super::typ::Type;
use super::universe::UNSAFE;
use crate::syntax::ast::{ExprKind, FieldType};
use crate::syntax::source::Pos;

impl Checker<'_> {
    pub(super) fn report_unused(&mut self) {
        for obj in core::mem::take(&mut self.locals) {
            let o = self.object(obj);
            if !self.used.contains(obj) && !o.name.is_blank() {
                let (pos, name) = (o.pos, o.name);
                self.error(pos, format!("declared and not used: {name}"));
            }
        }
        let mut unused: Vec<ObjId> = self
            .file_imports
            .iter()
            .flatten()
            .filter(|(_, import)| !import.used)
            .map(|(&obj, _)| obj)
            .collect();
        unused.sort_unstable();
        for obj in unused {
            let (pos, name) = (self.object(obj).pos, self.object(obj).name);
            let ObjectKind::Package(pkg) = self.object(obj).kind else {
                continue;
            };
            let path = match pkg {
                UNSAFE => "unsafe",
                _ => &self.packages[pkg.0 as usize - 1].path,
            };
            let last = path.rsplit('/').next().unwrap_or(path);
            let message = if name.as_str() == "." || name.as_str() == last {
                format!("{path:?} imported and not used")
            } else {
                format!("{path:?} imported as {name} and not used")
            };
            self.error(pos, message);
        }
    }

    /// A struct's fields and its methods must have different names.
    pub(super) fn check_field_names(&mut self) {
        let types: Vec<_> = self
            .decl_order
            .iter()
            .filter_map(|&obj| match *self.types.get(self.object(obj).typ) {
                Type::Named(id) if self.types.named(id).obj == obj => Some(id),
                _ => None,
            })
            .collect();
        for id in types {
            let named = self.types.named(id);
            if named.methods.is_empty() {
                continue;
            }
            let Type::Struct(fields) = self.types.get(self.types.underlying(named.id)) else {
                continue;
            };
            let clashes: Vec<ObjId> = named
                .methods
                .iter()
                .copied()
                .filter(|&m| fields.iter().any(|f| f.name == self.object(m).name))
                .collect();
            for m in clashes {
                let (name, pos) = (self.object(m).name, self.object(m).pos);
                let field = self.field_pos(id, name);
                let place = self.place(field).unwrap_or_default();
                let message = format!(
                    "field and method with the same name {name}\n\t{place}: other declaration of {name}"
                );
                self.error(pos, message);
            }
        }
    }

    /// Where a struct type's declaration names a field.
    fn field_pos(&self, id: super::typ::NamedId, name: crate::syntax::symbol::Symbol) -> Pos {
        let decl = self.decls.get(&self.types.named(id).obj);
        if let Some(decl) = decl
            && let DeclKind::Type(spec) = decl.kind
            && let ExprKind::StructType(fields) = &spec.typ.unparen().kind
        {
            for field in &fields.0 {
                let ident = match (&field.name, &field.typ) {
                    (None, FieldType::Own(typ)) => embedded_name(typ),
                    (ident, _) => *ident,
                };
                if let Some(ident) = ident.filter(|ident| ident.name == name) {
                    return ident.pos;
                }
            }
        }
        Pos::NONE
    }
}
