//! Instantiation cycles: a type parameter that becomes, inside a larger type, an argument for itself would need instances
//! without end.
//!
//! Every instantiation makes edges from the type parameters that occur in an argument to the parameter that the argument
//! is for, of weight 1 where the argument is more than the parameter itself. A cycle with a positive weight is an error.

use super::checker::Checker;
use super::typ::{Type, TypeId, Types};
use crate::syntax::source::Pos;
use rustc_hash::{FxHashMap, FxHashSet};

/// One parameter that becomes part of an argument.
#[derive(Clone, Copy)]
struct Edge {
    from: TypeId,
    to: TypeId,
    weight: u32,
    /// The argument, and where it is.
    arg: TypeId,
    pos: Pos,
}

/// The heaviest path to a parameter that was found.
#[derive(Clone, Copy, Default)]
struct Path {
    weight: u32,
    edges: usize,
    last: usize,
}

/// All edges of a package.
#[derive(Default)]
pub(super) struct Flow {
    edges: Vec<Edge>,
    seen: FxHashSet<(TypeId, TypeId, u32)>,
}

impl<'a> Checker<'a> {
    /// Takes note of an instantiation, its arguments being where `pos` says.
    pub(super) fn note_flow(
        &mut self,
        params: &[TypeId],
        args: &[TypeId],
        pos: &dyn Fn(usize) -> Pos,
    ) {
        for (i, (&to, &arg)) in params.iter().zip(args).enumerate() {
            let to = self.declared_param(to);
            if !self.types.is_generic(arg) || arg == to {
                continue;
            }
            let mut inside = Vec::new();
            mentioned(&self.types, arg, &mut inside);
            for part in inside {
                let from = self.declared_param(part);
                let weight = u32::from(part != arg);
                if self.mono.seen.insert((from, to, weight)) {
                    self.mono.edges.push(Edge {
                        from,
                        to,
                        weight,
                        arg,
                        pos: pos(i),
                    });
                }
            }
        }
    }

    /// A type parameter as it was declared, for one that stands for it in a call.
    fn declared_param(&self, t: TypeId) -> TypeId {
        self.param_object(t).map_or(t, |obj| self.object(obj).typ)
    }

    /// Reports an instantiation cycle of a package that is right otherwise.
    pub(super) fn report_instantiation_cycles(&mut self) {
        let edges = core::mem::take(&mut self.mono).edges;
        if self.error_count > 0 || edges.iter().all(|e| e.weight == 0) {
            return;
        }
        let mut count: FxHashSet<TypeId> = FxHashSet::default();
        count.extend(edges.iter().flat_map(|e| [e.from, e.to]));
        // Bellman-Ford, for the heaviest paths: one that has as many edges as there are parameters contains a cycle.
        let mut best: FxHashMap<TypeId, Path> = FxHashMap::default();
        let mut again = true;
        while again {
            again = false;
            for (i, e) in edges.iter().enumerate() {
                let from = best.get(&e.from).copied().unwrap_or_default();
                let to = best.entry(e.to).or_default();
                let weight = from.weight + e.weight;
                if weight <= to.weight {
                    continue;
                }
                *to = Path {
                    weight,
                    edges: from.edges + 1,
                    last: i,
                };
                if to.edges == count.len() {
                    return self.cycle_of_instances(&edges, &best, e.to);
                }
                again = true;
            }
        }
    }

    /// Reports the cycle on the heaviest path to a parameter.
    fn cycle_of_instances(&mut self, edges: &[Edge], best: &FxHashMap<TypeId, Path>, end: TypeId) {
        let mut cycle = Vec::new();
        let mut at = end;
        while !cycle.contains(&at) {
            cycle.push(at);
            at = edges[best[&at].last].from;
        }
        let first = cycle.iter().position(|&t| t == at).unwrap_or(0);
        let mut message = "instantiation cycle".to_owned();
        for (i, t) in cycle[first..].iter().enumerate() {
            let e = edges[best[t].last];
            let place = self.place(e.pos).unwrap_or_default();
            message += if i == 0 { ":\n\t" } else { "\n\t" };
            message += &format!(
                "{place}: {} instantiated as {}",
                self.type_string(e.to),
                self.type_string(e.arg)
            );
        }
        let pos = self
            .param_object(at)
            .map_or(Pos::NONE, |obj| self.object(obj).pos);
        self.error(pos, message);
    }
}

fn mentioned(types: &Types, t: TypeId, list: &mut Vec<TypeId>) {
    if !types.is_generic(t) {
        return;
    }
    let mut all = |parts: &[TypeId]| {
        for &t in parts {
            mentioned(types, t, list);
        }
    };
    match types.get(t) {
        Type::Param(_) => list.push(t),
        &Type::Named(id) => all(types.type_args(id)),
        &Type::Pointer(t) | &Type::Slice(t) | &Type::Array(_, t) | &Type::Chan(_, t) => all(&[t]),
        &Type::Map(k, v) => all(&[k, v]),
        Type::Struct(fields) => fields.iter().for_each(|f| mentioned(types, f.typ, list)),
        Type::Func(sig) => {
            all(&sig.params);
            all(&sig.results);
        }
        Type::Interface(_) | Type::Constraint(_) => {
            let methods = types.interface_methods(t);
            methods.iter().for_each(|m| mentioned(types, m.sig, list));
        }
        Type::Tuple(parts) => all(parts),
        Type::Basic(_) => {}
    }
}
