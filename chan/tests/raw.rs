//! The type-erased layer: Go's semantics, one operation at a time, in one thread.

mod leaked {
    include!("common/leaked.rs");
}

use burrow_chan::*;
use leaked::{Woken, leaked_chan, leaked_waiter as waiter};

/// A channel. What makes its operations sound: it stays for ever, as do the waiters, and the elements of a test are locals that
/// outlive its operations.
#[derive(Clone, Copy)]
struct Chan(*const RawChan);

impl Chan {
    const NIL: Chan = Chan(core::ptr::null());

    fn new(cap: usize) -> Self {
        Self::sized(8, cap)
    }

    fn sized(elem: usize, cap: usize) -> Self {
        Chan(leaked_chan(elem, cap))
    }

    fn send(self, v: u64, w: *mut Waiter, park: &Woken) -> SendStart {
        // SAFETY: see `Chan`.
        unsafe { RawChan::start_send(self.0, (&raw const v).cast(), w, &Plain, park) }
    }

    fn recv(self, w: *mut Waiter, park: &Woken) -> (RecvStart, u64) {
        let mut v = 77u64;
        // SAFETY: see `Chan`.
        let r = unsafe { RawChan::start_recv(self.0, (&raw mut v).cast(), w, &Plain, park) };
        (r, v)
    }

    fn try_send(self, v: u64, park: &Woken) -> TrySend {
        self.try_send_bytes(&v.to_ne_bytes(), park)
    }

    fn try_send_bytes(self, v: &[u8], park: &Woken) -> TrySend {
        // SAFETY: see `Chan`; the elements of all channels here have the size of `v`, or none.
        unsafe { RawChan::try_send(self.0, v.as_ptr(), &Plain, park) }
    }

    fn try_recv(self, park: &Woken) -> (TryRecv, u64) {
        let mut v = 77u64.to_ne_bytes();
        let r = self.try_recv_bytes(&mut v, park);
        (r, u64::from_ne_bytes(v))
    }

    fn try_recv_bytes(self, v: &mut [u8], park: &Woken) -> TryRecv {
        // SAFETY: as in `try_send_bytes`.
        unsafe { RawChan::try_recv(self.0, v.as_mut_ptr(), &Plain, park) }
    }

    fn close(self, park: &Woken) -> Result<(), ChanPanic> {
        // SAFETY: see `Chan`.
        unsafe { RawChan::close(self.0, park) }
    }

    fn cancel_send(self, w: *mut Waiter) -> bool {
        // SAFETY: it was parked there.
        unsafe { RawChan::cancel(self.0, w, true) }
    }

    fn len(self) -> usize {
        // SAFETY: see `Chan`.
        unsafe { &*self.0 }.len()
    }

    fn case(self, dir: Dir, elem: &mut u64, waiter: *mut Waiter) -> Case {
        Case {
            chan: self.0,
            elem: (&raw mut *elem).cast(),
            waiter,
            dir,
        }
    }
}

/// A select over cases whose elements and waiters outlive it.
struct Selecting<'t> {
    cases: &'t [Case],
    selection: Selection,
    rng: Rng,
    park: &'t Woken,
}

impl<'t> Selecting<'t> {
    fn new(cases: &'t [Case], seed: u32, park: &'t Woken) -> Self {
        let (selection, rng) = (Selection::new(), Rng::new(seed));
        Selecting {
            cases,
            selection,
            rng,
            park,
        }
    }

    fn start(&mut self) -> SelectStart {
        let (cases, selection) = (self.cases, &self.selection);
        // SAFETY: see `Chan`.
        unsafe {
            start_select(
                cases,
                selection,
                &mut [0; 8],
                &mut self.rng,
                &Plain,
                self.park,
            )
        }
    }

    fn try_start(&mut self) -> SelectStart {
        // SAFETY: see `Chan`.
        unsafe { try_select(self.cases, &mut [0; 8], &mut self.rng, &Plain, self.park) }
    }

