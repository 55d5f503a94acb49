//! Names: of types as `%T` prints them, of functions as traces print them.

use super::Builder;
use super::inst::Inst;
use crate::syntax::ast::ChanDir;
use crate::syntax::source::Pos;
use crate::syntax::symbol::Symbol;
use crate::types::object::{ObjId, ObjectKind, PkgId};
use crate::types::typ::{Basic, FuncSig, NamedId, Type, TypeId};
use rustc_hash::FxHashMap;
use std::fmt::Write;

fn basic_name(b: Basic) -> &'static str {
    match b {
        Basic::Invalid => "invalid type",
        Basic::Bool | Basic::UntypedBool => "bool",
        Basic::Int | Basic::UntypedInt => "int",
        Basic::Int8 => "int8",
        Basic::Int16 => "int16",
        Basic::Int32 | Basic::UntypedRune => "int32",
        Basic::Int64 => "int64",
        Basic::Uint => "uint",
        Basic::Uint8 => "uint8",
        Basic::Uint16 => "uint16",
        Basic::Uint32 => "uint32",
        Basic::Uint64 => "uint64",
        Basic::Uintptr => "uintptr",
        Basic::Float32 => "float32",
        Basic::Float64 | Basic::UntypedFloat => "float64",
        Basic::Complex64 => "complex64",
        Basic::Complex128 | Basic::UntypedComplex => "complex128",
        Basic::String | Basic::UntypedString => "string",
        Basic::UnsafePointer => "unsafe.Pointer",
        Basic::UntypedNil => "nil",
    }
}

/// How a type's name is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// As `%T` prints it.
    Shown,
    /// With the paths of packages.
    Paths,
    /// As a type argument: with paths, and numbers that tell local types of one name apart.
    Argument,
}

