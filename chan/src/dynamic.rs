//! A select over cases that are only known when the program runs.

use crate::arms::{Chosen, rng};
use crate::port::Plain;
use crate::select::{Case, Dir, Rng, try_select};
use crate::selecting::chosen;
use crate::signal::Signals;
use crate::typed::{Receiver, SendError, Sender};
use crate::waiter::Waiter;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr::null;

/// What a case owns: its waiter, and the value to be sent or the one received.
struct Slot<T> {
    waiter: Waiter,
    value: MaybeUninit<T>,
}

/// A case's slot, whatever its type.
struct Place {
    /// The channel of the case; the case itself has null while it is off.
    chan: *const (),
    /// Whether the slot holds a value that is ours.
    full: bool,
    slot: *mut (),
    /// Drops the slot's value.
    drop_value: unsafe fn(*mut ()),
    /// Frees the slot without its value.
    free: unsafe fn(*mut ()),
}

/// # Safety
/// `slot` is from [`Select::add`] with this `T`, and full; it is not afterwards.
unsafe fn drop_value<T>(slot: *mut ()) {
    // SAFETY: by contract.
    unsafe { (*slot.cast::<Slot<T>>()).value.assume_init_drop() }
}

/// # Safety
/// `slot` is from [`Select::add`] with this `T`, and not used afterwards.
unsafe fn free<T>(slot: *mut ()) {
    // SAFETY: by contract.
    drop(unsafe { Box::from_raw(slot.cast::<Slot<T>>()) });
}

/// A select over a list of cases, up to 65 536 of them, which can be used again and again.
///
/// A case that has sent its value is off, like one with a nil channel, until [`Select::resend`] gives it another.
///
/// ```
/// use burrow_chan::{Select, channel};
///
/// let pairs: Vec<_> = (0..10).map(|_| channel(1)).collect();
/// let mut select = Select::new();
/// for (_, rx) in &pairs {
///     select.recv(rx);
/// }
/// assert!(select.try_select().is_none());
/// pairs[7].0.try_send("hello").unwrap();
/// let done = select.try_select().unwrap();
/// assert_eq!(done.index(), 7);
/// assert_eq!(done.recv(&pairs[7].1), Some("hello"));
/// ```
pub struct Select<'c> {
    cases: Vec<Case>,
    places: Vec<Place>,
    order: Vec<u16>,
    rng: Rng,
    /// The operation of `select_async`. It lies here so that a future that is leaked does not leave it behind.
    #[cfg(feature = "async")]
    op: Option<Box<crate::selecting::Selecting>>,
    handles: PhantomData<&'c ()>,
}

// SAFETY: values in the slots are `Send`, as `recv` and `send` ask; all else belongs to the select.
unsafe impl Send for Select<'_> {}

