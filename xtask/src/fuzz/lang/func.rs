//! Functions and whole programs.

use core::fmt::Write as _;
use std::rc::Rc;

use super::r#gen::{DEAREST, Expr, Frame, Func, Gen, Signature};
use super::types::{Int, Struct, Type};
use crate::fuzz::random::Random;

/// One program: its declarations, of which the function `pNmain` is the entry.
pub(super) fn program(rng: &mut Random, n: usize) -> String {
    let defined = match Type::int(rng.below(10)) {
        Type::Int(int) => Type::Int(Int {
            name: format!("p{n}D").into(),
            ..int
        }),
        _ => unreachable!("an integer type"),
    };
    let mut g = Gen {
        rng,
        n,
        out: String::new(),
        unique: 0,
        structs: Vec::new(),
        defined,
        interface: Type::Interface(format!("p{n}I").into()),
        funcs: Vec::new(),
        vars: Vec::new(),
        frame: frame(Vec::new(), true, false, 0),
        hashed: Vec::new(),
    };
    g.types();
    g.globals();
    for k in 0..1 + g.rng.below(2) {
        g.generic(k);
    }
    for k in 0..3 + g.rng.below(4) {
        g.function(k);
    }
    g.entry();
    g.hashers();
    g.out
}

fn frame(results: Vec<Type>, pure: bool, literal: bool, depth: usize) -> Frame {
    Frame {
        results,
        targets: Vec::new(),
        times: 1,
        cost: 0,
        pure,
        depth,
        literal,
    }
}

