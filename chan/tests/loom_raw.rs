//! Models of the type-erased layer. The elements are addresses of cells that loom watches: what a sender wrote before
//! it sent must be visible to the receiver, and to nobody else. A lost wake-up is a deadlock of the model.
#![cfg(loom)]

use burrow_chan::*;
use core::mem::MaybeUninit;
use loom::cell::UnsafeCell;
use loom::sync::{Condvar, Mutex};
use loom::thread;
use std::sync::Arc;

fn model(preemptions: usize, f: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.max_branches = 20_000;
    builder.check(f);
}

/// Wakes parties, which are the numbers 0 to 3.
struct Parties {
    woken: Mutex<[u32; 4]>,
    changed: Condvar,
}

impl Parties {
    fn new() -> Self {
        Parties {
            woken: Mutex::new([0; 4]),
            changed: Condvar::new(),
        }
    }

    fn wait(&self, party: usize) {
        let mut woken = self.woken.lock().unwrap();
        while woken[party] == 0 {
            woken = self.changed.wait(woken).unwrap();
        }
        woken[party] -= 1;
    }
}

impl Park for Parties {
    fn ready(&self, token: usize) {
        self.woken.lock().unwrap()[token] += 1;
        self.changed.notify_all();
    }
}

/// Channels `a` and `b`, four cells to send the addresses of, and who waits.
///
/// What makes its operations sound: every thread of a model holds the world by an `Arc`, and the places of its waiters until its
/// operations are over.
struct World {
    a: *mut RawChan,
    b: *mut RawChan,
    memory: Vec<Vec<u64>>,
    cells: Vec<UnsafeCell<usize>>,
    parties: Parties,
}

// SAFETY: channels may be used by all threads, and loom watches the cells.
unsafe impl Send for World {}
// SAFETY: as above.
unsafe impl Sync for World {}

impl World {
    fn new(cap: usize) -> Arc<Self> {
        let bytes = RawChan::layout(size_of::<usize>(), cap as i64).unwrap();
        let mut memory = vec![vec![0u64; bytes.div_ceil(8)], vec![0u64; bytes.div_ceil(8)]];
        let mut make = |i: usize| {
            let at = memory[i].as_mut_ptr().cast();
            // SAFETY: the memory has the size asked for, and the world keeps it.
            unsafe { RawChan::init_in(at, size_of::<usize>(), cap, 0) }
        };
        let (a, b) = (make(0), make(1));
        Arc::new(World {
            a,
            b,
            memory,
            cells: (0..4).map(|_| UnsafeCell::new(0)).collect(),
            parties: Parties::new(),
        })
    }

    /// Writes cell `i` and gives its address.
    fn write(&self, i: usize) -> usize {
        // SAFETY: loom finds an access that is not alone.
        self.cells[i].with_mut(|c| unsafe { *c = i + 1 });
        (&raw const self.cells[i]).expose_provenance()
    }

    /// Reads the cell whose address was received: which one it is.
    fn read(&self, at: usize) -> usize {
        let cell = core::ptr::with_exposed_provenance::<UnsafeCell<usize>>(at);
        // SAFETY: only addresses of the world's cells are sent.
        let cell = unsafe { &*cell };
        // Exclusive, so that a value received twice is a race.
        // SAFETY: loom finds an access that is not alone.
        let value = cell.with_mut(|c| unsafe { *c });
        assert_ne!(value, 0);
        value - 1
    }

    fn send(&self, ch: *mut RawChan, i: usize, w: &Place) -> Result<(), ChanPanic> {
        let v = self.write(i);
        let src = (&raw const v).cast();
        // SAFETY: see `World`.
        match unsafe { RawChan::start_send(ch, src, w.waiter, &Plain, &self.parties) } {
            SendStart::Ready => Ok(()),
            SendStart::Closed => Err(ChanPanic::SendOnClosed),
            SendStart::Parked => {
                self.parties.wait(w.party);
                // SAFETY: it was parked, and woken.
                unsafe { RawChan::finish_send(w.waiter) }
            }
        }
    }

    fn try_send(&self, ch: *mut RawChan, i: usize) -> bool {
        let v = self.write(i);
        // SAFETY: see `World`.
        let sent = unsafe { RawChan::try_send(ch, (&raw const v).cast(), &Plain, &self.parties) };
        sent == TrySend::Sent
    }

