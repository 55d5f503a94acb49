//! Layouts survive encoding: random functions against a model, for targets of both word sizes.

use std::collections::BTreeSet;

use burrow_stacks::build::{FileTable, FuncInfoBuilder, Target};
use burrow_stacks::{DeferInfo, DeferRecord, Files, MapTable, Meta, WORD};
use proptest::prelude::*;

/// A function described by word offsets after the header.
#[derive(Clone, Debug)]
struct Layout {
    word: u32,
    slots: u32,
    objects: Vec<(u32, u32, BTreeSet<u32>)>,
    points: Vec<(u32, BTreeSet<u32>, BTreeSet<usize>)>,
    results: BTreeSet<u32>,
}

fn layouts() -> impl Strategy<Value = Layout> {
    let objects = prop::collection::vec(
        (
            0..20u32,
            1..40u32,
            prop::collection::btree_set(0..40u32, 0..9),
        ),
        0..4,
    );
    (
        prop_oneof![Just(4u32), Just(8)],
        prop_oneof![0..9u32, 9..100u32, 200..3000u32],
        objects,
    )
        .prop_flat_map(|(word, slots, objects)| {
            let n = objects.len();
            let point = (
                1..5000u32,
                prop::collection::btree_set(0..slots.max(1), 0..12),
                prop::collection::btree_set(0..n.max(1), 0..=n),
            );
            let points = prop_oneof![
                prop::collection::vec(point.clone(), 1..12),
                prop::collection::vec(point, 250..700),
            ];
            (points, prop::collection::btree_set(0..30u32, 0..4)).prop_map(
                move |(points, results)| Layout {
                    word,
                    slots,
                    objects: objects.clone(),
                    points,
                    results,
                },
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn maps_survive(layout in layouts()) {
        let w = layout.word;
        let sizes = layout.objects.iter().map(|(n, size, _)| n * size).sum::<u32>();
        let frame = ((2 + layout.slots + sizes) * w).next_multiple_of(8);
        let entry = (2 + layout.slots.min(8)) * w;
        let mut b = FuncInfoBuilder::new(Target { word: w }, "p.f", 3, frame);
        b.entry_size(entry);
        b.results(&layout.results.iter().map(|r| r * w).collect::<Vec<_>>());
        let mut offset = 2 + layout.slots;
        let mut objects = vec![];
        for (n, size, pointers) in &layout.objects {
            let inside: Vec<_> = pointers.iter().filter(|p| *p < size).copied().collect();
            let bytes: Vec<_> = inside.iter().map(|p| p * w).collect();
            let id = b.object(offset * w, *n, size * w, &bytes);
            let words: Vec<_> = (0..*n).flat_map(|i| inside.iter().map(move |p| offset + i * size + p)).collect();
            objects.push((id, words));
            offset += n * size;
        }
        let mut expected = vec![];
        for (k, (line, slots, live)) in layout.points.iter().enumerate() {
            let limit = if k == 0 { layout.slots.min(8) } else { layout.slots };
            let slots: Vec<_> = slots.iter().filter(|s| **s < limit).map(|s| s + 2).collect();
            let live: Vec<_> = live.iter().filter(|o| k > 0 && **o < objects.len()).map(|o| &objects[*o]).collect();
            let ids: Vec<_> = live.iter().map(|o| o.0).collect();
            b.point_in(None, *line, &slots.iter().map(|s| s * w).collect::<Vec<_>>(), &ids);
            let with = |objects: Vec<&(_, Vec<u32>)>| slots.iter().copied().chain(objects.into_iter().flat_map(|o| o.1.clone())).collect::<Vec<_>>();
            let all = objects.iter().filter(|_| k > 0).collect();
            expected.push((*line, with(all), with(live)));
        }
        let e = b.finish();
        prop_assert_eq!(e.points as usize, layout.points.len());
        prop_assert_eq!(e.flags_entry >> 16, entry);
        let meta_len = e.meta.len();
        let meta: &'static [u8] = Box::leak(e.meta.into());
        // SAFETY: both were encoded by the builder just now; `e.maps` outlives the view.
        let (maps, meta) = unsafe { (MapTable::new(e.maps.as_ptr()), Meta::new(meta.as_ptr()).unwrap()) };
        for (k, (line, words, used)) in expected.iter().enumerate() {
            let mut seen = vec![];
            // SAFETY: `k` is one of the points.
            unsafe { maps.for_each(k, |at| seen.push(at as u32)) };
            prop_assert_eq!(&seen, words);
            let mut seen = vec![];
            // SAFETY: `k` is one of the points.
            unsafe { maps.trace(k, &mut seen, |seen, at| seen.push(at as u32), |_, _| false) };
            prop_assert_eq!(&seen, used);
            let p: Vec<_> = meta.positions(k).collect();
            prop_assert_eq!(p.len(), 1);
            prop_assert_eq!(meta.find(p[0].at), Some(p[0]));
            if k == 0 {
                prop_assert_eq!(p[0].at, meta.entry());
            }
            prop_assert_eq!((p[0].name, p[0].file, p[0].line, p[0].inlined), ("p.f", 3, *line, false));
        }
        prop_assert_eq!(meta.end().addr() - meta.start_address().addr(), meta_len);
        let mut results = vec![];
        maps.for_each_result(|at| results.push(at as u32));
        prop_assert_eq!(results, layout.results.iter().copied().collect::<Vec<_>>());
    }
}

#[test]
fn a_function_without_pointers_costs_two_bytes() {
    let mut b = FuncInfoBuilder::new(Target::WASM32, "main.main", 0, 16);
    for line in 1..100 {
        b.point(line, &[]);
    }
    let e = b.finish();
    assert_eq!(e.maps, [0, 0]);
    assert!(e.meta.len() < 9 + 6 + 99, "{}", e.meta.len());
}

#[test]
fn equal_maps_are_kept_once() {
    let mut b = FuncInfoBuilder::new(Target::WASM32, "main.main", 0, 40);
    b.entry_size(16);
    b.point(1, &[8]);
    for line in 2..100 {
        b.point(line, &[8, 16]);
    }
    // Heading 3, two bitmaps of one byte, an index of one byte a point.
    assert_eq!(b.finish().maps.len(), 3 + 2 + 99);
}

#[test]
fn code_may_come_from_several_files() {
    let mut b = FuncInfoBuilder::new(Target::WASM32, "main.f", 0, 16);
    let other = b.other_file(None, 1);
    let g = b.inline(Some(other), "main.g", 0, 7);
    let third = b.other_file(Some(g), 2);
    b.point(10, &[]);
    b.point_in(Some(other), 3, &[], &[]);
    b.point_in(Some(third), 4, &[], &[]);
    let bytes: &'static [u8] = Box::leak(b.finish().meta.into());
    // SAFETY: encoded by the builder, and leaked.
    let meta = unsafe { Meta::new(bytes.as_ptr()).unwrap() };
    let at = |k| {
        meta.positions(k)
            .map(|p| (p.name, p.file, p.line, p.inlined))
            .collect::<Vec<_>>()
    };
    assert_eq!(at(0), [("main.f", 0, 10, false)]);
    assert_eq!(at(1), [("main.f", 1, 3, false)]);
    assert_eq!(at(2), [("main.g", 2, 4, true), ("main.f", 1, 7, false)]);
}

#[test]
fn inlined_bodies_are_expanded() {
    let mut b = FuncInfoBuilder::new(Target::WASM32, "main.outer", 0, 16);
    let a = b.inline(None, "main.a", 1, 11);
    let c = b.inline(Some(a), "lib.c", 2, 21);
    b.point(10, &[]);
    b.point_in(Some(c), 31, &[], &[]);
    b.point_in(Some(a), 22, &[], &[]);
    b.point(12, &[]);
    let bytes: &'static [u8] = Box::leak(b.finish().meta.into());
    // SAFETY: encoded by the builder, and leaked.
    let meta = unsafe { Meta::new(bytes.as_ptr()).unwrap() };
    let at = |k| {
        meta.positions(k)
            .map(|p| (p.name, p.file, p.line, p.inlined))
            .collect::<Vec<_>>()
    };
    // Each line of a trace has an address of its own.
    let all: Vec<_> = (0..4).flat_map(|k| meta.positions(k)).collect();
    assert_eq!(all.len(), 7);
    for (n, p) in all.iter().enumerate() {
        assert_eq!(meta.find(p.at), Some(*p));
        let same = all[..n].iter().any(|q| q.at == p.at);
        assert_eq!(same, all[..n].contains(p));
    }
    assert_eq!(meta.find(meta.end()), None);
    assert_eq!(meta.find(meta.start_address()), None);
    assert_eq!(at(0), [("main.outer", 0, 10, false)]);
    assert_eq!(
        at(1),
        [
            ("lib.c", 2, 31, true),
            ("main.a", 1, 21, true),
            ("main.outer", 0, 11, false)
        ]
    );
    assert_eq!(
        at(2),
        [("main.a", 1, 22, true), ("main.outer", 0, 11, false)]
    );
    assert_eq!(at(3), [("main.outer", 0, 12, false)]);
    assert_eq!(
        (meta.name(), meta.start(), meta.points()),
        ("main.outer", (0, 10), 4)
    );
}

#[test]
fn file_names() {
    let mut t = FileTable::new();
    assert_eq!(
        [t.number("a.go"), t.number("b.go"), t.number("a.go")],
        [0, 1, 0]
    );
    let bytes: &'static [u8] = Box::leak(t.encode().into());
    // SAFETY: encoded by the table, and leaked.
    let files = unsafe { Files::new(bytes.as_ptr()) };
    assert_eq!(
        [files.get(0), files.get(1), files.get(2)],
        [Some("a.go"), Some("b.go"), None]
    );
}

#[test]
#[should_panic(expected = "pointer slot 4 of point 0")]
fn a_slot_in_the_header_is_refused() {
    FuncInfoBuilder::new(Target::WASM32, "main.main", 0, 16).point(1, &[4]);
}

#[test]
#[should_panic(expected = "not a multiple of a word")]
fn a_misaligned_slot_is_refused() {
    FuncInfoBuilder::new(Target::WASM32, "main.main", 0, 16)
        .entry_size(16)
        .point(1, &[10]);
}

#[test]
fn pending_defers() {
    let w = WORD as u32;
    let mut frame = [0usize; 8];
    let fp = frame.as_mut_ptr().cast::<u8>();
    let never = |_: *mut usize, _: usize| unreachable!();
    let open = DeferInfo {
        exit_point: 1,
        mask: 2 * w,
        closures: 3 * w,
        count: 3,
        list: 0,
        flags: 0,
    };
    // SAFETY: the offsets are inside `frame`.
    unsafe {
        fp.add(2 * WORD).write(0b101);
        fp.add(3 * WORD).cast::<[usize; 3]>().write([70, 71, 72]);
        assert!(open.is_pending(fp));
        assert_eq!(
            [
                open.pop(fp, never),
                open.pop(fp, never),
                open.pop(fp, never)
            ],
            [Some(72), Some(70), None]
        );
        assert!(!open.is_pending(fp));
    }
    let mut first = DeferRecord {
        next: core::ptr::null_mut(),
        closure: 80,
    };
    let mut second = DeferRecord {
        next: &raw mut first,
        closure: 81,
    };
    let list = DeferInfo {
        list: 6 * w,
        count: 0,
        ..open
    };
    // SAFETY: as above; the records outlive the calls.
    unsafe {
        fp.add(6 * WORD)
            .cast::<*mut DeferRecord>()
            .write(&raw mut second);
        assert_eq!(
            [
                list.pop(fp, never),
                list.pop(fp, never),
                list.pop(fp, never)
            ],
            [Some(81), Some(80), None]
        );
    }
    let mut head = &raw mut second;
    let indirect = DeferInfo {
        flags: DeferInfo::INDIRECT,
        ..list
    };
    let store = |at: *mut usize, value: usize| {
        // SAFETY: `at` is the address of `head`.
        unsafe { at.write(value) }
    };
    // SAFETY: as above.
    unsafe {
        assert!(!indirect.is_pending(fp));
        assert_eq!(indirect.pop(fp, never), None);
        fp.add(6 * WORD)
            .cast::<*mut *mut DeferRecord>()
            .write(&raw mut head);
        assert!(indirect.is_pending(fp));
        assert_eq!(
            [
                indirect.pop(fp, store),
                indirect.pop(fp, store),
                indirect.pop(fp, never)
            ],
            [Some(81), Some(80), None]
        );
        assert!(!indirect.is_pending(fp));
    }
}