impl Gen<'_> {
    fn types(&mut self) {
        let n = self.n;
        let Type::Int(of) = self.defined.clone() else {
            unreachable!("an integer type")
        };
        let under = match (of.signed, of.bits) {
            (true, bits) => format!("int{bits}"),
            (false, bits) => format!("uint{bits}"),
        };
        _ = writeln!(
            self.out,
            "type p{n}D {under}\n\ntype p{n}I interface{{ M(x int) int }}\n"
        );
        for k in 0..2 + self.rng.below(3) {
            let embeds = k > 0 && self.rng.one_in(3);
            let mut fields = Vec::new();
            if embeds {
                fields.push(Type::Struct(self.structs[k - 1].clone()));
            }
            for _ in 0..1 + self.rng.below(4) {
                fields.push(self.a_type(1));
            }
            let made = Struct {
                name: format!("p{n}S{k}"),
                fields,
                embeds,
            };
            _ = writeln!(self.out, "type {} struct {{", made.name);
            for (i, field) in made.fields.iter().enumerate() {
                let name = match embeds && i == 0 {
                    true => String::new(),
                    false => format!("f{i} "),
                };
                _ = writeln!(self.out, "\t{name}{field}");
            }
            self.out += "}\n\n";
            self.structs.push(Rc::new(made));
        }
        let receivers = [
            self.defined.clone(),
            Type::Struct(self.structs[0].clone()),
            Type::Pointer(self.structs[1].clone()),
        ];
        for receiver in receivers {
            self.declare("r", &receiver);
            self.vars[0].own = false;
            let signature = Signature {
                params: vec![("x".to_owned(), Type::int(0))],
                results: vec![Type::int(0)],
                pure: true,
                literal: true,
            };
            let (body, _) = self.body(&signature);
            _ = writeln!(self.out, "func (r {receiver}) M(x int) int {{\n{body}}}\n");
            self.vars.clear();
        }
    }

    fn globals(&mut self) {
        for k in 0..2 + self.rng.below(4) {
            let ty = self.a_type(2);
            let others = core::mem::take(&mut self.vars);
            let value = self.any_expr(&ty, 0);
            self.vars = others;
            _ = writeln!(self.out, "var p{}g{k} {ty} = {value}\n", self.n);
            self.declare(&format!("p{}g{k}", self.n), &ty);
            self.vars.last_mut().expect("declared").own = false;
        }
    }

    /// A function over all integer types, whose constants fit every one.
    fn generic(&mut self, k: usize) {
        let ty = Type::Int(Int {
            name: "T".into(),
            bits: 7,
            signed: false,
        });
        let name = format!("p{}t{k}", self.n);
        let globals = core::mem::take(&mut self.vars);
        let count = 1 + self.rng.below(3);
        let params: Vec<(String, Type)> =
            (0..count).map(|i| (format!("a{i}"), ty.clone())).collect();
        let list: Vec<&str> = params.iter().map(|(name, _)| name.as_str()).collect();
        let head = format!("func {name}[T integer]({} T) T {{\n", list.join(", "));
        let signature = Signature {
            params: params.clone(),
            results: vec![ty.clone()],
            pure: true,
            literal: true,
        };
        let (body, cost) = self.body(&signature);
        self.vars = globals;
        _ = writeln!(self.out, "{head}{body}}}\n");
        self.funcs.push(Func {
            name,
            params: vec![ty.clone(); count],
            results: vec![ty],
            pure: true,
            cost,
            generic: true,
        });
    }

    fn function(&mut self, k: usize) {
        let name = format!("p{}f{k}", self.n);
        let pure = self.rng.one_in(3);
        let params: Vec<(String, Type)> = (0..self.rng.below(5))
            .map(|i| (format!("a{i}"), self.a_type(2)))
            .collect();
        let count = match pure {
            true => 1,
            false => self.rng.below(3),
        };
        let results: Vec<Type> = (0..count).map(|_| self.a_type(2)).collect();
        let list: Vec<String> = params.iter().map(|(n, ty)| format!("{n} {ty}")).collect();
        let named = !pure && self.rng.one_in(2);
        let returned: Vec<String> = results
            .iter()
            .enumerate()
            .map(|(i, ty)| match named {
                true => format!("r{i} {ty}"),
                false => ty.to_string(),
            })
            .collect();
        if self.rng.one_in(8) {
            self.out += "//go:noinline\n";
        }
        let head = format!(
            "func {name}({}) ({}) {{\n",
            list.join(", "),
            returned.join(", ")
        );
        let outer = self.vars.len();
        let mut start = String::new();
        if named {
            for (i, ty) in results.iter().enumerate() {
                self.declare(&format!("r{i}"), ty);
            }
            // A panic in it leaves what the results are then.
            if self.rng.one_in(2) {
                let mut after = String::new();
                for (i, ty) in results.iter().enumerate() {
                    let value = self.any_expr(ty, 1);
                    _ = write!(after, " r{i} = {value};");
                }
                _ = writeln!(
                    start,
                    "\tdefer func() {{ if e := recover(); e != nil {{ mix(failure(e));{after} }} }}()"
                );
            }
        }
        let signature = Signature {
            params: params.clone(),
            results: results.clone(),
            pure,
            literal: false,
        };
        let (body, cost) = self.body(&signature);
        self.vars.truncate(outer);
        _ = writeln!(self.out, "{head}{start}{body}}}\n");
        self.funcs.push(Func {
            name,
            params: params.into_iter().map(|(_, ty)| ty).collect(),
            results,
            pure,
            cost,
            generic: false,
        });
    }

    fn entry(&mut self) {
        let funcs: Vec<Func> = self.funcs.iter().filter(|f| !f.generic).cloned().collect();
        self.frame = frame(Vec::new(), false, false, 0);
        let before = core::mem::take(&mut self.out);
        let outer = self.vars.len();
        for f in funcs {
            self.line("func() {");
            self.line("\tdefer func() { if e := recover(); e != nil { mix(failure(e)) } }()");
            self.frame.depth += 1;
            for _ in 0..2 {
                self.frame.cost = 0;
                self.call(&f);
            }
            self.vars.truncate(outer);
            self.frame.depth -= 1;
            self.line("}()");
        }
        let globals = self.vars.clone();
        for var in globals {
            let seen = self.hash(&var.ty, &var.name);
            self.line(format!("mix({seen})"));
        }
        let body = core::mem::replace(&mut self.out, before);
        _ = writeln!(self.out, "func p{}main() {{\n{body}}}\n", self.n);
    }

    /// A function's body and what it costs. The variables around it stay visible.
    pub(super) fn body(&mut self, signature: &Signature) -> (String, u64) {
        let outer = self.vars.clone();
        if signature.pure {
            for var in &mut self.vars {
                var.own = false;
            }
        }
        for (name, ty) in &signature.params {
            self.declare(name, ty);
        }
        let depth = self.frame.depth + usize::from(signature.literal);
        let inner = frame(
            signature.results.clone(),
            signature.pure,
            signature.literal,
            depth,
        );
        let frame = core::mem::replace(&mut self.frame, inner);
        let text = core::mem::take(&mut self.out);
        let most = match signature.literal {
            true => 1 + self.rng.below(3),
            false => 3 + self.rng.below(7),
        };
        self.statements(most, if signature.literal { 1 } else { 2 });
        let results = signature.results.clone();
        let values: Vec<String> = results
            .iter()
            .map(|ty| {
                let Expr(text, _) = self.expr(ty, 2);
                text
            })
            .collect();
        self.line(format!("return {}", values.join(", ")));
        let body = core::mem::replace(&mut self.out, text);
        let cost = self.frame.cost.min(DEAREST - 1);
        self.frame = frame;
        self.vars = outer;
        (body, cost + 1)
    }

    /// The hash functions of composite types.
    fn hashers(&mut self) {
        let mut at = 0;
        while at < self.hashed.len() {
            let ty = self.hashed[at].clone();
            _ = write!(self.out, "func p{}h{at}(v {ty}) uint64 {{ ", self.n);
            let body = match &ty {
                Type::Float(_) => "return hashFloat(float64(v))".to_owned(),
                Type::Slice(element) => format!("return hashSlice(v, {})", self.hasher(element)),
                Type::Array(_, element) => {
                    format!("return hashSlice(v[:], {})", self.hasher(element))
                }
                Type::Map(key, value) => {
                    format!(
                        "return hashMap(v, {}, {})",
                        self.hasher(key),
                        self.hasher(value)
                    )
                }
                Type::Struct(s) => {
                    let mut text = "h := uint64(1); ".to_owned();
                    for (i, field) in s.fields.iter().enumerate() {
                        let hash = self.hash(field, &format!("v.{}", s.field(i)));
                        _ = write!(text, "h = h*0x100000001b3 + {hash}; ");
                    }
                    text + "return h"
                }
                Type::Pointer(s) => {
                    let hash = self.hash(&Type::Struct(s.clone()), "*v");
                    format!("if v == nil {{ return 5 }}; return {hash}")
                }
                Type::Func(..) => "if v == nil { return 5 }; return 6".to_owned(),
                Type::Any => {
                    let mut text = "switch v := v.(type) { case nil: return 5; ".to_owned();
                    for n in 0..10 {
                        _ = write!(text, "case {}: return hashInt(v) + {n}; ", Type::int(n));
                    }
                    text + "case string: return hashString(v); case bool: return hashBool(v); case float64: return hashFloat(v); case interface{ M(x int) int }: return 8 }; return 9"
                }
                Type::Interface(_) => "if v == nil { return 5 }; return 7".to_owned(),
                Type::Int(_) | Type::Bool | Type::Str => unreachable!("they have one"),
            };
            self.out += &body;
            self.out += " }\n\n";
            at += 1;
        }
    }
}
