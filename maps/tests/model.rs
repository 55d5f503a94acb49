//! The raw map against a model, with iterators alive across every change.

mod common;

use burrow_maps::raw::{KeyKind, RawIter};
use common::Host;
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};

#[derive(Clone, Debug)]
enum Step {
    Insert(u64, u64),
    Delete(u64),
    Clear,
    /// Starts another iteration.
    Start,
    /// Takes so many steps of all iterations.
    Advance(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = || prop_oneof![0..40u64, 0..4000u64];
    let step = prop_oneof![
        60 => (key(), any::<u64>()).prop_map(|(k, v)| Step::Insert(k, v)),
        25 => key().prop_map(Step::Delete),
        1 => Just(Step::Clear),
        3 => Just(Step::Start),
        12 => (1..20usize).prop_map(Step::Advance),
    ];
    prop::collection::vec(step, 1..3000)
}

/// An iteration, and what it must and must not produce.
struct Iteration {
    it: RawIter,
    /// Keys that were there at the start and never went.
    owed: HashSet<u64>,
    seen: HashSet<u64>,
}

fn check(kind: KeyKind, list: Vec<Step>) -> Result<(), TestCaseError> {
    let mut port = Host::default();
    port.random = list.len() as u64;
    let map = port.map(kind, 0);
    let mut model: HashMap<u64, u64> = HashMap::new();
    let mut iterations: Vec<Iteration> = Vec::new();
    for step in list {
        match step {
            Step::Insert(k, v) => {
                // SAFETY: the address of a key; the element is eight bytes.
                unsafe {
                    let Ok(elem) = map.assign(&mut port, (&raw const k).cast());
                    elem.cast::<u64>().write_unaligned(v);
                }
                model.insert(k, v);
            }
            Step::Delete(k) => {
                // SAFETY: the address of a key.
                let Ok(()) = unsafe { map.delete(&mut port, (&raw const k).cast()) };
                model.remove(&k);
                for i in &mut iterations {
                    i.owed.remove(&k);
                    // If it comes again it is another entry, which may be produced.
                    i.seen.remove(&k);
                }
            }
            Step::Clear => {
                // SAFETY: the map's port.
                unsafe { map.clear(&mut port) };
                model.clear();
                for i in &mut iterations {
                    i.owed.clear();
                    i.seen.clear();
                }
            }
            Step::Start => {
                let mut it = RawIter::new();
                // SAFETY: the map's port.
                unsafe { it.start(&mut port, map, core::ptr::null()) };
                iterations.push(Iteration {
                    it,
                    owed: model.keys().copied().collect(),
                    seen: HashSet::new(),
                });
                produced(iterations.last_mut().expect("just pushed"), &model)?;
            }
            Step::Advance(n) => {
                for i in &mut iterations {
                    for _ in 0..n {
                        advance(i, &mut port, &model)?;
                    }
                }
            }
        }
        prop_assert_eq!(map.len(), model.len());
    }
    for i in &mut iterations {
        while !i.it.key().is_null() {
            advance(i, &mut port, &model)?;
        }
        prop_assert!(
            i.owed.is_subset(&i.seen),
            "missed {:?}",
            i.owed.difference(&i.seen).next()
        );
    }
    for (k, v) in &model {
        // SAFETY: the address of a key; the element is eight bytes.
        unsafe {
            let Ok(elem) = map.get(&port, core::ptr::from_ref(k).cast());
            prop_assert!(!elem.is_null());
            prop_assert_eq!(elem.cast::<u64>().read_unaligned(), *v);
        }
    }
    Ok(())
}

fn advance(
    i: &mut Iteration,
    port: &mut Host,
    model: &HashMap<u64, u64>,
) -> Result<(), TestCaseError> {
    if i.it.key().is_null() {
        return Ok(());
    }
    // SAFETY: the port that it was started with.
    unsafe { i.it.next(port) };
    produced(i, model)
}

/// What the iterator stands at is in the map now, and was not produced before.
fn produced(i: &mut Iteration, model: &HashMap<u64, u64>) -> Result<(), TestCaseError> {
    if i.it.key().is_null() {
        return Ok(());
    }
    // SAFETY: addresses of a key and an element.
    let (k, v) = unsafe {
        (
            i.it.key().cast::<u64>().read_unaligned(),
            i.it.elem().cast::<u64>().read_unaligned(),
        )
    };
    prop_assert_eq!(model.get(&k), Some(&v), "key {} is not in the map so", k);
    prop_assert!(i.seen.insert(k), "key {} came twice", k);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn numbers(list in steps()) {
        check(KeyKind::Word64, list)?;
    }

    #[test]
    fn numbers_as_bytes(list in steps()) {
        check(KeyKind::Bytes, list)?;
    }

    #[test]
    fn keys_with_a_poor_hash(list in steps()) {
        check(KeyKind::Other, list)?;
    }
}