    fn start_recv(&self, ch: *mut RawChan, v: &mut usize, w: &Place) -> RecvStart {
        let dst = (&raw mut *v).cast();
        // SAFETY: see `World`.
        unsafe { RawChan::start_recv(ch, dst, w.waiter, &Plain, &self.parties) }
    }

    /// Waits for a receive that was parked.
    fn finish_recv(&self, v: &mut usize, w: &Place) -> bool {
        self.parties.wait(w.party);
        // SAFETY: it was parked, and woken.
        unsafe { RawChan::finish_recv(w.waiter, (&raw mut *v).cast()) }
    }

    fn recv(&self, ch: *mut RawChan, w: &Place) -> Option<usize> {
        let mut v = 0usize;
        let ok = match self.start_recv(ch, &mut v, w) {
            RecvStart::Ready { ok } => ok,
            RecvStart::Parked => self.finish_recv(&mut v, w),
        };
        ok.then(|| self.read(v))
    }

    fn cancel_recv(&self, ch: *mut RawChan, w: &Place) -> bool {
        // SAFETY: it is parked there, and not finished.
        unsafe { RawChan::cancel(ch, w.waiter, false) }
    }

    fn close(&self, ch: *mut RawChan) {
        // SAFETY: see `World`.
        unsafe { RawChan::close(ch, &self.parties) }.unwrap();
    }

    fn start_select(&self, cases: &[Case], selection: &Selection, seed: u32) -> SelectStart {
        let (mut order, mut rng) = ([0u16; 8], Rng::new(seed));
        // SAFETY: see `World`.
        unsafe {
            start_select(
                cases,
                selection,
                &mut order,
                &mut rng,
                &Plain,
                &self.parties,
            )
        }
    }

    /// Waits for a select that was parked.
    fn finish_select(
        &self,
        cases: &[Case],
        selection: &Selection,
        party: usize,
    ) -> Result<(usize, bool), ChanPanic> {
        self.parties.wait(party);
        // SAFETY: it was parked, and woken.
        unsafe { finish_select(cases, selection) }
    }

    /// Selects and gives the case that was chosen, with what was received.
    fn select(
        &self,
        cases: &mut [(*mut RawChan, Dir, usize)],
        places: &[Place],
        seed: u32,
    ) -> (usize, Result<Option<usize>, ChanPanic>) {
        let raw: Vec<Case> = cases
            .iter_mut()
            .zip(places)
            .map(|((chan, dir, elem), place)| place.case(*chan, *dir, elem))
            .collect();
        let selection = Selection::new();
        let (index, ok) = match self.start_select(&raw, &selection, seed) {
            SelectStart::Ready { index, ok } => (index, ok),
            SelectStart::Closed { index } => return (index, Err(ChanPanic::SendOnClosed)),
            SelectStart::Parked => match self.finish_select(&raw, &selection, places[0].party) {
                Ok(done) => done,
                Err(e) => return (selection.winner().unwrap(), Err(e)),
            },
        };
        let got = (raw[index].dir == Dir::Recv && ok).then(|| self.read(cases[index].2));
        (index, Ok(got))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // loom's own objects inside the channels have to be dropped.
        if !std::thread::panicking() {
            // SAFETY: no thread is left.
            unsafe {
                self.a.drop_in_place();
                self.b.drop_in_place();
            }
        }
        assert_eq!(self.memory.len(), 2);
    }
}

/// A party's waiter.
struct Place {
    party: usize,
    waiter: *mut Waiter,
    memory: Box<MaybeUninit<InlineWaiter<1>>>,
}

impl Place {
    fn new(party: usize) -> Self {
        let mut memory = Box::new(MaybeUninit::uninit());
        // SAFETY: the memory stays where it is, in its box.
        let waiter = unsafe { InlineWaiter::init_at(memory.as_mut_ptr(), party) };
        Place {
            party,
            waiter,
            memory,
        }
    }

