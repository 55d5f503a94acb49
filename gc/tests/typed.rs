//! The safe layer: structures that change while collections go on, handles, weak pointers, finalizers, cleanups.
#![cfg(feature = "typed")]

use core::cell::{Cell, RefCell};

use burrow_gc::typed::{Cx, Gc, GcSlice, OutOfMemory, Root, Slot, Store, Trace, Weak};
use burrow_gc::{FixedMemory, SpecialError, trace};

type Shop = Store<FixedMemory>;

trace! {
    /// A binary tree.
    struct Tree<'gc> {
        left: Slot<'gc, Tree<'gc>>,
        right: Slot<'gc, Tree<'gc>>,
        key: Cell<u32>,
        parent: Option<Weak<'gc, Tree<'gc>>>,
    }

    /// Buckets of a hash table.
    struct Table<'gc> {
        buckets: GcSlice<'gc, Slot<'gc, Entry<'gc>>>,
        len: Cell<usize>,
        name: RefCell<[u8; 5]>,
    }

    struct Entry<'gc> {
        key: u64,
        value: Slot<'gc, Tree<'gc>>,
        next: Slot<'gc, Entry<'gc>>,
        both: [Option<Gc<'gc, Cell<u64>>>; 2],
    }
}

fn store(bytes: usize) -> Shop {
    Store::new(FixedMemory::from_static(Box::leak(
        vec![0; bytes].into_boxed_slice(),
    )))
}

/// Runs a session again, after the collection that its first attempt asked for.
fn retry<T>(
    store: &Shop,
    f: impl for<'gc> Fn(&Cx<'gc, FixedMemory>) -> Result<T, OutOfMemory>,
) -> T {
    store.enter(&f).or_else(|_| store.enter(&f)).unwrap()
}

fn leaf<'gc>(cx: &Cx<'gc, FixedMemory>, key: u32) -> Result<Gc<'gc, Tree<'gc>>, OutOfMemory> {
    cx.alloc(Tree {
        left: Slot::empty(),
        right: Slot::empty(),
        key: Cell::new(key),
        parent: None,
    })
}

/// Inserts a key into a search tree; false if it was there.
fn insert<'gc>(
    cx: &Cx<'gc, FixedMemory>,
    mut at: Gc<'gc, Tree<'gc>>,
    key: u32,
) -> Result<bool, OutOfMemory> {
    loop {
        let slot = match key.cmp(&at.key.get()) {
            core::cmp::Ordering::Less => &Gc::inner(at).left,
            core::cmp::Ordering::Greater => &Gc::inner(at).right,
            core::cmp::Ordering::Equal => return Ok(false),
        };
        match slot.get() {
            Some(next) => at = next,
            None => {
                slot.set(cx, Some(leaf(cx, key)?));
                return Ok(true);
            }
        }
    }
}

fn walk<'gc>(at: Option<Gc<'gc, Tree<'gc>>>, keys: &mut Vec<u32>) {
    if let Some(at) = at {
        walk(at.left.get(), keys);
        keys.push(at.key.get());
        walk(at.right.get(), keys);
    }
}

