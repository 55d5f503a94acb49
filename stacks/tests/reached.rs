//! Which stack objects a walk finds alive, against an oracle that looks at all frames at once.

use burrow_stacks::build::{FuncInfoBuilder, Target};
use burrow_stacks::{Frame, Frames, FuncInfo, HEADER, Reached, WORD};
use proptest::prelude::*;

const SLOTS: usize = 2;
const OBJECTS: usize = 3;
/// Words of an object: its first and its last are pointers.
const SIZE: usize = 3;
const WORDS: usize = SLOTS + OBJECTS * SIZE;
const FRAME: usize = (HEADER + WORDS * WORD).next_multiple_of(8);

/// A function at whose resume point `used` the objects are used that have their bit in it.
fn info() -> &'static FuncInfo {
    let w = WORD as u32;
    let mut b = FuncInfoBuilder::new(Target::HOST, "f", 0, FRAME as u32);
    let first = (HEADER + SLOTS * WORD) as u32;
    let objects: Vec<_> = (0..OBJECTS as u32)
        .map(|n| {
            b.object(
                first + n * SIZE as u32 * w,
                1,
                SIZE as u32 * w,
                &[0, (SIZE as u32 - 1) * w],
            )
        })
        .collect();
    b.point(1, &[]);
    for used in 0..1 << OBJECTS {
        let here: Vec<_> = (0..OBJECTS)
            .filter(|n| used >> n & 1 != 0)
            .map(|n| objects[n])
            .collect();
        let slots: Vec<_> = (0..SLOTS as u32).map(|s| HEADER as u32 + s * w).collect();
        b.point_in(None, 1, &slots, &here);
    }
    let encoded = b.finish();
    Box::leak(Box::new(FuncInfo {
        frame_size: encoded.frame_size,
        resume: 0,
        maps: encoded.maps.leak().as_ptr(),
        meta: encoded.meta.leak().as_ptr(),
        defer: core::ptr::null(),
        flags_entry: encoded.flags_entry,
    }))
}

/// What a pointer word holds: a number, or a word of an object of a frame so many further out.
#[derive(Clone, Debug)]
enum Word {
    Number(usize),
    Inside(usize, usize, usize),
}

fn word() -> impl Strategy<Value = Word> {
    prop_oneof![
        2 => (1..1000_usize).prop_map(Word::Number),
        3 => (0..3_usize, 0..OBJECTS, 0..SIZE).prop_map(|(out, o, w)| Word::Inside(out, o, w)),
    ]
}

/// Pointers of a frame: slots, then those of the objects.
const POINTERS: usize = SLOTS + 2 * OBJECTS;

fn offset(pointer: usize) -> usize {
    match pointer.checked_sub(SLOTS) {
        None => pointer,
        Some(p) => SLOTS + p / 2 * SIZE + p % 2 * (SIZE - 1),
    }
}

proptest! {
    #[test]
    fn walks_find_what_is_alive(
        frames in prop::collection::vec((0..1_usize << OBJECTS, prop::collection::vec(word(), POINTERS)), 1..8),
    ) {
        let info = info();
        let mut stack = vec![0_u64; frames.len() * FRAME / 8];
        let fp = stack.as_mut_ptr().cast::<u8>();
        let base = fp.wrapping_add(frames.len() * FRAME);
        for (n, (used, words)) in frames.iter().enumerate() {
            let at = fp.wrapping_add(n * FRAME);
            for (p, word) in words.iter().enumerate() {
                let value = match word {
                    Word::Inside(out, o, w) if n + out < frames.len() => {
                        at as usize + out * FRAME + HEADER + (SLOTS + o * SIZE + w) * WORD
                    }
                    Word::Number(n) => *n,
                    Word::Inside(..) => 0,
                };
                // SAFETY: a word of the frame.
                unsafe { at.add(HEADER).cast::<usize>().add(offset(p)).write(value) };
            }
            // SAFETY: the frame has room for its header.
            unsafe { Frame::write_header(at, info, 1 + used) };
        }

        // The oracle: until nothing changes, whatever is alive makes alive what it points to.
        let mut alive: Vec<Vec<bool>> =
            frames.iter().map(|(used, _)| (0..OBJECTS).map(|o| used >> o & 1 != 0).collect()).collect();
        loop {
            let before = alive.clone();
            for (n, (_, words)) in frames.iter().enumerate() {
                for (p, word) in words.iter().enumerate() {
                    let counts = p < SLOTS || before[n][(p - SLOTS) / 2];
                    if let Word::Inside(out, o, _) = word && counts && n + out < frames.len() {
                        alive[n + out][*o] = true;
                    }
                }
            }
            if alive == before {
                break;
            }
        }
        let mut expected = vec![];
        for (n, (_, words)) in frames.iter().enumerate() {
            for (p, word) in words.iter().enumerate() {
                if let Word::Number(number) = word && (p < SLOTS || alive[n][(p - SLOTS) / 2]) {
                    expected.push(*number);
                }
            }
        }

        for (everything, mut reached) in [(false, Reached::new(base)), (true, Reached::everything(base))] {
            let mut seen = vec![];
            // SAFETY: the frames were made above.
            for frame in unsafe { Frames::new(fp, base) } {
                reached.visit(frame, |value| if value != 0 { seen.push(value) });
            }
            if everything {
                expected = frames.iter().flat_map(|f| &f.1).filter_map(|w| match w {
                    Word::Number(n) => Some(*n),
                    Word::Inside(..) => None,
                }).collect();
            }
            expected.sort_unstable();
            seen.sort_unstable();
            prop_assert_eq!(&seen, &expected);
        }
    }
}

/// More pointers further out than are remembered.
#[test]
fn too_many_count_as_all() {
    let info = info();
    let frames = Reached::ROOM + 2;
    let mut stack = vec![0_u64; frames * FRAME / 8];
    let fp = stack.as_mut_ptr().cast::<u8>();
    let base = fp.wrapping_add(frames * FRAME);
    for n in 0..frames {
        // Nothing is used but by the innermost frame; each points far out.
        let at = fp.wrapping_add(n * FRAME);
        // SAFETY: the frame's header, a slot, and the first pointer of its first object.
        unsafe {
            Frame::write_header(at, info, 1);
            let words = at.add(HEADER).cast::<usize>();
            words.write(base as usize - 8 * (n + 1));
            words.add(SLOTS).write(1 + n);
        }
    }
    let (mut reached, mut seen) = (Reached::new(base), vec![]);
    // SAFETY: the frames were made above.
    for frame in unsafe { Frames::new(fp, base) } {
        reached.visit(frame, |value| {
            if (1..=frames).contains(&value) {
                seen.push(value);
            }
        });
    }
    assert_eq!(seen, [frames - 1, frames]);
}