    fn case(&self, chan: *mut RawChan, dir: Dir, elem: &mut usize) -> Case {
        Case {
            chan,
            elem: (&raw mut *elem).cast(),
            waiter: self.waiter,
            dir,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: it was made in `new`, and no operation is under way.
            unsafe { self.memory.assume_init_drop() };
        }
    }
}

/// Two threads meet at an unbuffered channel, in either order.
/// Bounds: 2 threads, 2 values, 3 preemptions.
///
/// Mutant: enqueue_after_unlock
#[test]
fn rendezvous() {
    model(3, || {
        let world = World::new(0);
        let sender = {
            let world = world.clone();
            thread::spawn(move || {
                let place = Place::new(1);
                world.send(world.a, 0, &place).unwrap();
                world.send(world.a, 1, &place).unwrap();
            })
        };
        let place = Place::new(0);
        assert_eq!(world.recv(world.a, &place), Some(0));
        assert_eq!(world.recv(world.a, &place), Some(1));
        sender.join().unwrap();
    });
}

/// A ring of one place runs full and empty: values stay in order, and who waits at either edge is woken.
/// Bounds: 2 threads, 3 values, 3 preemptions.
///
/// Mutant: recv_forgets_senders
/// Mutant: enqueue_after_unlock
#[test]
fn full_and_empty() {
    model(3, || {
        let world = World::new(1);
        let sender = {
            let world = world.clone();
            thread::spawn(move || {
                let place = Place::new(1);
                for i in 0..3 {
                    world.send(world.a, i, &place).unwrap();
                }
            })
        };
        let place = Place::new(0);
        assert_eq!(world.recv(world.a, &place), Some(0));
        assert_eq!(world.recv(world.a, &place), Some(1));
        // There is room for the last one, so the sender ends without another receive.
        sender.join().unwrap();
        assert_eq!(world.recv(world.a, &place), Some(2));
    });
}

/// `close` against a sender: it delivers nothing and is told so, before or while it waits.
/// Bounds: 2 threads, 3 preemptions.
///
/// Mutant: close_marks_last
#[test]
fn close_against_send() {
    model(3, || {
        let world = World::new(0);
        let sender = {
            let world = world.clone();
            thread::spawn(move || world.send(world.a, 0, &Place::new(1)))
        };
        world.close(world.a);
        assert_eq!(sender.join().unwrap(), Err(ChanPanic::SendOnClosed));
    });
}

/// `close` against a receiver, with a value in the ring: it gets the value, then the zero value.
/// Bounds: 2 threads, 3 preemptions.
///
/// Mutant: close_marks_last
#[test]
fn close_against_recv() {
    model(3, || {
        let world = World::new(1);
        let receiver = {
            let world = world.clone();
            thread::spawn(move || {
                let place = Place::new(1);
                assert_eq!(world.recv(world.a, &place), Some(0));
                assert_eq!(world.recv(world.a, &place), None);
            })
        };
        world.send(world.a, 0, &Place::new(0)).unwrap();
        world.close(world.a);
        receiver.join().unwrap();
    });
}

/// Two selects over the same two channels, each sending on one and receiving on the other, with opposite orders: they
/// neither wait for each other's locks nor complete twice; they agree on the channel.
/// Bounds: 2 threads, 2 channels, 3 preemptions.
///
/// Mutant: select_locks_unordered
#[test]
fn select_against_select() {
    model(3, || {
        let world = World::new(0);
        let other = {
            let world = world.clone();
            thread::spawn(move || {
                let v = world.write(1);
                let mut cases = [(world.b, Dir::Send, v), (world.a, Dir::Recv, 0)];
                world.select(&mut cases, &[Place::new(1), Place::new(1)], 1)
            })
        };
        let v = world.write(0);
        let mut cases = [(world.a, Dir::Send, v), (world.b, Dir::Recv, 0)];
        let mine = world.select(&mut cases, &[Place::new(0), Place::new(0)], 1);
        let theirs = other.join().unwrap();
        match mine {
            (0, Ok(None)) => assert_eq!(theirs, (1, Ok(Some(0)))),
            (1, Ok(Some(1))) => assert_eq!(theirs, (0, Ok(None))),
            other => panic!("{other:?}"),
        }
    });
}

