//! Models of the type-erased layer. The elements are addresses of cells that loom watches: what a sender wrote before
//! it sent must be visible to the receiver, and to nobody else. A lost wake-up is a deadlock of the model.
#![cfg(loom)]
#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "channels, waiters and cells live as long as the model that uses them"
)]

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
struct World {
    a: *mut RawChan,
    b: *mut RawChan,
    memory: Vec<Vec<u64>>,
    cells: Vec<UnsafeCell<usize>>,
    parties: Parties,
}

unsafe impl Send for World {}
unsafe impl Sync for World {}

impl World {
    fn new(cap: usize) -> Arc<Self> {
        let bytes = RawChan::layout(size_of::<usize>(), cap as i64).unwrap();
        let mut memory = vec![vec![0u64; bytes.div_ceil(8)], vec![0u64; bytes.div_ceil(8)]];
        let mut make = |i: usize| unsafe {
            RawChan::init_in(memory[i].as_mut_ptr().cast(), size_of::<usize>(), cap, 0)
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
        self.cells[i].with_mut(|c| unsafe { *c = i + 1 });
        (&raw const self.cells[i]).expose_provenance()
    }

    /// Reads the cell whose address was received: which one it is.
    fn read(&self, at: usize) -> usize {
        let cell = unsafe { &*core::ptr::with_exposed_provenance::<UnsafeCell<usize>>(at) };
        // Exclusive, so that a value received twice is a race.
        let value = cell.with_mut(|c| unsafe { *c });
        assert_ne!(value, 0);
        value - 1
    }

    fn send(&self, ch: *mut RawChan, i: usize, w: &Place) -> Result<(), ChanPanic> {
        let v = self.write(i);
        let src = (&raw const v).cast();
        match unsafe { RawChan::start_send(ch, src, w.waiter, &Plain, &self.parties) } {
            SendStart::Ready => Ok(()),
            SendStart::Closed => Err(ChanPanic::SendOnClosed),
            SendStart::Parked => {
                self.parties.wait(w.party);
                unsafe { RawChan::finish_send(w.waiter) }
            }
        }
    }

    fn recv(&self, ch: *mut RawChan, w: &Place) -> Option<usize> {
        let mut v = 0usize;
        let dst = (&raw mut v).cast();
        let ok = match unsafe { RawChan::start_recv(ch, dst, w.waiter, &Plain, &self.parties) } {
            RecvStart::Ready { ok } => ok,
            RecvStart::Parked => {
                self.parties.wait(w.party);
                unsafe { RawChan::finish_recv(w.waiter, dst) }
            }
        };
        ok.then(|| self.read(v))
    }

    fn close(&self, ch: *mut RawChan) {
        unsafe { RawChan::close(ch, &self.parties) }.unwrap();
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
            .map(|((chan, dir, elem), place)| Case {
                chan: *chan,
                elem: (&raw mut *elem).cast(),
                waiter: place.waiter,
                dir: *dir,
            })
            .collect();
        let (selection, mut order) = (Selection::new(), [0u16; 8]);
        let mut rng = Rng::new(seed);
        let parties = &self.parties;
        let start =
            unsafe { start_select(&raw, &selection, &mut order, &mut rng, &Plain, parties) };
        let (index, ok) = match start {
            SelectStart::Ready { index, ok } => (index, ok),
            SelectStart::Closed { index } => return (index, Err(ChanPanic::SendOnClosed)),
            SelectStart::Parked => {
                parties.wait(places[0].party);
                match unsafe { finish_select(&raw, &selection) } {
                    Ok(done) => done,
                    Err(e) => return (selection.winner().unwrap(), Err(e)),
                }
            }
        };
        let got = (raw[index].dir == Dir::Recv && ok).then(|| self.read(cases[index].2));
        (index, Ok(got))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // loom's own objects inside the channels have to be dropped.
        if !std::thread::panicking() {
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
        let waiter = unsafe { InlineWaiter::init_at(memory.as_mut_ptr(), party) };
        Place {
            party,
            waiter,
            memory,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() {
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
        let sender = |ch: *mut RawChan, i: usize| {
            let world = world.clone();
            let ch = ch.expose_provenance();
            thread::spawn(move || {
                let v = world.write(i);
                let ch = core::ptr::with_exposed_provenance(ch);
                let src = (&raw const v).cast();
                unsafe { RawChan::try_send(ch, src, &Plain, &world.parties) == TrySend::Sent }
            })
        };
        let (x, y) = (sender(world.a, 1), sender(world.b, 2));
        let places = [Place::new(0), Place::new(0)];
        let (mut r1, mut r2) = (0usize, 0usize);
        let cases = [
            Case {
                chan: world.a,
                elem: (&raw mut r1).cast(),
                waiter: places[0].waiter,
                dir: Dir::Recv,
            },
            Case {
                chan: world.b,
                elem: (&raw mut r2).cast(),
                waiter: places[1].waiter,
                dir: Dir::Recv,
            },
        ];
        let (selection, mut order, mut rng) = (Selection::new(), [0; 4], Rng::new(1));
        let parties = &world.parties;
        let start =
            unsafe { start_select(&cases, &selection, &mut order, &mut rng, &Plain, parties) };
        let (sent_a, sent_b) = (x.join().unwrap(), y.join().unwrap());
        let sent = u32::from(sent_a) + u32::from(sent_b);
        match start {
            SelectStart::Ready { .. } => panic!("an unbuffered try_send cannot come first"),
            SelectStart::Parked if sent == 0 => {
                assert!(unsafe { cancel_select(&cases, &selection) });
            }
            _ => {
                assert_eq!(sent, 1, "one select was completed twice");
                parties.wait(0);
                let done = unsafe { finish_select(&cases, &selection) };
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
            thread::spawn(move || {
                let v = world.write(1);
                let src = (&raw const v).cast();
                unsafe { RawChan::try_send(world.a, src, &Plain, &world.parties) == TrySend::Sent }
            })
        };
        let place = Place::new(0);
        let mut v = 0usize;
        let dst = (&raw mut v).cast();
        let start =
            unsafe { RawChan::start_recv(world.a, dst, place.waiter, &Plain, &world.parties) };
        assert_eq!(start, RecvStart::Parked);
        let cancelled = unsafe { RawChan::cancel(world.a, place.waiter, false) };
        if !cancelled {
            world.parties.wait(0);
            assert!(unsafe { RawChan::finish_recv(place.waiter, dst) });
            assert_eq!(world.read(v), 1);
        }
        assert_eq!(sender.join().unwrap(), !cancelled);
    });
}