impl Default for Select<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'c> Select<'c> {
    /// A select without cases.
    ///
    /// ```
    /// assert!(burrow_chan::Select::new().try_select().is_none(), "without cases");
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Select {
            cases: Vec::new(),
            places: Vec::new(),
            order: Vec::new(),
            rng: rng(),
            #[cfg(feature = "async")]
            op: None,
            handles: PhantomData,
        }
    }

    fn add<T>(&mut self, chan: *const crate::RawChan, dir: Dir, value: Option<T>) -> usize {
        let full = value.is_some();
        let slot = Box::into_raw(Box::new(Slot {
            waiter: Waiter::new(0, core::ptr::null_mut(), 0),
            value: value.map_or_else(MaybeUninit::uninit, MaybeUninit::new),
        }));
        // SAFETY: the slot is new and stays where it is until it is freed.
        let (elem, waiter) = unsafe {
            let elem = (&raw mut (*slot).value).cast::<u8>();
            (*slot).waiter.set_buffer(elem, size_of::<T>());
            (elem, &raw mut (*slot).waiter)
        };
        self.cases.push(Case {
            chan,
            elem,
            waiter,
            dir,
        });
        self.places.push(Place {
            chan: chan.cast(),
            full,
            slot: slot.cast(),
            drop_value: drop_value::<T>,
            free: free::<T>,
        });
        self.order.push(0);
        self.cases.len() - 1
    }

    /// Adds a case that receives, and answers with its index.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(1);
    /// tx.try_send(1).unwrap();
    /// let mut select = burrow_chan::Select::new();
    /// let case = select.recv(&rx);
    /// assert_eq!(select.try_select().unwrap().index(), case);
    /// ```
    pub fn recv<T: Send>(&mut self, receiver: &'c Receiver<T>) -> usize {
        self.add::<T>(receiver.raw(), Dir::Recv, None)
    }

    /// Adds a case that sends `value`, and answers with its index.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(1);
    /// let mut select = burrow_chan::Select::new();
    /// let case = select.send(&tx, 1);
    /// assert!(select.try_select().unwrap().sent(&tx).is_ok());
    /// assert!(select.try_select().is_none(), "its value is gone");
    /// assert_eq!(rx.try_recv(), Ok(1));
    /// select.resend(case, &tx, 2);
    /// assert_eq!(select.try_select().unwrap().index(), case);
    /// ```
    pub fn send<T: Send>(&mut self, sender: &'c Sender<T>, value: T) -> usize {
        self.add(sender.raw(), Dir::Send, Some(value))
    }

    /// Gives a case that has sent its value another one. A value that it still has is dropped.
    ///
    /// # Panics
    /// When the case at `index` is not a send to this channel.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(2);
    /// let mut select = burrow_chan::Select::new();
    /// let case = select.send(&tx, 1);
    /// assert!(select.try_select().is_some());
    /// select.resend(case, &tx, 2);
    /// assert!(select.try_select().is_some());
    /// assert_eq!(rx.try_iter().collect::<Vec<_>>(), [1, 2]);
    /// ```
    pub fn resend<T: Send>(&mut self, index: usize, sender: &Sender<T>, value: T) {
        let (case, place) = (&mut self.cases[index], &mut self.places[index]);
        assert!(
            case.dir == Dir::Send && place.chan == sender.raw().cast() && !place.chan.is_null(),
            "another case's channel"
        );
        let slot = place.slot.cast::<Slot<T>>();
        // SAFETY: the case was made for this channel, so for `T`.
        unsafe {
            if place.full {
                (*slot).value.assume_init_drop();
            }
            (*slot).value.write(value);
        }
        place.full = true;
        case.chan = sender.raw();
    }

    /// Takes the case out, as a nil channel would; the others keep their indices.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(1);
    /// tx.try_send(1).unwrap();
    /// let mut select = burrow_chan::Select::new();
    /// let case = select.recv(&rx);
    /// select.disable(case);
    /// assert!(select.try_select().is_none());
    /// ```
    pub fn disable(&mut self, index: usize) {
        self.cases[index].chan = null();
    }

    /// Does a case that can proceed at once, at random when there are several; `None` when there is none.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel::<i32>(0);
    /// let mut select = burrow_chan::Select::new();
    /// select.recv(&rx);
    /// assert!(select.try_select().is_none());
    /// tx.close().unwrap();
    /// assert_eq!(select.try_select().unwrap().recv(&rx), None);
    /// ```
    pub fn try_select(&mut self) -> Option<Selected<'_, 'c>> {
        self.forget();
        // SAFETY: slots stay where they are; the handles that were borrowed keep the channels alive.
        let start = unsafe {
            try_select(
                &self.cases,
                &mut self.order,
                &mut self.rng,
                &Plain,
                &Signals,
            )
        };
        self.selected(chosen(start))
    }

    /// Waits until a case has proceeded. Without any that can ever proceed it waits for ever.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(0);
    /// std::thread::spawn(move || tx.send(7));
    /// let mut select = burrow_chan::Select::new();
    /// select.recv(&rx);
    /// assert_eq!(select.select().recv(&rx), Some(7));
    /// ```
    #[cfg(feature = "std")]
    pub fn select(&mut self) -> Selected<'_, 'c> {
        match self.until(None) {
            Some(selected) => selected,
            None => unreachable!("there is no deadline"),
        }
    }

    /// Waits until a case has proceeded, but no longer than `timeout`: then `None`.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let (_tx, rx) = burrow_chan::channel::<i32>(0);
    /// let mut select = burrow_chan::Select::new();
    /// select.recv(&rx);
    /// assert!(select.select_timeout(Duration::from_millis(1)).is_none());
    /// ```
    #[cfg(feature = "std")]
    pub fn select_timeout(&mut self, timeout: core::time::Duration) -> Option<Selected<'_, 'c>> {
        self.until(crate::thread::after(timeout))
    }

    #[cfg(feature = "std")]
    fn until(&mut self, deadline: Option<std::time::Instant>) -> Option<Selected<'_, 'c>> {
        self.forget();
        // SAFETY: as in `try_select`.
        let chosen = unsafe {
            crate::selecting::block(&self.cases, &mut self.order, &mut self.rng, deadline)
        };
        self.selected(chosen)
    }

    /// Waits until a case has proceeded. Dropping the future leaves no trace: values to be sent are still in
    /// their cases, and one that was received goes back to its channel.
    ///
    /// ```
    /// # fn block_on<F: Future>(f: F) -> F::Output {
    /// #     let mut f = std::pin::pin!(f);
    /// #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     loop { if let std::task::Poll::Ready(v) = f.as_mut().poll(&mut cx) { return v } }
    /// # }
    /// let (tx, rx) = burrow_chan::channel(1);
    /// tx.try_send(7).unwrap();
    /// let mut select = burrow_chan::Select::new();
    /// select.recv(&rx);
    /// assert_eq!(block_on(select.select_async()).recv(&rx), Some(7));
    /// ```
    #[cfg(feature = "async")]
    pub fn select_async(&mut self) -> SelectAsync<'_, 'c> {
        self.forget();
        self.op = Some(Box::new(crate::selecting::Selecting::new()));
        SelectAsync { select: Some(self) }
    }

    /// Drops what was received last, if nobody took it; ends a select that was left to itself.
    fn forget(&mut self) {
        #[cfg(feature = "async")]
        self.abandon();
        for (case, place) in self.cases.iter().zip(&mut self.places) {
            if case.dir == Dir::Recv && core::mem::take(&mut place.full) {
                // SAFETY: the slot was full, and is not any more.
                unsafe { (place.drop_value)(place.slot) }
            }
        }
    }

    /// Notes who owns the value of the case that was chosen.
    fn selected(&mut self, chosen: Chosen) -> Option<Selected<'_, 'c>> {
        let Chosen::Arm { index, ok } = chosen else {
            return None;
        };
        self.note(index, ok);
        Some(Selected {
            select: self,
            index,
            ok,
        })
    }

    #[cfg(feature = "async")]
    fn abandon(&mut self) {
        if let Some(mut op) = self.op.take() {
            // SAFETY: slots and operation stay where they are, and the handles that were borrowed keep the channels alive.
            if let Some(sent) = unsafe { op.abandon(&self.cases) } {
                self.note(sent, true);
            }
        }
    }

    fn note(&mut self, index: usize, ok: bool) {
        match self.cases[index].dir {
            Dir::Recv => self.places[index].full = ok,
            Dir::Send => {
                self.places[index].full = !ok;
                self.cases[index].chan = null();
            }
        }
    }
}

