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
    grows: bool,
    pos: Pos,
}

/// All edges of a package.
#[derive(Default)]
pub(super) struct Flow {
    edges: Vec<Edge>,
    seen: FxHashSet<(TypeId, TypeId, bool)>,
}

impl<'a> Checker<'a> {
    /// Takes note of an instantiation.
    pub(super) fn note_flow(&mut self, pos: Pos, params: &[TypeId], args: &[TypeId]) {
        for (&to, &arg) in params.iter().zip(args) {
            if !self.types.is_generic(arg) || arg == to {
                continue;
            }
            let mut inside = Vec::new();
            mentioned(&self.types, arg, &mut inside);
            for from in inside {
                let grows = from != arg;
                if self.mono.seen.insert((from, to, grows)) {
                    self.mono.edges.push(Edge {
                        from,
                        to,
                        grows,
                        pos,
                    });
                }
            }
        }
    }

    /// Reports instantiation cycles of the package.
    pub(super) fn report_instantiation_cycles(&mut self) {
        let edges = core::mem::take(&mut self.mono).edges;
        if !edges.iter().any(|e| e.grows) {
            return;
        }
        let mut out: FxHashMap<TypeId, Vec<usize>> = FxHashMap::default();
        for (i, e) in edges.iter().enumerate() {
            out.entry(e.from).or_default().push(i);
        }
        // For each growing edge: a way back from its end to its beginning.
        for (i, e) in edges.iter().enumerate().filter(|(_, e)| e.grows) {
            let mut by: FxHashMap<TypeId, usize> = FxHashMap::default();
            let mut work = vec![e.to];
            while let Some(at) = work.pop() {
                if at == e.from {
                    break;
                }
                for &next in out.get(&at).map_or(&[][..], |list| list) {
                    let to = edges[next].to;
                    if to != e.to && !by.contains_key(&to) {
                        by.insert(to, next);
                        work.push(to);
                    }
                }
            }
            if e.from != e.to && !by.contains_key(&e.from) {
                continue;
            }
            let mut cycle = vec![i];
            let mut at = e.from;
            while at != e.to {
                let edge = by[&at];
                cycle.push(edge);
                at = edges[edge].from;
            }
            self.cycle_of_instances(&edges, &cycle);
            return;
        }
    }

    fn cycle_of_instances(&mut self, edges: &[Edge], cycle: &[usize]) {
        let mut message = "instantiation cycle".to_owned();
        for &i in cycle.iter().rev() {
            let e = edges[i];
            let place = self.place(e.pos).unwrap_or_default();
            message += &format!(
                "\n\t{place}: {} instantiated as {}",
                self.type_string(e.to),
                if e.grows {
                    format!("a type that contains {}", self.type_string(e.from))
                } else {
                    self.type_string(e.from)
                }
            );
        }
        self.error(edges[cycle[0]].pos, message);
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
