//! The order in which package-level variables are initialised.
//!
//! A variable depends on the variables that its initialiser refers to, directly or through functions. Again and again,
//! the one that is first in the source among those that depend on no uninitialised variable is next. Constants take part
//! so that their cycles are found.

use super::Initializer;
use super::checker::Checker;
use super::object::{ObjId, ObjectKind};
use super::resolve::DeclKind;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

impl Checker<'_> {
    pub(super) fn initialization_order(&mut self) -> Vec<Initializer> {
        let nodes: Vec<ObjId> = self
            .decl_order
            .iter()
            .copied()
            .filter(|&obj| match self.object(obj).kind {
                ObjectKind::Global => true,
                ObjectKind::Const(_) => self.dependencies(obj).is_some(),
                _ => false,
            })
            .collect();
        let index: FxHashMap<ObjId, usize> =
            nodes.iter().enumerate().map(|(i, &obj)| (obj, i)).collect();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
        let mut missing: Vec<usize> = vec![0; nodes.len()];
        for (i, &obj) in nodes.iter().enumerate() {
            for dep in self.variables_behind(obj) {
                if let Some(&d) = index.get(&dep) {
                    users[d].push(i);
                    missing[i] += 1;
                }
            }
        }
        // Constants first, then those with the fewest open dependencies, then source order. Entries whose count is out
        // of date are skipped.
        let constant = |c: &Self, i: usize| matches!(c.object(nodes[i]).kind, ObjectKind::Const(_));
        let entry = |c: &Self, i: usize, n: usize| Reverse((!constant(c, i), n, i));
        let mut queue: BinaryHeap<_> = (0..nodes.len())
            .map(|i| entry(self, i, missing[i]))
            .collect();
        let mut done = vec![false; nodes.len()];
        let mut emitted: FxHashSet<(usize, usize, usize)> = FxHashSet::default();
        let mut order = Vec::new();
        while let Some(Reverse((_, n, i))) = queue.pop() {
            if done[i] || n != missing[i] {
                continue;
            }
            done[i] = true;
            if n > 0 {
                self.report_initialization_cycle(nodes[i]);
            }
            for &user in &users[i] {
                missing[user] = missing[user].saturating_sub(1);
                if !done[user] {
                    queue.push(entry(self, user, missing[user]));
                }
            }
            let obj = nodes[i];
            let Some(decl) = self.decls.get(&obj) else {
                continue;
            };
            let DeclKind::Var {
                lhs,
                init: Some(_),
                decl: spec,
                value,
                ..
            } = &decl.kind
            else {
                continue;
            };
            if !emitted.insert((decl.file, *spec, *value)) {
                continue;
            }
            order.push(Initializer {
                lhs: lhs.as_ref().map_or_else(|| vec![obj], |lhs| lhs.to_vec()),
                file: decl.file,
                decl: *spec,
                value: *value,
            });
        }
        order
    }

    /// The variables and constants that an object's initialiser refers to, functions looked through.
    fn variables_behind(&self, obj: ObjId) -> FxHashSet<ObjId> {
        let mut found = FxHashSet::default();
        let mut seen: FxHashSet<ObjId> = FxHashSet::default();
        let mut work = vec![obj];
        while let Some(next) = work.pop() {
            for &dep in self.dependencies(next).into_iter().flatten() {
                match self.object(dep).kind {
                    ObjectKind::Func { .. } => {
                        if seen.insert(dep) {
                            work.push(dep);
                        }
                    }
                    _ => {
                        found.insert(dep);
                    }
                }
            }
        }
        found
    }

    /// What an object's declaration refers to; variables with one value in common share it.
    fn dependencies(&self, obj: ObjId) -> Option<&FxHashSet<ObjId>> {
        let first = match self.decls.get(&obj).map(|d| &d.kind) {
            Some(DeclKind::Var { lhs: Some(lhs), .. }) => lhs[0],
            _ => obj,
        };
        self.deps.get(&first)
    }

    fn report_initialization_cycle(&mut self, obj: ObjId) {
        let mut path = vec![obj];
        let mut seen = FxHashSet::default();
        if !self.find_path(obj, obj, &mut path, &mut seen) {
            return;
        }
        let name = self.object(obj).name;
        let pos = self.object(obj).pos;
        if path.len() == 1 {
            let message = format!("initialization cycle: {name} refers to itself");
            self.error(pos, message);
            return;
        }
        let mut message = format!("initialization cycle for {name}");
        for (i, &from) in path.iter().enumerate() {
            let to = self.object(path[(i + 1) % path.len()]).name;
            let from = self.object(from);
            let place = self.place(from.pos).unwrap_or_default();
            message += &format!("\n\t{place}: {} refers to {to}", from.name);
        }
        self.error(pos, message);
    }

    /// Finds a way from `from` to `to` over dependencies; `path` ends with `from` and is extended.
    fn find_path(
        &self,
        from: ObjId,
        to: ObjId,
        path: &mut Vec<ObjId>,
        seen: &mut FxHashSet<ObjId>,
    ) -> bool {
        if !seen.insert(from) {
            return false;
        }
        let mut deps: Vec<ObjId> = self
            .dependencies(from)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        deps.sort_unstable();
        for dep in deps {
            if dep == to {
                return true;
            }
            path.push(dep);
            if self.find_path(dep, to, path, seen) {
                return true;
            }
            path.pop();
        }
        false
    }
}