impl Drop for Select<'_> {
    fn drop(&mut self) {
        #[cfg(feature = "async")]
        self.abandon();
        for place in &self.places {
            // SAFETY: no select is under way.
            unsafe {
                if place.full {
                    (place.drop_value)(place.slot);
                }
                (place.free)(place.slot);
            }
        }
    }
}

impl fmt::Debug for Select<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Select")
            .field("cases", &self.cases.len())
            .finish_non_exhaustive()
    }
}

/// The case that has proceeded. A received value that is not taken is dropped.
///
/// ```
/// let (tx, rx) = burrow_chan::channel(1);
/// let mut select = burrow_chan::Select::new();
/// let send = select.send(&tx, 1);
/// let done = select.try_select().unwrap();
/// assert!(done.index() == send && done.sent(&tx).is_ok());
/// # drop(rx);
/// ```
#[must_use = "a value may have been received"]
pub struct Selected<'s, 'c> {
    select: &'s mut Select<'c>,
    index: usize,
    ok: bool,
}

impl Selected<'_, '_> {
    /// The index of the case.
    ///
    /// ```
    /// let (tx, _rx) = burrow_chan::channel(1);
    /// let mut select = burrow_chan::Select::new();
    /// let case = select.send(&tx, 1);
    /// assert_eq!(select.try_select().unwrap().index(), case);
    /// ```
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The value that is in the case, if any.
    ///
    /// # Safety
    /// `T` is the type of the channel `chan`.
    unsafe fn take<T>(self, chan: *const crate::RawChan, dir: Dir) -> Option<T> {
        let (case, place) = (
            &self.select.cases[self.index],
            &mut self.select.places[self.index],
        );
        assert!(
            case.dir == dir && place.chan == chan.cast() && !chan.is_null(),
            "another case's channel"
        );
        // SAFETY: the case is of this channel, so its slot of this type; it is full.
        core::mem::take(&mut place.full)
            .then(|| unsafe { (*place.slot.cast::<Slot<T>>()).value.assume_init_read() })
    }