    fn finish(&self) -> Result<(usize, bool), ChanPanic> {
        // SAFETY: it was parked, and woken.
        unsafe { finish_select(self.cases, &self.selection) }
    }

    fn cancel(&self) -> bool {
        // SAFETY: it is parked.
        unsafe { cancel_select(self.cases, &self.selection) }
    }
}

fn finish_send(w: *mut Waiter) -> Result<(), ChanPanic> {
    // SAFETY: it was parked, and woken.
    unsafe { RawChan::finish_send(w) }
}

fn finish_recv(w: *mut Waiter) -> (bool, u64) {
    let mut v = 77u64;
    // SAFETY: as above.
    let ok = unsafe { RawChan::finish_recv(w, (&raw mut v).cast()) };
    (ok, v)
}

/// Size and meta word of what a collector finds in a waiter.
fn root(w: *mut Waiter) -> Option<(usize, usize)> {
    // SAFETY: waiters stay for ever.
    unsafe { &*w }.root().map(|r| (r.1, r.2))
}

const READY: RecvStart = RecvStart::Ready { ok: true };

#[test]
fn a_rendezvous_hands_the_value_over_in_both_orders() {
    let (c, park) = (Chan::new(0), Woken::default());
    let (a, b) = (waiter(1), waiter(2));
    assert_eq!(c.send(5, a, &park), SendStart::Parked);
    assert_eq!(root(a), Some((8, 0)));
    assert_eq!(c.recv(b, &park), (READY, 5));
    assert_eq!(park.take(), [1]);
    assert_eq!(finish_send(a), Ok(()));
    assert_eq!(root(a), None);

    assert_eq!(c.recv(b, &park), (RecvStart::Parked, 77));
    assert_eq!(c.send(6, a, &park), SendStart::Ready);
    assert_eq!(park.take(), [2]);
    assert_eq!(finish_recv(b), (true, 6));
}

#[test]
fn a_full_buffer_keeps_the_order_of_values_and_of_senders() {
    let (c, park) = (Chan::new(2), Woken::default());
    for v in 0..2 {
        assert_eq!(c.try_send(v, &park), TrySend::Sent);
    }
    assert_eq!(c.try_send(9, &park), TrySend::Full);
    let senders = [waiter(10), waiter(11), waiter(12)];
    for (i, &w) in senders.iter().enumerate() {
        assert_eq!(c.send(2 + i as u64, w, &park), SendStart::Parked);
    }
    for v in 0..5 {
        assert_eq!(c.try_recv(&park), (TryRecv::Value, v));
    }
    assert_eq!(park.take(), [10, 11, 12]);
    assert_eq!(c.try_recv(&park), (TryRecv::Empty, 77));
}

#[test]
fn close_drains_then_gives_zero_and_wakes_everyone() {
    let park = Woken::default();
    let c = Chan::new(1);
    c.try_send(3, &park);
    let w = waiter(4);
    assert_eq!(c.send(8, w, &park), SendStart::Parked);
    assert_eq!(c.close(&park), Ok(()));
    assert_eq!(park.take(), [4]);
    assert_eq!(finish_send(w), Err(ChanPanic::SendOnClosed));
    assert_eq!(c.close(&park), Err(ChanPanic::CloseOfClosed));
    assert_eq!(c.send(1, w, &park), SendStart::Closed);
    assert_eq!(c.try_send(1, &park), TrySend::Closed);
    assert_eq!(c.recv(w, &park), (READY, 3));
    assert_eq!(c.recv(w, &park), (RecvStart::Ready { ok: false }, 0));
    assert_eq!(c.try_recv(&park), (TryRecv::Closed, 0));

    let c = Chan::new(0);
    let ws = [waiter(1), waiter(2), waiter(3)];
    for w in ws {
        assert_eq!(c.recv(w, &park).0, RecvStart::Parked);
    }
    assert_eq!(c.close(&park), Ok(()));
    assert_eq!(park.take(), [1, 2, 3]);
    for w in ws {
        assert_eq!(finish_recv(w), (false, 0));
    }
}