/// A select waits at two channels, and somebody comes to each at the same time: one of them is served, and the other
/// finds nobody. Bounds: 3 threads, 2 channels, 2 preemptions.
///
/// Mutant: select_claim_without_cas
#[test]
fn two_counterparts_of_one_select() {
    model(2, || {
        let world = World::new(0);
        let sender = |to_b: bool, i: usize| {
            let world = world.clone();
            thread::spawn(move || world.try_send(if to_b { world.b } else { world.a }, i))
        };
        let (x, y) = (sender(false, 1), sender(true, 2));
        let places = [Place::new(0), Place::new(0)];
        let (mut r1, mut r2) = (0usize, 0usize);
        let cases = [
            places[0].case(world.a, Dir::Recv, &mut r1),
            places[1].case(world.b, Dir::Recv, &mut r2),
        ];
        let selection = Selection::new();
        let start = world.start_select(&cases, &selection, 1);
        let (sent_a, sent_b) = (x.join().unwrap(), y.join().unwrap());
        let sent = u32::from(sent_a) + u32::from(sent_b);
        match start {
            SelectStart::Ready { .. } => panic!("an unbuffered try_send cannot come first"),
            SelectStart::Parked if sent == 0 => {
                // SAFETY: it is parked.
                assert!(unsafe { cancel_select(&cases, &selection) });
            }
            _ => {
                assert_eq!(sent, 1, "one select was completed twice");
                let done = world.finish_select(&cases, &selection, 0);
                assert_eq!(done, Ok((usize::from(sent_b), true)));
                assert_eq!(
                    world.read(if sent_b { r2 } else { r1 }),
                    if sent_b { 2 } else { 1 }
                );
            }
        }
    });
}

/// Both channels of a select are closed at the same time; afterwards nothing of it is left in either queue: a second
/// select with the same waiters works as the first.
/// Bounds: 2 threads, 2 channels, 2 preemptions.
///
/// Mutant: losers_stay_queued
#[test]
fn select_against_close() {
    model(2, || {
        let world = World::new(0);
        let closer = {
            let world = world.clone();
            thread::spawn(move || {
                world.close(world.a);
                let place = Place::new(1);
                world.send(world.b, 2, &place).unwrap();
            })
        };
        let places = [Place::new(0), Place::new(0)];
        let mut got_b = false;
        let mut got_a = false;
        while !(got_a && got_b) {
            let a = if got_a {
                core::ptr::null_mut()
            } else {
                world.a
            };
            let mut cases = [(a, Dir::Recv, 0), (world.b, Dir::Recv, 0)];
            match world.select(&mut cases, &places, 1) {
                (0, Ok(None)) => got_a = true,
                (1, Ok(Some(2))) => got_b = true,
                other => panic!("{other:?}"),
            }
        }
        closer.join().unwrap();
    });
}

/// A parked receiver gives up while a sender comes: either the value is received, or it is still the sender's.
/// Bounds: 2 threads, 3 preemptions.
///
/// Mutant: cancel_says_removed
#[test]
fn cancel_against_send() {
    model(3, || {
        let world = World::new(0);
        let sender = {
            let world = world.clone();
            thread::spawn(move || world.try_send(world.a, 1))
        };
        let (place, mut v) = (Place::new(0), 0);
        let start = world.start_recv(world.a, &mut v, &place);
        assert_eq!(start, RecvStart::Parked);
        let cancelled = world.cancel_recv(world.a, &place);
        if !cancelled {
            assert!(world.finish_recv(&mut v, &place));
            assert_eq!(world.read(v), 1);
        }
        assert_eq!(sender.join().unwrap(), !cancelled);
    });
}

/// A ring of two places, between its edges: each side uses its own lock alone, and what was sent is seen by who receives it.
/// Bounds: 2 threads, 3 values, 3 preemptions.
///
/// Mutant: move_told_early
/// Mutant: recv_trusts_first_look
#[test]
fn the_sides_of_a_ring_meet() {
    model(3, || {
        let world = World::new(2);
        let sender = {
            let world = world.clone();
            thread::spawn(move || {
                let place = Place::new(1);
                for i in 0..3 {
                    world.send(world.a, i, &place).unwrap();
                }
            })
        };
        let place = Place::new(0);
        for i in 0..3 {
            assert_eq!(world.recv(world.a, &place), Some(i));
        }
        sender.join().unwrap();
    });
}