#[test]
fn masks_name_exactly_the_pointers() {
    let word = size_of::<usize>();
    let bit = |offset: usize| 1_u64 << (offset / word);
    assert_eq!(
        Tree::MASK,
        bit(core::mem::offset_of!(Tree<'_>, left))
            | bit(core::mem::offset_of!(Tree<'_>, right))
            | bit(core::mem::offset_of!(Tree<'_>, parent))
    );
    assert_eq!(Table::MASK.count_ones(), 1);
    assert_eq!(Entry::MASK.count_ones(), 4);
    assert_eq!(<[Option<Gc<'_, u8>>; 3]>::MASK, 0b111);
    assert_eq!(<[Cell<u64>; 100]>::MASK, 0);
}

/// Trees are built and replaced by the thousand in a megabyte, one operation a session; each is exactly what was put
/// into it, at every moment of every cycle.
#[test]
fn trees_outlive_collections_and_garbage_does_not() {
    let store = store(1 << 20);
    let mut expected = vec![std::collections::BTreeSet::new(); 16];
    let roots: Vec<Root<Tree<'static>>> = (0..16)
        .map(|_| store.enter(|cx| cx.root(leaf(cx, 0)?)).unwrap())
        .collect();
    let mut x = 1_u64;
    for n in 0..200_000 {
        x = x
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        let (i, key) = ((x >> 40) as usize % 16, (x >> 33) as u32 % 1000 + 1);
        if n % 701 == 0 {
            // A new tree.
            retry(&store, |cx| {
                roots[i].set(cx, leaf(cx, 0)?);
                Ok(())
            });
            expected[i].clear();
        }
        let new = retry(&store, |cx| insert(cx, roots[i].get(cx), key));
        assert_eq!(new, expected[i].insert(key));
        if n % 9973 == 0 {
            store.verify().unwrap();
            for (root, expected) in roots.iter().zip(&expected) {
                let mut keys = Vec::new();
                store.enter(|cx| walk(Some(root.get(cx)), &mut keys));
                assert!(keys[1..].iter().eq(expected), "a tree has changed");
            }
        }
    }
    assert!(store.heap().num_gc() > 3, "{:?}", store.heap().stats());
    drop(roots);
    assert!(store.collect());
    assert_eq!(store.heap().stats().heap_alloc, 0);
}

#[test]
fn arrays_and_interior_pointers() {
    let store = store(1 << 20);
    let table: Root<Table<'static>> = store
        .enter(|cx| {
            let table = cx.alloc(Table {
                buckets: cx.alloc_slice(64, |_| Slot::empty())?,
                len: Cell::new(0),
                name: RefCell::new(*b"users"),
            })?;
            cx.root(table)
        })
        .unwrap();
    for key in 0..1000_u64 {
        store
            .enter(|cx| {
                let table = table.get(cx);
                let bucket = &Gc::inner(table).buckets[key as usize % 64];
                let number = cx.alloc(Cell::new(key))?;
                let entry = cx.alloc(Entry {
                    key,
                    value: Slot::new(leaf(cx, key as u32 * 3)?),
                    next: Slot::empty(),
                    both: [None, Some(number)],
                })?;
                entry.next.set(cx, bucket.get());
                bucket.set(cx, Some(entry));
                table.len.set(table.len.get() + 1);
                Ok::<_, OutOfMemory>(())
            })
            .unwrap();
        if key % 100 == 0 {
            assert!(store.collect());
        }
    }
    store.enter(|cx| {
        let table = table.get(cx);
        assert_eq!((table.len.get(), *table.name.borrow()), (1000, *b"users"));
        let mut seen = 0;
        for bucket in &*table.buckets {
            let mut at = bucket.get();
            while let Some(entry) = at {
                assert_eq!(entry.value.get().unwrap().key.get() as u64, entry.key * 3);
                assert_eq!(entry.both[1].unwrap().get(), entry.key);
                assert!(entry.both[0].is_none());
                seen += 1;
                at = entry.next.get();
            }
        }
        assert_eq!(seen, 1000);
        // No collection while the session lasts.
        assert!(!store.collect());
    });
    store.enter(|cx| {
        let nothing = cx.alloc_slice(0, |_| 1_u8).unwrap();
        assert!(nothing.is_empty());
        assert!(cx.alloc_slice(usize::MAX, |_| 1_u64).is_err());
        assert_eq!(*cx.alloc(()).unwrap(), ());
    });
}

#[test]
fn exhausted_memory_is_found_again_by_the_next_session() {
    let store = store(256 << 10);
    let kept = store.enter(|cx| cx.root(leaf(cx, 7)?)).unwrap();
    for _ in 0..5 {
        // A session keeps all it makes.
        let made = store.enter(|cx| {
            let mut n = 0;
            while leaf(cx, n).is_ok() {
                n += 1;
            }
            n
        });
        assert!(made > 1000, "only {made}");
        // Too large even for empty memory.
        assert!(store.enter(|cx| cx.alloc_slice(1 << 20, |_| 0_u8).is_err()));
    }
    assert_eq!(store.enter(|cx| kept.get(cx).key.get()), 7);
}

#[test]
fn weak_pointers_know_when_their_object_is_gone() {
    let store = store(1 << 20);
    let parent = store.enter(|cx| cx.root(leaf(cx, 1)?)).unwrap();
    let child: Root<Tree<'static>> = store
        .enter(|cx| {
            let child = cx.alloc(Tree {
                left: Slot::empty(),
                right: Slot::empty(),
                key: Cell::new(2),
                parent: cx.weak(parent.get(cx)).ok(),
            })?;
            parent.get(cx).left.set(cx, Some(child));
            cx.root(child)
        })
        .unwrap();
    let up = |child: &Root<Tree<'static>>| {
        store.enter(|cx| {
            child
                .get(cx)
                .parent
                .unwrap()
                .upgrade(cx)
                .map(|p| p.key.get())
        })
    };
    store.collect();
    assert_eq!(up(&child), Some(1));
    let clone = parent.clone();
    drop(parent);
    store.collect();
    assert_eq!(up(&child), Some(1), "a clone keeps it alive");
    drop(clone);
    store.collect();
    assert_eq!(up(&child), None);
}

thread_local! {
    static SAID: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static SAVED: RefCell<Option<Root<Tree<'static>>>> = const { RefCell::new(None) };
}

fn said() -> Vec<String> {
    SAID.take()
}

fn finalize<'a>(cx: &Cx<'a, FixedMemory>, tree: Gc<'a, Tree<'a>>) {
    SAID.with_borrow_mut(|s| s.push(format!("finalizer of {}", tree.key.get())));
    if tree.key.get() == 1 {
        // It lives on.
        SAVED.set(cx.root(tree).ok());
    }
}

fn clean<'a>(_cx: &Cx<'a, FixedMemory>, number: Gc<'a, Cell<u64>>) {
    SAID.with_borrow_mut(|s| s.push(format!("cleanup {}", number.get())));
}

#[test]
fn finalizers_and_cleanups() {
    let store = store(1 << 20);
    store
        .enter(|cx| {
            let (outer, inner) = (leaf(cx, 1)?, leaf(cx, 2)?);
            outer.left.set(cx, Some(inner));
            for tree in [outer, inner] {
                cx.set_finalizer(tree, finalize).unwrap();
            }
            assert_eq!(cx.set_finalizer(outer, finalize), Err(SpecialError::Exists));
            let cleanup = |n: u64| {
                let number = cx.alloc(Cell::new(n)).unwrap();
                cx.add_cleanup(inner, number, clean).unwrap()
            };
            cleanup(1);
            let second = cleanup(2);
            cleanup(3);
            assert!(cx.cancel_cleanup(second) && !cx.cancel_cleanup(second));
            let other = leaf(cx, 9)?;
            cx.set_finalizer(other, finalize).unwrap();
            assert!(cx.remove_finalizer(other) && !cx.remove_finalizer(other));
            Ok::<_, OutOfMemory>(())
        })
        .unwrap();
    let step = || {
        store.collect();
        (store.run_pending(), said())
    };
    assert_eq!(step(), (1, vec!["finalizer of 1".to_owned()]));
    assert_eq!(step(), (0, vec![]), "it was revived, and keeps the other");
    let saved = SAVED.take().unwrap();
    assert_eq!(
        store.enter(|cx| saved.get(cx).left.get().unwrap().key.get()),
        2
    );
    drop(saved);
    assert_eq!(step(), (1, vec!["finalizer of 2".to_owned()]));
    assert_eq!(
        step(),
        (2, vec!["cleanup 1".to_owned(), "cleanup 3".to_owned()])
    );
    store.collect();
    assert_eq!(store.heap().stats().heap_alloc, 0);
}

#[test]
#[should_panic(expected = "another store")]
fn a_root_belongs_to_its_store() {
    let (one, two) = (store(1 << 17), store(1 << 17));
    let root = one.enter(|cx| cx.root(leaf(cx, 1)?)).unwrap();
    two.enter(|cx| root.get(cx).key.get());
}

#[test]
fn a_store_may_go_before_its_roots() {
    let root = {
        let store = store(1 << 17);
        store.enter(|cx| cx.root(leaf(cx, 1)?)).unwrap()
    };
    drop(root);
}
