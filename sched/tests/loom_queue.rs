//! Models of a P's ring with its owner and a thief. Rings have 4 places here, and positions start just below where
//! they wrap.
#![cfg(loom)]
#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "the modules are the crate's own, by path"
)]

#[path = "../src/ring.rs"]
mod ring;
#[path = "../src/sync.rs"]
mod sync;
#[path = "../src/task.rs"]
mod task;

use core::ptr::NonNull;
use ring::Ring;
use std::sync::Arc;
use task::{Task, TaskHeader};

fn model(f: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.max_branches = 20_000;
    builder.check(f);
}

/// Headers that stay as long as the model runs.
struct Tasks(Vec<Box<TaskHeader>>);

impl Tasks {
    fn new(n: usize) -> Self {
        Tasks((0..n).map(|_| Box::new(TaskHeader::new())).collect())
    }

    fn get(&self, i: usize) -> Task {
        // SAFETY: the header stays where it is, in its box, as long as the model runs.
        unsafe { Task::from_raw(NonNull::from(&*self.0[i])) }
    }

    /// Each of the first `n` is in `taken` once.
    fn check(&self, n: usize, taken: &[Task]) {
        assert_eq!(taken.len(), n, "lost or doubled");
        for i in 0..n {
            assert!(taken.contains(&self.get(i)), "task {i} is lost");
        }
    }
}

fn drain(ring: &Ring, taken: &mut Vec<Task>) {
    taken.extend(ring.take_next(true));
    while let Some(t) = ring.pop(true) {
        taken.push(t);
    }
}

/// The owner pushes and pops while a thief steals: every task is taken once.
/// Bounds: 2 threads, 3 tasks, 1 round of stealing, 3 preemptions.
///
/// Mutant: pop_without_cas
/// Mutant: steal_without_cas
#[test]
fn push_pop_steal() {
    model(|| {
        let (victim, tasks) = (Arc::new(Ring::new()), Tasks::new(3));
        victim.push(tasks.get(0));
        victim.push(tasks.get(1));
        let thief = {
            let victim = victim.clone();
            loom::thread::spawn(move || {
                let own = Ring::new();
                let mut taken = vec![];
                taken.extend(victim.steal_into(&own, false));
                drain(&own, &mut taken);
                taken
            })
        };
        let mut taken = vec![];
        taken.extend(victim.pop(true));
        victim.push(tasks.get(2));
        taken.extend(victim.pop(true));
        taken.extend(thief.join().unwrap());
        drain(&victim, &mut taken);
        tasks.check(3, &taken);
    });
}

/// A slot that a thief has read is written again before its CAS: the CAS fails, or the task it read was its own.
/// Bounds: 2 threads, 6 tasks through 4 places, 3 preemptions.
///
/// Mutant: steal_without_cas
#[test]
fn slots_are_used_again() {
    model(|| {
        let (victim, tasks) = (Arc::new(Ring::new()), Tasks::new(6));
        for i in 0..4 {
            victim.push(tasks.get(i));
        }
        let thief = {
            let victim = victim.clone();
            loom::thread::spawn(move || {
                let own = Ring::new();
                let mut taken = vec![];
                taken.extend(victim.steal_into(&own, false));
                drain(&own, &mut taken);
                taken
            })
        };
        let mut taken = vec![];
        for i in 4..6 {
            taken.extend(victim.pop(true));
            assert!(victim.push(tasks.get(i)));
        }
        taken.extend(thief.join().unwrap());
        drain(&victim, &mut taken);
        tasks.check(6, &taken);
    });
}

/// The tasks of a list that is linked through their headers.
fn list((first, last, n): (Task, Task, u32)) -> Vec<Task> {
    let mut tasks = vec![first];
    for _ in 1..n {
        let next = tasks[tasks.len() - 1]
            .header()
            .next
            .load(sync::Ordering::Relaxed);
        // SAFETY: a list is linked by headers of the model.
        tasks.push(unsafe { Task::from_raw(NonNull::new(next).unwrap()) });
    }
    assert_eq!(tasks.last(), Some(&last));
    tasks
}

/// The owner moves `n` tasks of its ring to the global queue by `take` while a thief steals.
fn take_against_steal(n: usize, take: fn(&Ring) -> Option<(Task, Task, u32)>) {
    model(move || {
        let (victim, tasks) = (Arc::new(Ring::new()), Tasks::new(n));
        for i in 0..n {
            victim.push(tasks.get(i));
        }
        let thief = {
            let victim = victim.clone();
            loom::thread::spawn(move || {
                let own = Ring::new();
                let mut taken = vec![];
                taken.extend(victim.steal_into(&own, false));
                drain(&own, &mut taken);
                taken
            })
        };
        let mut taken = take(&victim).map_or(vec![], list);
        taken.extend(thief.join().unwrap());
        drain(&victim, &mut taken);
        tasks.check(n, &taken);
    });
}

/// Half of a full ring goes to the global queue while a thief steals.
/// Bounds: 2 threads, 4 tasks, 3 preemptions.
///
/// Mutant: take_list_without_cas
#[test]
fn overflow_and_steal() {
    take_against_steal(4, Ring::take_half);
}

/// A whole ring goes to the global queue while a thief steals.
/// Bounds: 2 threads, 3 tasks, 3 preemptions.
///
/// Mutant: take_list_without_cas
#[test]
fn share_and_steal() {
    take_against_steal(3, Ring::take_all);
}

/// The owner takes and replaces the task that runs next while a thief in its last round wants it too.
/// Bounds: 2 threads, 2 tasks, 3 preemptions.
///
/// Mutant: take_next_without_cas
#[test]
fn next_is_stolen_once() {
    model(|| {
        let (victim, tasks) = (Arc::new(Ring::new()), Tasks::new(2));
        victim.replace_next(true, tasks.get(0));
        let thief = {
            let victim = victim.clone();
            loom::thread::spawn(move || victim.steal_into(&Ring::new(), true))
        };
        let mut taken = vec![];
        taken.extend(victim.take_next(true));
        if let Some(old) = victim.replace_next(true, tasks.get(1)) {
            taken.push(old);
        }
        taken.extend(thief.join().unwrap());
        drain(&victim, &mut taken);
        tasks.check(2, &taken);
    });
}

/// `ready` and `disown` of a task that somebody owns: it is queued by exactly one of them.
/// Bounds: 2 threads, 1 task, 3 preemptions.
///
/// Mutant: disown_without_cas
#[test]
fn ready_against_owner() {
    model(|| {
        let header = Arc::new(TaskHeader::new());
        // SAFETY: the threads of the model keep the header.
        let t = unsafe { Task::from_raw(NonNull::from(&*header)) };
        t.spawned();
        assert!(t.run(true) == task::Claim::Ours && t.parked(true));
        let owner = loom::thread::spawn(move || match t.try_own() {
            Some(_) => t.disown(),
            None => false,
        });
        let queued = t.make_ready(true) == task::Readied::Queue;
        let by_owner = owner.join().unwrap();
        assert!(queued != by_owner, "queued {} times", u8::from(queued) * 2);
        assert_eq!(t.state(), task::TaskState::Runnable);
        drop(header);
    });
}
