//! What a generator knows while it writes a program.

use std::rc::Rc;

use super::types::{Int, Struct, Type};
use crate::fuzz::random::Random;

/// A variable in scope.
#[derive(Clone, Debug)]
pub(super) struct Var {
    pub(super) name: String,
    pub(super) ty: Type,
    /// Not a loop's counter, which only the loop may change.
    pub(super) assign: bool,
    /// A slice that grows: nothing else refers to its elements, since its capacity is not specified.
    pub(super) grows: bool,
    /// It is an index of that variable.
    pub(super) index_of: Option<String>,
    /// Declared in this function, so that a pure one may change it.
    pub(super) own: bool,
}

/// A function that later ones may call.
#[derive(Clone, Debug)]
pub(super) struct Func {
    pub(super) name: String,
    pub(super) params: Vec<Type>,
    pub(super) results: Vec<Type>,
    /// It only reads, so that it does not matter when it is called among other operands.
    pub(super) pure: bool,
    /// About how many statements it runs.
    pub(super) cost: u64,
    /// The type parameter `T` stands for any integer type.
    pub(super) generic: bool,
}

/// What `break` and `continue` may name.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) label: String,
    pub(super) used: bool,
    pub(super) is_loop: bool,
}

/// A function to be written.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) params: Vec<(String, Type)>,
    pub(super) results: Vec<Type>,
    pub(super) pure: bool,
    pub(super) literal: bool,
}

/// The function that is written.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) results: Vec<Type>,
    pub(super) targets: Vec<Target>,
    /// How often the statement that is written runs.
    pub(super) times: u64,
    pub(super) cost: u64,
    pub(super) pure: bool,
    pub(super) depth: usize,
    pub(super) literal: bool,
}

/// More than this a function should not cost.
pub(super) const DEAREST: u64 = 4000;
/// What a call of a function value may cost.
pub(super) const LITERAL: u64 = 60;

#[derive(Debug)]
pub(super) struct Gen<'a> {
    pub(super) rng: &'a mut Random,
    /// Its number, in every name that is declared at top level.
    pub(super) n: usize,
    pub(super) out: String,
    pub(super) unique: usize,
    pub(super) structs: Vec<Rc<Struct>>,
    pub(super) defined: Type,
    pub(super) interface: Type,
    pub(super) funcs: Vec<Func>,
    pub(super) vars: Vec<Var>,
    pub(super) frame: Frame,
    /// The types of which hash functions are needed.
    pub(super) hashed: Vec<Type>,
}

/// An expression, and whether Go knows its value.
#[derive(Debug)]
pub(super) struct Expr(pub(super) String, pub(super) bool);

impl Gen<'_> {
    pub(super) fn fresh(&mut self, prefix: &str) -> String {
        self.unique += 1;
        format!("{prefix}{}", self.unique)
    }

    pub(super) fn line(&mut self, text: impl AsRef<str>) {
        let tabs = self.frame.depth + 1;
        self.out.extend(core::iter::repeat_n('\t', tabs.min(12)));
        self.out += text.as_ref();
        self.out.push('\n');
    }

    pub(super) fn declare(&mut self, name: &str, ty: &Type) {
        self.vars.push(Var {
            name: name.to_owned(),
            ty: ty.clone(),
            assign: true,
            grows: false,
            index_of: None,
            own: true,
        });
    }

    /// Declares what only its loop changes.
    pub(super) fn counter(&mut self, name: &str, ty: &Type, index_of: Option<String>) {
        self.declare(name, ty);
        let var = self.vars.last_mut().expect("declared");
        var.assign = false;
        var.index_of = index_of;
    }

    /// Whether something of this cost may run here.
    pub(super) fn afford(&mut self, cost: u64) -> bool {
        let most = if self.frame.literal { LITERAL } else { DEAREST };
        let all = self.frame.cost + cost * self.frame.times;
        if all <= most {
            self.frame.cost = all;
        }
        all <= most
    }

    pub(super) fn an_int(&mut self) -> Type {
        match self.rng.below(14) {
            n @ 0..10 => Type::int(n),
            10 => self.defined.clone(),
            _ => Type::int(0),
        }
    }

    /// A type of values, nested at most so deep.
    pub(super) fn a_type(&mut self, depth: usize) -> Type {
        let deeper = depth > 0 && self.rng.below(4) > 0;
        match self.rng.below(if deeper { 24 } else { 12 }) {
            0..=7 => self.an_int(),
            8 => Type::Bool,
            9 => Type::Float(if self.rng.one_in(4) { 32 } else { 64 }),
            10 | 11 => Type::Str,
            12..=14 => Type::slice(self.a_type(depth - 1)),
            15 | 16 => {
                let n = 1 + self.rng.below(6);
                Type::Array(n, Rc::new(self.a_type(depth - 1)))
            }
            17 | 18 => {
                let key = loop {
                    let key = self.a_type(depth - 1);
                    if key.key() {
                        break key;
                    }
                };
                Type::Map(Rc::new(key), Rc::new(self.a_type(depth - 1)))
            }
            19 | 20 if !self.structs.is_empty() => {
                Type::Struct(self.rng.pick(&self.structs).clone())
            }
            21 if !self.structs.is_empty() => Type::Pointer(self.rng.pick(&self.structs).clone()),
            22 => Type::Any,
            23 if self.structs.len() > 1 => self.interface.clone(),
            _ => self.an_int(),
        }
    }

    /// A constant of an integer type.
    pub(super) fn int_constant(&mut self, int: &Int) -> i128 {
        let most = (1_i128 << (int.bits - u32::from(int.signed))) - 1;
        let least = if int.signed { -most - 1 } else { 0 };
        let n = match self.rng.below(12) {
            0..=4 => self.rng.below(10) as i128,
            5 => most,
            6 => least,
            7 => most - 1,
            8 => 1 << self.rng.below(int.bits as usize - 1),
            9 => -1,
            10 => i128::from(self.rng.next() as i64),
            _ => self.rng.below(200) as i128,
        };
        if n < least || n > most {
            // Within the type, near what was asked for.
            n.rem_euclid(most + 1)
        } else {
            n
        }
    }

    /// Variables of a type that statements may change.
    pub(super) fn changeable(&self) -> Vec<Var> {
        let ok = |var: &&Var| var.assign && (var.own || !self.frame.pure);
        self.vars.iter().filter(ok).cloned().collect()
    }

    /// The code of a value of this type for what is seen of a program.
    pub(super) fn hash(&mut self, ty: &Type, value: &str) -> String {
        format!("{}({value})", self.hasher(ty))
    }

    pub(super) fn hasher(&mut self, ty: &Type) -> String {
        match ty {
            Type::Int(_) => "hashInt".to_owned(),
            Type::Bool => "hashBool".to_owned(),
            Type::Float(64) => "hashFloat".to_owned(),
            Type::Str => "hashString".to_owned(),
            _ => {
                let known = self.hashed.iter().position(|t| t == ty);
                let at = known.unwrap_or_else(|| {
                    self.hashed.push(ty.clone());
                    self.hashed.len() - 1
                });
                format!("p{}h{at}", self.n)
            }
        }
    }
}