#[test]
fn nil_channels_block_for_ever_and_cannot_be_closed() {
    let park = Woken::default();
    let (nil, w) = (Chan::NIL, waiter(1));
    assert_eq!(nil.send(1, w, &park), SendStart::Parked);
    assert_eq!(nil.recv(w, &park), (RecvStart::Parked, 77));
    assert_eq!(nil.try_send(1, &park), TrySend::Full);
    assert_eq!(nil.try_recv(&park), (TryRecv::Empty, 77));
    assert_eq!(nil.close(&park), Err(ChanPanic::CloseOfNil));
    assert!(nil.cancel_send(w));
}

#[test]
fn sizes() {
    assert_eq!(RawChan::layout(8, -1), Err(ChanPanic::SizeOutOfRange));
    assert_eq!(
        RawChan::layout(8, i64::MAX / 4),
        Err(ChanPanic::SizeOutOfRange)
    );
    assert_eq!(
        RawChan::layout(ELEM_LIMIT, 0),
        Err(ChanPanic::SizeOutOfRange)
    );
    assert_eq!(RawChan::layout(0, i64::MAX), Ok(RawChan::BUFFER_OFFSET));
    let (c, park) = (Chan::sized(0, 3), Woken::default());
    for n in 1..=3 {
        assert_eq!(c.try_send(0, &park), TrySend::Sent);
        assert_eq!(c.len(), n);
    }
    assert_eq!(c.try_send(0, &park), TrySend::Full);
    assert_eq!(c.try_recv(&park), (TryRecv::Value, 77));
    for elem in [1, 2, 3, 4, 12, 16, 24, 64, 65_535] {
        let c = Chan::sized(elem, 2);
        let src: Vec<u8> = (0..elem).map(|i| i as u8).collect();
        let mut dst = vec![0u8; elem];
        for _ in 0..5 {
            dst.fill(0);
            assert_eq!(c.try_send_bytes(&src, &park), TrySend::Sent);
            assert_eq!(c.try_recv_bytes(&mut dst, &park), TryRecv::Value);
            assert_eq!(src, dst);
        }
    }
}

#[test]
fn cancel_leaves_no_trace() {
    let (c, park) = (Chan::new(0), Woken::default());
    let (a, b) = (waiter(1), waiter(2));
    assert_eq!(c.send(5, a, &park), SendStart::Parked);
    assert_eq!(c.send(6, b, &park), SendStart::Parked);
    assert!(c.cancel_send(a));
    assert_eq!(c.try_recv(&park), (TryRecv::Value, 6));
    assert!(!c.cancel_send(b));
    assert_eq!(park.take(), [2]);
}

#[test]
fn a_losing_send_leaves_no_trace() {
    let (a, b, park) = (Chan::new(0), Chan::new(0), Woken::default());
    let (mut x, mut y) = (1, 2);
    let cases = [
        a.case(Dir::Send, &mut x, waiter(9)),
        b.case(Dir::Recv, &mut y, waiter(9)),
    ];
    let mut select = Selecting::new(&cases, 1, &park);
    assert_eq!(select.start(), SelectStart::Parked);
    assert_eq!(b.try_send(40, &park), TrySend::Sent);
    // Between the claim and the end of the select the loser still stands in its queue, but cannot be chosen.
    assert_eq!(a.try_recv(&park), (TryRecv::Empty, 77));
    assert_eq!(park.take(), [9]);
    assert_eq!(select.finish(), Ok((1, true)));
    assert_eq!(y, 40);
    assert_eq!(a.try_recv(&park), (TryRecv::Empty, 77));
    assert_eq!(b.try_send(1, &park), TrySend::Full);
}