impl Builder<'_> {
    /// A type's name as `%T` prints it; with `paths`, packages stand there with their paths.
    pub(super) fn type_name(&self, t: TypeId, paths: bool) -> String {
        let mut s = String::new();
        self.write_type(&mut s, t, if paths { Naming::Paths } else { Naming::Shown });
        s
    }

    fn package_name(&self, pkg: PkgId, how: Naming) -> &str {
        let p = self.program.package(pkg);
        if how == Naming::Shown {
            p.name.as_str()
        } else {
            &p.path
        }
    }

    fn write_sig(&self, s: &mut String, sig: &FuncSig, how: Naming) {
        s.push('(');
        for (i, &p) in sig.params.iter().enumerate() {
            if i > 0 {
                s.push_str(", ");
            }
            match self.types.get(p) {
                &Type::Slice(elem) if sig.variadic && i + 1 == sig.params.len() => {
                    s.push_str("...");
                    self.write_type(s, elem, how);
                }
                _ => self.write_type(s, p, how),
            }
        }
        s.push(')');
        match &sig.results[..] {
            [] => {}
            [one] => {
                s.push(' ');
                self.write_type(s, *one, how);
            }
            list => {
                s.push_str(" (");
                for (i, &r) in list.iter().enumerate() {
                    if i > 0 {
                        s.push_str(", ");
                    }
                    self.write_type(s, r, how);
                }
                s.push(')');
            }
        }
    }

    /// How many defined types of its package are local and declared up to this one; nothing for types at package level.
    fn local_number(&self, obj: ObjId) -> Option<u32> {
        let numbers = self.local_numbers.get_or_init(|| {
            let mut counts: FxHashMap<PkgId, u32> = FxHashMap::default();
            let mut local: Vec<(PkgId, Pos, ObjId)> = Vec::new();
            for (i, o) in self.program.objects.iter().enumerate() {
                let id = ObjId(i as u32);
                let defined = matches!(o.kind, ObjectKind::TypeName)
                    && matches!(self.types.get(o.typ), &Type::Named(n) if self.types.named(n).obj == id);
                if let (Some(pkg), true) = (o.pkg, defined)
                    && !self.program.package(pkg).scope.contains(&(o.name, id))
                {
                    local.push((pkg, o.pos, id));
                }
            }
            local.sort_unstable();
            let number = |(pkg, _, id)| {
                let n = counts.entry(pkg).or_default();
                *n += 1;
                (id, *n)
            };
            local.into_iter().map(number).collect()
        });
        numbers.get(&obj).copied()
    }

    fn write_type(&self, s: &mut String, t: TypeId, how: Naming) {
        match self.types.get(t) {
            Type::Basic(b) => s.push_str(basic_name(*b)),
            Type::Named(id) => {
                let obj = self.program.object(self.types.named(*id).obj);
                if let Some(pkg) = obj.pkg {
                    s.push_str(self.package_name(pkg, how));
                    s.push('.');
                }
                s.push_str(obj.name.as_str());
                self.write_args(s, *id);
                if how == Naming::Argument
                    && let Some(n) = self.local_number(self.types.named(*id).obj)
                {
                    let _ = write!(s, "·{n}");
                }
            }
            Type::Param(_) | Type::Constraint(_) => s.push('?'),
            Type::Pointer(to) => {
                s.push('*');
                self.write_type(s, *to, how);
            }
            Type::Slice(elem) => {
                s.push_str("[]");
                self.write_type(s, *elem, how);
            }
            Type::Array(n, elem) => {
                let _ = write!(s, "[{n}]");
                self.write_type(s, *elem, how);
            }
            Type::Struct(fields) => {
                s.push_str("struct {");
                for (i, f) in fields.iter().enumerate() {
                    s.push_str(if i > 0 { "; " } else { " " });
                    if !f.embedded {
                        if let (Some(pkg), true) = (f.pkg, how != Naming::Shown) {
                            s.push_str(self.package_name(pkg, how));
                            s.push('.');
                        }
                        s.push_str(f.name.as_str());
                        s.push(' ');
                    }
                    self.write_type(s, f.typ, how);
                    if !f.tag.as_str().is_empty() {
                        let _ = write!(s, " {:?}", f.tag.as_str());
                    }
                }
                s.push_str(if fields.is_empty() { "}" } else { " }" });
            }
            Type::Map(k, e) => {
                s.push_str("map[");
                self.write_type(s, *k, how);
                s.push(']');
                self.write_type(s, *e, how);
            }
            Type::Chan(dir, elem) => {
                let recv = matches!(self.types.get(*elem), Type::Chan(ChanDir::Recv, _));
                s.push_str(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::Send => "chan<- ",
                    ChanDir::Recv => "<-chan ",
                });
                if *dir == ChanDir::Both && recv {
                    s.push('(');
                    self.write_type(s, *elem, how);
                    s.push(')');
                } else {
                    self.write_type(s, *elem, how);
                }
            }
            Type::Func(sig) => {
                s.push_str("func");
                self.write_sig(s, sig, how);
            }
            Type::Interface(methods) => {
                if methods.is_empty() {
                    s.push_str("interface {}");
                    return;
                }
                s.push_str("interface {");
                for (i, m) in methods.iter().enumerate() {
                    s.push_str(if i > 0 { "; " } else { " " });
                    if let Some(pkg) = m.pkg {
                        s.push_str(self.package_name(pkg, how));
                        s.push('.');
                    }
                    s.push_str(m.name.as_str());
                    if let Type::Func(sig) = self.types.get(m.sig) {
                        self.write_sig(s, sig, how);
                    }
                }
                s.push_str(" }");
            }
            Type::Tuple(list) => {
                s.push('(');
                for (i, &t) in list.iter().enumerate() {
                    if i > 0 {
                        s.push_str(", ");
                    }
                    self.write_type(s, t, how);
                }
                s.push(')');
            }
        }
    }

    /// The type arguments in an instance's name: those of the function around its declaration, then its own, with the
    /// paths of packages.
    fn write_args(&self, s: &mut String, id: NamedId) {
        let implicit = self.types.named(id).implicit;
        let args = self.types.type_args(id);
        for (i, &t) in args.iter().enumerate() {
            s.push(match i {
                0 => '[',
                i if i == implicit => ';',
                _ => ',',
            });
            self.write_type(s, t, Naming::Argument);
        }
        if !args.is_empty() {
            s.push(']');
        }
    }

    /// The name of a function or method for certain type arguments.
    pub(super) fn inst_name(&self, inst: Inst) -> String {
        let name = self.func_name(inst.obj);
        let Some(params) = self.info.type_params.get(&inst.obj) else {
            return name;
        };
        let recv = match self.program.object(inst.obj).kind {
            ObjectKind::Func { recv: Some(recv) } => match self.types.get(recv.base) {
                Type::Named(id) => self.types.named(*id).params.len(),
                _ => 0,
            },
            _ => 0,
        };
        let own = if params.len() > recv { "[...]" } else { "" };
        if recv == 0 {
            return name + own;
        }
        // The receiver's type has its own brackets.
        match name.rsplit_once('.') {
            Some((base, method)) => match base.strip_suffix(')') {
                Some(base) => format!("{base}[...]).{method}{own}"),
                None => format!("{base}[...].{method}{own}"),
            },
            None => name,
        }
    }

    /// A function's or method's name as traces print it.
    pub(super) fn func_name(&self, obj: ObjId) -> String {
        if let Some(name) = self.init_names.get(&obj) {
            return name.clone();
        }
        let o = self.program.object(obj);
        let pkg = match o.pkg {
            Some(pkg) => self.program.package(pkg).path.as_str(),
            None => "",
        };
        if let ObjectKind::Func { recv: Some(recv) } = &o.kind {
            let base = match self.types.get(recv.base) {
                Type::Named(id) => self.program.object(self.types.named(*id).obj).name.as_str(),
                _ => "?",
            };
            return if recv.pointer {
                format!("{pkg}.(*{base}).{}", o.name)
            } else {
                format!("{pkg}.{base}.{}", o.name)
            };
        }
        format!("{pkg}.{}", o.name)
    }

    /// A method's name for a receiver type that need not be the one it is declared for.
    pub(super) fn method_name(&self, t: TypeId, name: Symbol) -> String {
        match self.types.get(t) {
            &Type::Pointer(to) => {
                let text = self.type_name(to, true);
                match text.rsplit_once('.') {
                    Some((pkg, base)) if matches!(self.types.get(to), Type::Named(_)) => {
                        format!("{pkg}.(*{base}).{name}")
                    }
                    _ => format!("(*{text}).{name}"),
                }
            }
            _ => format!("{}.{name}", self.type_name(t, true)),
        }
    }

    /// A name as it is compared in tables of methods: unexported ones carry their package's path in front.
    pub(super) fn unique_method_name(&self, name: Symbol, pkg: Option<PkgId>) -> String {
        match pkg {
            Some(pkg) if !name.is_exported() => {
                format!("{}.{name}", self.program.package(pkg).path)
            }
            _ => name.to_string(),
        }
    }
}
