//! Statements. Calls with effects stand alone, and what they answer goes to local variables.

use super::r#gen::{Func, Gen, LITERAL, Target, Var};
use super::types::Type;

impl Gen<'_> {
    pub(super) fn statements(&mut self, most: usize, depth: usize) {
        let outer = self.vars.len();
        for _ in 0..1 + self.rng.below(most) {
            if !self.afford(1) {
                break;
            }
            self.statement(depth);
        }
        self.vars.truncate(outer);
    }

    /// A block that runs so many times as often.
    pub(super) fn block(&mut self, times: u64, depth: usize) {
        self.frame.depth += 1;
        self.frame.times *= times;
        self.statements(4, depth.saturating_sub(1));
        self.frame.times /= times;
        self.frame.depth -= 1;
    }

    fn statement(&mut self, depth: usize) {
        match self.rng.below(if depth > 0 { 100 } else { 62 }) {
            0..=11 => self.declaration(),
            12..=23 => self.assignment(),
            24..=30 => self.operation(),
            31..=36 => self.see(),
            37..=43 => self.any_call(),
            44..=46 => self.string_grows(),
            47..=50 => self.slice_grows(),
            51..=53 => self.comma_ok(),
            54 | 55 => self.leave(),
            56..=58 => self.jump(),
            59 => self.swap(),
            60 => self.pointer(),
            61 => self.builtin(),
            62..=69 => self.conditional(depth),
            70..=76 => self.counted(depth),
            77..=83 => self.range(depth),
            84..=89 => self.switch(depth),
            90 | 91 => self.type_switch(depth),
            92..=94 => self.closure(),
            95 => self.defers(),
            96 => self.panics(),
            97 => self.goto_back(depth),
            98 => self.goto_on(depth),
            _ => self.closures_of_a_loop(),
        }
    }

    fn declaration(&mut self) {
        let ty = self.a_type(2);
        let name = self.fresh("v");
        let value = self.any_expr(&ty, 3);
        match self.rng.below(5) {
            0 => self.line(format!("var {name} {ty}")),
            _ => self.line(format!("var {name} {ty} = {value}")),
        }
        self.line(format!("_ = {name}"));
        self.declare(&name, &ty);
        if matches!(ty, Type::Slice(_)) && self.rng.one_in(3) {
            let grows = self.vars.last_mut().expect("declared");
            grows.grows = true;
            // What it begins with may be shared.
            self.line(format!("{name} = append({ty}(nil), {name}...)"));
        }
    }

    /// A place to store to, and its type.
    fn place(&mut self) -> Option<(String, Type)> {
        let vars = self.changeable();
        let tail = vars.len().saturating_sub(5);
        if vars.is_empty() {
            return None;
        }
        let at = match self.rng.one_in(3) {
            true => self.rng.below(vars.len()),
            false => tail + self.rng.below(vars.len() - tail),
        };
        let Var {
            name, ty, grows, ..
        } = vars[at].clone();
        let inside = self.rng.one_in(2);
        match &ty {
            Type::Slice(element) if !self.frame.pure && (inside || grows) => {
                let index = self.index(&name, None, 1);
                Some((format!("{name}[{index}]"), (**element).clone()))
            }
            Type::Slice(_) if grows => None,
            Type::Array(n, element) if inside => {
                let index = self.index(&name, Some(*n), 1);
                Some((format!("{name}[{index}]"), (**element).clone()))
            }
            Type::Map(key, value) if inside && !self.frame.pure => {
                let key = self.any_expr(key, 1);
                Some((format!("{name}[{key}]"), (**value).clone()))
            }
            Type::Struct(s) if inside => {
                let at = self.rng.below(s.fields.len());
                Some((format!("{name}.{}", s.field(at)), s.fields[at].clone()))
            }
            Type::Pointer(s) if inside && !self.frame.pure => {
                let at = self.rng.below(s.fields.len());
                Some((format!("{name}.{}", s.field(at)), s.fields[at].clone()))
            }
            _ => Some((name, ty)),
        }
    }

    fn assignment(&mut self) {
        let Some((place, ty)) = self.place() else {
            return self.declaration();
        };
        let value = self.any_expr(&ty, 3);
        self.line(format!("{place} = {value}"));
    }

    fn operation(&mut self) {
        let Some((place, ty)) = self.place().filter(|(_, ty)| ty.is_int()) else {
            return self.assignment();
        };
        match self.rng.below(5) {
            0 => self.line(format!("{place}++")),
            1 => self.line(format!("{place}--")),
            2 => {
                let op = *self.rng.pick(&["<<=", ">>="]);
                let n = self.rng.below(20);
                self.line(format!("{place} {op} {n}"));
            }
            _ => {
                let op = *self.rng.pick(&["+=", "-=", "*=", "&=", "|=", "^=", "&^="]);
                let value = self.any_expr(&ty, 2);
                self.line(format!("{place} {op} {value}"));
            }
        }
    }

    /// Makes a variable's value part of what is seen.
    fn see(&mut self) {
        if self.frame.pure || self.vars.is_empty() {
            return self.assignment();
        }
        let tail = self.vars.len().saturating_sub(4);
        let at = tail + self.rng.below(self.vars.len() - tail);
        let var = self.vars[at].clone();
        let seen = self.hash(&var.ty, &var.name);
        self.line(format!("mix({seen})"));
    }

    fn any_call(&mut self) {
        if self.frame.pure {
            return self.assignment();
        }
        let funcs: Vec<Func> = self.funcs.iter().filter(|f| !f.generic).cloned().collect();
        let values: Vec<Var> = self
            .vars
            .iter()
            .filter(|v| matches!(v.ty, Type::Func(..)))
            .cloned()
            .collect();
        if !values.is_empty() && (funcs.is_empty() || self.rng.one_in(2)) {
            let var = self.rng.pick(&values).clone();
            let Type::Func(params, result) = &var.ty else {
                unreachable!("a function")
            };
            return self.call(&Func {
                name: var.name.clone(),
                params: params.clone(),
                results: vec![(**result).clone()],
                pure: false,
                cost: LITERAL,
                generic: false,
            });
        }
        if funcs.is_empty() {
            return self.assignment();
        }
        let f = self.rng.pick(&funcs).clone();
        self.call(&f);
    }

    /// A call whose results become variables.
    pub(super) fn call(&mut self, f: &Func) {
        if !self.afford(f.cost) {
            return;
        }
        let args: Vec<String> = f.params.iter().map(|ty| self.any_expr(ty, 2)).collect();
        let call = format!("{}({})", f.name, args.join(", "));
        if f.results.is_empty() {
            return self.line(call);
        }
        let names: Vec<String> = f.results.iter().map(|_| self.fresh("v")).collect();
        self.line(format!("{} := {call}", names.join(", ")));
        for (name, ty) in names.iter().zip(&f.results) {
            if self.rng.one_in(2) {
                let seen = self.hash(ty, name);
                self.line(format!("mix({seen})"));
            } else {
                self.line(format!("_ = {name}"));
            }
            self.declare(name, ty);
        }
    }

    fn a_local(&mut self, fits: impl Fn(&Var) -> bool) -> Option<Var> {
        let mut vars = self.changeable();
        vars.retain(fits);
        (!vars.is_empty()).then(|| self.rng.pick(&vars).clone())
    }

    fn string_grows(&mut self) {
        let Some(var) = self.a_local(|var| var.ty == Type::Str) else {
            return self.declaration();
        };
        let (name, more) = (var.name, self.any_expr(&Type::Str, 2));
        self.line(format!("{name} += {more}"));
        self.line(format!("{name} = cut({name})"));
    }

    fn slice_grows(&mut self) {
        if self.frame.pure {
            return self.assignment();
        }
        let Some(var) = self.a_local(|var| var.grows) else {
            return self.declaration();
        };
        let Type::Slice(element) = &var.ty else {
            unreachable!("only slices grow")
        };
        let name = &var.name;
        let text = match self.rng.below(6) {
            0 => {
                let more = self.any_expr(&var.ty, 1);
                format!("{name} = append({name}, {more}...)")
            }
            1 => {
                let from = self.any_expr(&var.ty, 1);
                format!("copy({name}, {from})")
            }
            2 => format!("{name} = {name}[:len({name})/2]"),
            _ => {
                let parts: Vec<String> = (0..1 + self.rng.below(3))
                    .map(|_| self.any_expr(element, 2))
                    .collect();
                format!("{name} = append({name}, {})", parts.join(", "))
            }
        };
        self.line(format!("if len({name}) < 30 {{"));
        self.line(format!("\t{text}"));
        self.line("}");
    }

    fn comma_ok(&mut self) {
        let (v, ok) = (self.fresh("v"), self.fresh("v"));
        let maps: Vec<Var> = self
            .vars
            .iter()
            .filter(|var| matches!(var.ty, Type::Map(..)))
            .cloned()
            .collect();
        let ty = if !maps.is_empty() && self.rng.one_in(2) {
            let var = self.rng.pick(&maps).clone();
            let Type::Map(key, value) = &var.ty else {
                unreachable!("a map")
            };
            let key = self.any_expr(key, 2);
            self.line(format!("{v}, {ok} := {}[{key}]", var.name));
            (**value).clone()
        } else {
            let ty = match self.rng.below(4) {
                0 if self.structs.len() > 1 => self.interface.clone(),
                1 => Type::Str,
                _ => self.an_int(),
            };
            let from = self.value(&Type::Any, 2);
            if self.rng.one_in(20) {
                self.line(format!("{v}, {ok} := {from}.({ty}), true"));
            } else {
                self.line(format!("{v}, {ok} := {from}.({ty})"));
            }
            ty
        };
        self.line(format!("_, _ = {v}, {ok}"));
        self.declare(&v, &ty);
        self.declare(&ok, &Type::Bool);
    }

    fn condition(&mut self) -> String {
        self.value(&Type::Bool, 2)
    }

    /// Leaves the function.
    fn leave(&mut self) {
        let condition = self.condition();
        let results = self.frame.results.clone();
        let values: Vec<String> = results.iter().map(|ty| self.any_expr(ty, 2)).collect();
        self.line(format!("if {condition} {{"));
        self.line(format!("\treturn {}", values.join(", ")));
        self.line("}");
    }

    /// Leaves a loop or a switch, or begins the next turn.
    fn jump(&mut self) {
        if self.frame.targets.is_empty() {
            return self.operation();
        }
        let condition = self.condition();
        let at = match self.rng.one_in(2) {
            true => self.frame.targets.len() - 1,
            false => self.rng.below(self.frame.targets.len()),
        };
        let innermost = at == self.frame.targets.len() - 1;
        let target = &mut self.frame.targets[at];
        let on = target.is_loop && self.rng.one_in(2);
        let mut text = if on { "continue" } else { "break" }.to_owned();
        if !innermost || self.rng.one_in(3) {
            target.used = true;
            text = format!("{text} {}", target.label);
        }
        self.line(format!("if {condition} {{"));
        self.line(format!("\t{text}"));
        self.line("}");
    }

    fn swap(&mut self) {
        let (Some((a, of)), Some((b, ty))) = (self.place(), self.place()) else {
            return self.declaration();
        };
        if of != ty {
            let (x, y) = (self.any_expr(&of, 2), self.any_expr(&ty, 2));
            return self.line(format!("{a}, {b} = {x}, {y}"));
        }
        self.line(format!("{a}, {b} = {b}, {a}"));
    }

    fn pointer(&mut self) {
        let Some(var) = self.a_local(|var| !var.grows) else {
            return self.declaration();
        };
        let (name, q) = (var.name, self.fresh("q"));
        let value = self.any_expr(&var.ty, 2);
        self.line(format!("{q} := &{name}"));
        self.line(format!("*{q} = {value}"));
        if let Type::Struct(s) = &var.ty
            && !self.frame.pure
        {
            self.declare(&q, &Type::Pointer(s.clone()));
        }
    }

    fn builtin(&mut self) {
        if self.frame.pure {
            return self.operation();
        }
        let fits = |var: &Var| matches!(var.ty, Type::Map(..) | Type::Slice(_));
        let Some(var) = self.a_local(fits) else {
            return self.declaration();
        };
        let name = var.name;
        match &var.ty {
            Type::Map(key, _) if !self.rng.one_in(4) => {
                let key = self.any_expr(key, 2);
                self.line(format!("delete({name}, {key})"));
            }
            Type::Slice(_) if !self.rng.one_in(4) => {
                let from = self.any_expr(&var.ty, 2);
                self.line(format!("copy({name}, {from})"));
            }
            _ => self.line(format!("clear({name})")),
        }
    }

    /// Begins what `break` and `continue` may name: a line is left for the label.
    pub(super) fn enter(&mut self, is_loop: bool) -> usize {
        let label = self.fresh("L");
        self.frame.targets.push(Target {
            label,
            used: false,
            is_loop,
        });
        self.out.len()
    }

    pub(super) fn exit(&mut self, at: usize) {
        let target = self.frame.targets.pop().expect("entered");
        if target.used {
            self.out.insert_str(at, &format!("{}:\n", target.label));
        }
    }
}
