//! Statements with blocks.

use super::r#gen::{Gen, LITERAL, Signature};
use super::types::Type;

impl Gen<'_> {
    pub(super) fn conditional(&mut self, depth: usize) {
        let condition = self.value(&Type::Bool, 3);
        let start = match self.rng.one_in(5) {
            true => {
                let name = self.fresh("v");
                let value = self.any_expr(&Type::int(0), 2);
                format!("{name} := {value}; {name} > 0 || ")
            }
            false => String::new(),
        };
        self.line(format!("if {start}{condition} {{"));
        self.block(1, depth);
        if self.rng.one_in(3) {
            let other = self.value(&Type::Bool, 2);
            self.line(format!("}} else if {other} {{"));
            self.block(1, depth);
        }
        if self.rng.one_in(2) {
            self.line("} else {");
            self.block(1, depth);
        }
        self.line("}");
    }

    pub(super) fn counted(&mut self, depth: usize) {
        let at = self.enter(true);
        let ty = self.an_int();
        let i = self.fresh("i");
        let turns = 1 + self.rng.below(7);
        let slices: Vec<_> = self
            .vars
            .iter()
            .filter(|var| matches!(var.ty, Type::Slice(_) | Type::Str | Type::Array(..)))
            .map(|var| var.name.clone())
            .collect();
        let outer = self.vars.len();
        let mut times = turns as u64;
        match self.rng.below(6) {
            0 | 1 if !slices.is_empty() => {
                let of = self.rng.pick(&slices).clone();
                times = 12;
                let text = match self.rng.below(3) {
                    0 => format!("for {i} := 0; {i} < len({of}); {i}++ {{"),
                    1 => format!("for {i} := len({of}) - 1; {i} >= 0; {i}-- {{"),
                    _ => format!("for {i} := 0; {i} < len({of}); {i} += 2 {{"),
                };
                self.line(text);
                self.counter(&i, &Type::int(0), Some(of));
            }
            2 => {
                self.line(format!("for {i} := {ty}({turns}); {i} > 0; {i}-- {{"));
                self.counter(&i, &ty, None);
            }
            3 => {
                let step = 1 + self.rng.below(3);
                self.line(format!(
                    "for {i} := {ty}(0); {i} < {turns}; {i} += {step} {{"
                ));
                self.counter(&i, &ty, None);
            }
            _ => {
                let more = self.value(&Type::Bool, 2);
                self.line(format!(
                    "for {i} := {ty}(0); {i} < {turns} && {more}; {i}++ {{"
                ));
                self.counter(&i, &ty, None);
            }
        }
        self.block(times, depth);
        self.line("}");
        self.vars.truncate(outer);
        self.exit(at);
    }

    pub(super) fn range(&mut self, depth: usize) {
        let outer = self.vars.len();
        let (k, v) = (self.fresh("k"), self.fresh("v"));
        let of_map = |var: &&super::r#gen::Var| matches!(var.ty, Type::Map(..));
        let maps: Vec<_> = self.vars.iter().filter(of_map).cloned().collect();
        if !maps.is_empty() && self.rng.one_in(4) {
            return self.range_map(&maps, (&k, &v));
        }
        let at = self.enter(true);
        let mut times = 7;
        match self.rng.below(8) {
            0 => {
                let ty = self.an_int();
                let n = 1 + self.rng.below(6);
                self.line(format!("for {k} := range {ty}({n}) {{"));
                self.declare(&k, &ty);
            }
            1 => {
                times = 40;
                let text = self.any_expr(&Type::Str, 2);
                self.line(format!("for {k}, {v} := range cut({text}) {{"));
                self.counter(&k, &Type::int(0), None);
                self.declare(&v, &Type::int(2));
            }
            2 => {
                times = 40;
                let (text, of) = (self.any_expr(&Type::Str, 2), self.rng.below(2));
                let (ty, element) = [("[]uint8", 1), ("[]int32", 2)][of];
                self.line(format!("for {k}, {v} := range {ty}(cut({text})) {{"));
                self.counter(&k, &Type::int(0), None);
                self.declare(&v, &Type::int(element));
            }
            3 if !self.frame.pure => {
                let ty = self.an_int();
                let n = 1 + self.rng.below(6);
                self.line(format!("for {k} := range count({ty}({n})) {{"));
                self.declare(&k, &ty);
            }
            4 if !self.frame.pure => {
                let element = self.a_type(1);
                let value = self.value(&Type::slice(element.clone()), 2);
                times = 20;
                self.line(format!("for {k}, {v} := range pairs({value}) {{"));
                self.declare(&k, &Type::int(0));
                self.declare(&v, &element);
            }
            n => {
                let of: Vec<_> = self
                    .vars
                    .iter()
                    .filter(|var| matches!(var.ty, Type::Slice(_) | Type::Array(..)))
                    .cloned()
                    .collect();
                let Some(var) = (!of.is_empty()).then(|| self.rng.pick(&of).clone()) else {
                    self.frame.targets.pop();
                    return self.counted(depth);
                };
                let (Type::Slice(element) | Type::Array(_, element)) = &var.ty else {
                    unreachable!("a slice or an array")
                };
                times = 12;
                if n == 5 {
                    self.line(format!("for {k} := range {} {{", var.name));
                } else {
                    self.line(format!("for {k}, {v} := range {} {{", var.name));
                    self.declare(&v, element);
                }
                self.counter(&k, &Type::int(0), Some(var.name.clone()));
            }
        }
        let names: Vec<String> = self.vars[outer..]
            .iter()
            .map(|var| var.name.clone())
            .collect();
        for name in names {
            self.line(format!("\t_ = {name}"));
        }
        self.block(times, depth);
        self.line("}");
        self.vars.truncate(outer);
        self.exit(at);
    }

    /// In no order: only sums are seen.
    fn range_map(&mut self, maps: &[super::r#gen::Var], (k, v): (&str, &str)) {
        let var = self.rng.pick(maps).clone();
        let Type::Map(key, value) = &var.ty else {
            unreachable!("a map")
        };
        let sum = self.fresh("v");
        self.line(format!("var {sum} uint64"));
        self.line(format!("for {k}, {v} := range {} {{", var.name));
        let (a, b) = (self.hash(key, k), self.hash(value, v));
        self.line(format!("\t{sum} += {a}*31 ^ {b}"));
        if !self.frame.pure && self.rng.one_in(4) {
            self.line(format!("\tdelete({}, {k})", var.name));
        }
        self.line("}");
        self.declare(&sum, &Type::int(3));
    }

    pub(super) fn switch(&mut self, depth: usize) {
        let at = self.enter(false);
        let ty = match self.rng.below(5) {
            0 | 1 => Type::Str,
            _ => self.an_int(),
        };
        let tagless = self.rng.one_in(6);
        let dense = self.rng.one_in(2);
        let from = self.rng.below(20);
        let tag = match (&ty, tagless) {
            (_, true) => String::new(),
            (Type::Str, _) if self.rng.one_in(3) => {
                format!("(string({}))", self.value(&Type::slice(Type::int(1)), 2))
            }
            (Type::Int(_), _) if dense => {
                format!("(({}) % 16 + {from})", self.value(&ty, 2))
            }
            _ => format!("({})", self.value(&ty, 2)),
        };
        self.line(format!("switch {tag} {{"));
        let mut used: Vec<String> = Vec::new();
        let mut heads = Vec::new();
        for _ in 0..1 + self.rng.below(10) {
            let mut values = Vec::new();
            for _ in 0..1 + self.rng.below(3) {
                let value = match (&ty, tagless) {
                    (_, true) => self.value(&Type::Bool, 2),
                    (Type::Int(int), _) if dense => {
                        let spread = if int.bits > 7 { 16 } else { 4 };
                        (from + self.rng.below(spread)).to_string()
                    }
                    (Type::Int(int), _) => self.int_constant(&int.clone()).to_string(),
                    _ => self.string_constant(),
                };
                if !used.contains(&value) {
                    used.push(value.clone());
                    values.push(value);
                }
            }
            if !values.is_empty() {
                heads.push(format!("case {}:", values.join(", ")));
            }
        }
        if self.rng.one_in(2) {
            let at = self.rng.below(heads.len() + 1);
            heads.insert(at, "default:".to_owned());
        }
        for (n, head) in heads.iter().enumerate() {
            self.line(head);
            self.block(1, depth);
            if n + 1 < heads.len() && self.rng.one_in(8) {
                self.line("\tfallthrough");
            }
        }
        self.line("}");
        self.exit(at);
    }

    pub(super) fn type_switch(&mut self, depth: usize) {
        let at = self.enter(false);
        let (v, tag) = (self.fresh("v"), self.value(&Type::Any, 2));
        self.line(format!("switch {v} := ({tag}).(type) {{"));
        let mut used: Vec<Type> = Vec::new();
        for _ in 0..1 + self.rng.below(5) {
            let ty = loop {
                let ty = self.a_type(1);
                if ty.comparable() {
                    break ty;
                }
            };
            // The interfaces have more than their own type in them.
            if used.contains(&ty) || ty == Type::Any {
                continue;
            }
            used.push(ty.clone());
            self.line(format!("case {ty}:"));
            self.line(format!("\t_ = {v}"));
            self.declare(&v, &ty);
            self.block(1, depth);
            self.vars.pop();
        }
        self.line("case nil:");
        self.block(1, depth);
        self.line("default:");
        self.line(format!("\t_ = {v}"));
        self.line("}");
        self.exit(at);
    }

    pub(super) fn closure(&mut self) {
        if self.frame.pure || !self.afford(2) {
            return;
        }
        let params: Vec<Type> = (0..self.rng.below(3)).map(|_| self.a_type(1)).collect();
        let result = self.a_type(1);
        let name = self.fresh("f");
        let text = self.literal(&params, &result, false);
        self.line(format!("{name} := {text}"));
        self.line(format!("_ = {name}"));
        self.declare(&name, &Type::Func(params, result.into()));
        self.vars.last_mut().expect("declared").assign = false;
    }

    pub(super) fn defers(&mut self) {
        if self.frame.pure || self.frame.literal || !self.afford(LITERAL) {
            return;
        }
        let body = self.body(&Signature {
            params: Vec::new(),
            results: Vec::new(),
            pure: false,
            literal: true,
        });
        let recovers = self.rng.one_in(3);
        self.line("defer func() {");
        if recovers {
            self.line("\tif e := recover(); e != nil { mix(failure(e)) }");
        }
        self.out += &body.0;
        self.line("}()");
    }

    pub(super) fn panics(&mut self) {
        if self.frame.pure {
            // Among other operands that fail it would matter which does so first.
            return;
        }
        let condition = self.value(&Type::Bool, 2);
        let value = self.any_expr(&Type::Str, 1);
        self.line(format!("if {condition} {{ panic({value}) }}"));
    }

    /// A loop by `goto`.
    pub(super) fn goto_back(&mut self, depth: usize) {
        let (label, i) = (self.fresh("G"), self.fresh("i"));
        let turns = 2 + self.rng.below(3);
        self.line("{");
        self.line(format!("{i} := 0"));
        let outer = self.vars.len();
        self.counter(&i, &Type::int(0), None);
        self.line(format!("{label}:"));
        self.line("{");
        self.block(turns as u64, depth);
        self.line("}");
        self.line(format!("{i}++"));
        self.line(format!("if {i} < {turns} {{ goto {label} }}"));
        self.line("}");
        self.vars.truncate(outer);
    }

    /// A jump over a block, out of another.
    pub(super) fn goto_on(&mut self, depth: usize) {
        let label = self.fresh("G");
        let (a, b) = (self.value(&Type::Bool, 2), self.value(&Type::Bool, 2));
        self.line("{");
        self.line(format!("if {a} {{ goto {label} }}"));
        let at = self.enter(false);
        self.line("for {");
        self.block(1, depth);
        self.line(format!("if {b} {{ goto {label} }}"));
        self.line("break");
        self.line("}");
        self.exit(at);
        self.line("{");
        self.block(1, depth);
        self.line("}");
        self.line(format!("{label}:"));
        self.line("}");
    }

    /// Each turn has a variable of its own.
    pub(super) fn closures_of_a_loop(&mut self) {
        if self.frame.pure || !self.afford(40) {
            return;
        }
        let (fs, i, k) = (self.fresh("fs"), self.fresh("i"), self.rng.below(5));
        self.line(format!("var {fs} []func() int"));
        match self.rng.below(3) {
            0 => self.line(format!("for {i} := 0; {i} < 4; {i}++ {{")),
            1 => self.line(format!("for {i} := range 4 {{")),
            _ => self.line(format!("for {i} := range count(4) {{")),
        }
        self.line(format!(
            "\t{fs} = append({fs}, func() int {{ {i} += {k}; return {i} }})"
        ));
        if self.rng.one_in(2) {
            self.line(format!("\tif {i} == 2 {{ {i}++ }}"));
        }
        self.line("}");
        self.line(format!("for _, f := range {fs} {{"));
        self.line("\tmix(hashInt(f() + f()))");
        self.line("}");
    }
}