/// Two senders and a receiver at a ring of one place: every value arrives once, whoever finds the ring at its edge.
/// Bounds: 3 threads, 2 values, 2 preemptions.
///
/// Mutant: enqueue_after_unlock
#[test]
fn several_at_each_side_of_a_ring() {
    model(2, || {
        let world = World::new(1);
        let spawn = |i: usize| {
            let world = world.clone();
            thread::spawn(move || world.send(world.a, i, &Place::new(i)).unwrap())
        };
        let senders = [spawn(1), spawn(2)];
        let place = Place::new(0);
        let mut got = [(); 2].map(|()| world.recv(world.a, &place).unwrap());
        got.sort_unstable();
        assert_eq!(got, [1, 2]);
        senders.into_iter().for_each(|s| s.join().unwrap());
    });
}

/// A select over two rings chooses by a glance, with no lock held, while a thread sends to one, receives from it again and
/// sends to the other: it gets one value and leaves the rest, and it sleeps through no send.
/// Bounds: 2 threads, 2 channels, 3 preemptions.
///
/// Mutant: glance_is_enough
#[test]
fn select_by_a_glance() {
    model(3, || {
        let world = World::new(1);
        let other = {
            let world = world.clone();
            thread::spawn(move || {
                let place = Place::new(1);
                world.send(world.a, 1, &place).unwrap();
                let mut v = 0;
                let mine = match world.start_recv(world.a, &mut v, &place) {
                    RecvStart::Ready { .. } => Some(world.read(v)),
                    RecvStart::Parked if world.cancel_recv(world.a, &place) => None,
                    RecvStart::Parked => {
                        assert!(world.finish_recv(&mut v, &place));
                        Some(world.read(v))
                    }
                };
                world.send(world.b, 2, &place).unwrap();
                mine
            })
        };
        let places = [Place::new(0), Place::new(0)];
        let mut cases = [(world.a, Dir::Recv, 0), (world.b, Dir::Recv, 0)];
        let (index, got) = world.select(&mut cases, &places, 1);
        assert_eq!(got, Ok(Some(index + 1)));
        match other.join().unwrap() {
            Some(v) => assert_eq!((v, index), (1, 1), "received twice"),
            None if index == 0 => assert_eq!(world.recv(world.b, &places[0]), Some(2)),
            None => panic!("the first value is lost"),
        }
    });
}

/// A select that sends to either of two rings of one place, against a thread that fills and empties both.
/// Bounds: 2 threads, 2 channels, 3 preemptions.
///
/// Mutant: glance_is_enough
#[test]
fn select_sends_by_a_glance() {
    model(3, || {
        let world = World::new(1);
        let other = {
            let world = world.clone();
            thread::spawn(move || {
                let place = Place::new(1);
                let mut filled = vec![];
                for (ch, i) in [(world.a, 1), (world.b, 2)] {
                    if world.try_send(ch, i) {
                        filled.push(i);
                    }
                }
                let mut got = vec![];
                for ch in [world.a, world.b] {
                    let mut v = 0;
                    match world.start_recv(ch, &mut v, &place) {
                        RecvStart::Ready { .. } => got.push(world.read(v)),
                        RecvStart::Parked if world.cancel_recv(ch, &place) => {}
                        RecvStart::Parked => {
                            assert!(world.finish_recv(&mut v, &place));
                            got.push(world.read(v));
                        }
                    }
                }
                (filled, got)
            })
        };
        let places = [Place::new(0), Place::new(0)];
        let v = world.write(3);
        let mut cases = [(world.a, Dir::Send, v), (world.b, Dir::Send, v)];
        let (_, sent) = world.select(&mut cases, &places, 1);
        assert_eq!(sent, Ok(None));
        let (mut want, mut got) = other.join().unwrap();
        want.push(3);
        for ch in [world.a, world.b] {
            let mut v = 0;
            let start = world.start_recv(ch, &mut v, &places[0]);
            if let RecvStart::Ready { .. } = start {
                got.push(world.read(v));
            } else {
                assert!(world.cancel_recv(ch, &places[0]));
            }
        }
        got.sort_unstable();
        assert_eq!(got, want);
    });
}