    /// What was received; `None` when the channel is closed and drained.
    ///
    /// # Panics
    /// When the case that has proceeded is not a receive from this channel.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(1);
    /// tx.try_send("hello").unwrap();
    /// let mut select = burrow_chan::Select::new();
    /// select.recv(&rx);
    /// assert_eq!(select.try_select().unwrap().recv(&rx), Some("hello"));
    /// ```
    #[must_use]
    pub fn recv<T>(self, receiver: &Receiver<T>) -> Option<T> {
        // SAFETY: it is the type of that channel.
        unsafe { self.take(receiver.raw(), Dir::Recv) }
    }

    /// Whether the value was sent.
    ///
    /// # Errors
    /// The value, when the channel is closed.
    ///
    /// # Panics
    /// When the case that has proceeded is not a send to this channel.
    ///
    /// ```
    /// let (tx, rx) = burrow_chan::channel(1);
    /// rx.close().unwrap();
    /// let mut select = burrow_chan::Select::new();
    /// select.send(&tx, "hello");
    /// assert_eq!(select.try_select().unwrap().sent(&tx).unwrap_err().0, "hello");
    /// ```
    pub fn sent<T>(self, sender: &Sender<T>) -> Result<(), SendError<T>> {
        // SAFETY: it is the type of that channel.
        match unsafe { self.take(sender.raw(), Dir::Send) } {
            None => Ok(()),
            Some(value) => Err(SendError(value)),
        }
    }
}

impl fmt::Debug for Selected<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Selected")
            .field("index", &self.index)
            .field("ok", &self.ok)
            .finish_non_exhaustive()
    }
}

/// The future of [`Select::select_async`].
///
/// ```
/// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
/// # let mut cx = Context::from_waker(Waker::noop());
///
/// let (tx, rx) = burrow_chan::channel(1);
/// let mut select = burrow_chan::Select::new();
/// select.recv(&rx);
/// let mut future = pin!(select.select_async());
/// assert!(future.as_mut().poll(&mut cx).is_pending());
/// tx.try_send(7).unwrap();
/// let Poll::Ready(done) = future.poll(&mut cx) else { unreachable!() };
/// assert_eq!(done.recv(&rx), Some(7));
/// ```
#[cfg(feature = "async")]
#[must_use = "futures do nothing unless polled"]
pub struct SelectAsync<'s, 'c> {
    /// `None` when it is over.
    select: Option<&'s mut Select<'c>>,
}

#[cfg(feature = "async")]
impl<'s, 'c> Future for SelectAsync<'s, 'c> {
    type Output = Selected<'s, 'c>;

    fn poll(
        self: core::pin::Pin<&mut Self>,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Self::Output> {
        use core::task::Poll;
        let this = self.get_mut();
        let Some(select) = this.select.take() else {
            panic!("a future was polled after its end");
        };
        if let Some(op) = &mut select.op {
            // SAFETY: slots and operation stay where they are until it is over or abandoned, which the select sees to;
            // the handles that were borrowed keep the channels alive.
            let polled = unsafe { op.poll(&select.cases, &mut select.order, &mut select.rng, cx) };
            if let Poll::Ready(Chosen::Arm { index, ok }) = polled {
                select.note(index, ok);
                return Poll::Ready(Selected { select, index, ok });
            }
        }
        this.select = Some(select);
        Poll::Pending
    }
}

#[cfg(feature = "async")]
impl Drop for SelectAsync<'_, '_> {
    fn drop(&mut self) {
        if let Some(select) = &mut self.select {
            select.abandon();
        }
    }
}

#[cfg(feature = "async")]
impl fmt::Debug for SelectAsync<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SelectAsync").finish_non_exhaustive()
    }
}