#[test]
fn one_channel_in_several_cases() {
    let (c, park) = (Chan::new(0), Woken::default());
    let (mut s, mut r1, mut r2, mut n) = (7, 0, 0, 0);
    let mut cases = [
        c.case(Dir::Recv, &mut r1, waiter(1)),
        c.case(Dir::Send, &mut s, waiter(1)),
        c.case(Dir::Recv, &mut r2, waiter(1)),
        c.case(Dir::Send, &mut n, core::ptr::null_mut()),
    ];
    cases[3].chan = core::ptr::null();
    let mut select = Selecting::new(&cases, 3, &park);
    // A select never meets itself.
    assert_eq!(select.start(), SelectStart::Parked);
    assert_eq!(c.try_recv(&park), (TryRecv::Value, 7));
    assert_eq!(select.finish(), Ok((1, true)));
    assert_eq!(select.start(), SelectStart::Parked);
    assert_eq!(c.try_send(8, &park), TrySend::Sent);
    let (index, ok) = select.finish().unwrap();
    assert!(ok && index % 2 == 0 && cases[index].dir == Dir::Recv);
    assert_eq!(if index == 0 { r1 } else { r2 }, 8);
    assert_eq!(select.start(), SelectStart::Parked);
    assert_eq!(c.close(&park), Ok(()));
    assert_eq!(park.take(), [1, 1, 1]);
    let _ = select.finish();
}

#[test]
fn select_on_closed_channels() {
    let (a, b, park) = (Chan::new(0), Chan::new(0), Woken::default());
    let (mut x, mut y) = (1, 2);
    let cases = [
        a.case(Dir::Send, &mut x, waiter(9)),
        b.case(Dir::Recv, &mut y, waiter(9)),
    ];
    let mut select = Selecting::new(&cases, 1, &park);
    assert_eq!(select.start(), SelectStart::Parked);
    a.close(&park).unwrap();
    assert_eq!(select.finish(), Err(ChanPanic::SendOnClosed));
    assert_eq!(select.start(), SelectStart::Closed { index: 0 });
    b.close(&park).unwrap();
    let got: Vec<_> = (0..64).map(|_| select.start()).collect();
    assert!(got.contains(&SelectStart::Closed { index: 0 }));
    assert!(got.contains(&SelectStart::Ready {
        index: 1,
        ok: false
    }));
    assert_eq!(y, 0);
}

#[test]
fn ready_cases_are_chosen_uniformly() {
    let park = Woken::default();
    let chans: Vec<Chan> = (0..5).map(|_| Chan::new(1)).collect();
    let mut elems = [0u64; 5];
    let cases: Vec<Case> = chans
        .iter()
        .zip(&mut elems)
        .map(|(c, e)| c.case(Dir::Recv, e, core::ptr::null_mut()))
        .collect();
    let (mut select, mut hits) = (Selecting::new(&cases, 42, &park), [0; 5]);
    for _ in 0..10_000 {
        for c in &chans {
            c.try_send(1, &park);
        }
        match select.try_start() {
            SelectStart::Ready { index, ok: true } => hits[index] += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(hits.iter().all(|h| (1800..2200).contains(h)), "{hits:?}");
}

#[test]
fn cancelled_select_is_gone() {
    let (a, b, park) = (Chan::new(0), Chan::new(0), Woken::default());
    let (mut x, mut y) = (1, 2);
    let cases = [
        a.case(Dir::Send, &mut x, waiter(9)),
        b.case(Dir::Recv, &mut y, waiter(9)),
    ];
    let mut select = Selecting::new(&cases, 1, &park);
    assert_eq!(select.start(), SelectStart::Parked);
    assert!(select.cancel());
    assert_eq!(a.try_recv(&park).0, TryRecv::Empty);
    assert_eq!(b.try_send(1, &park), TrySend::Full);
    assert!(park.take().is_empty());
}
