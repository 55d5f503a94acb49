//! An executor for Rust futures with Go's scheduling.
//!
//! A future is a task whose record is counted by reference: one for the scheduler until the task is over, and one for
//! each of its wakers and for its handle. Polling is running; `Pending` is parking, with the same care for a wake-up that comes before the
//! poll has returned; a task that was woken during its own poll yields.

use crate::machine::Machine;
use crate::scheduler::{Next, Scheduler, Worker};
use crate::sync::{AtomicUsize, Lock, Ordering};
use crate::task::{Task, TaskHeader, TaskState};
use crate::timer::{Action, Setting, Timer};
use alloc::boxed::Box;
use alloc::sync::Arc;
use core::cell::UnsafeCell;
use core::future::Future;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

/// What the records of all futures begin with.
#[repr(C)]
struct Head<M: Machine> {
    header: TaskHeader,
    refs: AtomicUsize,
    sched: Arc<Scheduler<M>>,
    /// Polls the future of the record, which only the M that runs the task may do; true when it is over.
    poll: unsafe fn(*const Head<M>, &mut Context<'_>) -> bool,
    /// Frees the record.
    free: unsafe fn(*const Head<M>),
}

/// A future's record, with its result: all that a task needs, allocated at once.
#[repr(C)]
struct Record<M: Machine, F: Future> {
    head: Head<M>,
    /// Touched only by the M that runs the task.
    future: UnsafeCell<Option<F>>,
    join: Lock<Join<F::Output>>,
}

impl<M: Machine, F: Future> Record<M, F> {
    /// # Safety
    /// `at` is the head of such a record, and the caller runs its task.
    unsafe fn poll(at: *const Head<M>, cx: &mut Context<'_>) -> bool {
        // SAFETY: by contract the record is alive and its future is ours; records do not move.
        let (record, slot) = unsafe {
            let record = &*at.cast::<Self>();
            (record, &mut *record.future.get())
        };
        let Some(future) = slot else { return true };
        // SAFETY: as above, and the future is dropped in its place.
        let Poll::Ready(result) = unsafe { Pin::new_unchecked(future) }.poll(cx) else {
            return false;
        };
        *slot = None;
        let waker = record.join.with(|join| {
            join.result = Some(result);
            join.waker.take()
        });
        if let Some(waker) = waker {
            waker.wake();
        }
        true
    }

    /// # Safety
    /// `at` is the head of such a record, to which nobody else has a reference.
    unsafe fn free(at: *const Head<M>) {
        // SAFETY: by contract; it was leaked when it was made.
        drop(unsafe { Box::from_raw(at.cast::<Self>().cast_mut()) });
    }
}

impl<M: Machine> Head<M> {
    /// # Safety
    /// `at` is the head of a record with a reference that this call gives up.
    unsafe fn release(at: *const ()) {
        let at = at.cast::<Self>();
        // SAFETY: by contract it is alive; the last reference frees it.
        unsafe {
            if (*at).refs.fetch_sub(1, Ordering::Release) == 1 {
                // All that others did with it is over. A load, since ThreadSanitizer knows no fences.
                (*at).refs.load(Ordering::Acquire);
                ((*at).free)(at);
            }
        }
    }

    /// # Safety
    /// `at` is the head of a record with a reference.
    unsafe fn wake(at: *const Self) {
        // SAFETY: by contract it is alive; its header comes first.
        let (task, sched) = unsafe {
            let task = Task::from_raw(NonNull::from(&(*at).header));
            (task, &*(*at).sched)
        };
        with_worker(sched, |worker| match worker {
            // It wakes itself, to yield.
            Some(worker) if M::PARALLEL && worker.current() == Some(task) => task.notify(),
            Some(worker) => worker.ready(task, true),
            None => sched.ready_remote(task),
        });
    }

    const WAKER: RawWakerVTable = RawWakerVTable::new(
        |at| {
            // SAFETY: a waker has a reference.
            unsafe { (*at.cast::<Self>()).refs.fetch_add(1, Ordering::Relaxed) };
            RawWaker::new(at, &Self::WAKER)
        },
        // SAFETY: a waker has a reference, and waking by value gives it up.
        |at| unsafe {
            Self::wake(at.cast());
            Self::release(at);
        },
        // SAFETY: a waker has a reference.
        |at| unsafe { Self::wake(at.cast()) },
        // SAFETY: a waker has a reference, which it gives up.
        |at| unsafe { Self::release(at) },
    );
}

/// Calls `f` with the worker of `sched` that the calling thread is just running a task for, if any: what happens in a task goes
/// to the queue of its own P.
#[cfg(feature = "std")]
#[inline]
fn with_worker<M: Machine, R>(
    sched: &Scheduler<M>,
    f: impl FnOnce(Option<&Worker<'_, M>>) -> R,
) -> R {
    let at = RUNNING.get().cast::<Worker<'_, M>>();
    // SAFETY: what is there is a worker of some machine that stays until `run` has put the former value back. Where a
    // scheduler lies there is no other, so after that test it is one of this machine.
    let worker = unsafe { at.as_ref() }.filter(|_| core::ptr::eq(SCHED.get().cast(), sched));
    f(worker)
}

/// Without a standard library a thread does not know its worker.
#[cfg(not(feature = "std"))]
#[inline]
fn with_worker<M: Machine, R>(
    _sched: &Scheduler<M>,
    f: impl FnOnce(Option<&Worker<'_, M>>) -> R,
) -> R {
    f(None)
}

#[cfg(feature = "std")]
std::thread_local! {
    /// The worker that runs a task on this thread, and its scheduler.
    static RUNNING: core::cell::Cell<*const ()> = const { core::cell::Cell::new(core::ptr::null()) };
    static SCHED: core::cell::Cell<*const ()> = const { core::cell::Cell::new(core::ptr::null()) };
}

/// Runs futures on the Ms of a machine.
pub struct Executor<M: Machine> {
    sched: Arc<Scheduler<M>>,
}

impl<M: Machine> Clone for Executor<M> {
    fn clone(&self) -> Self {
        Executor {
            sched: self.sched.clone(),
        }
    }
}

impl<M: Machine> core::fmt::Debug for Executor<M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Executor").finish_non_exhaustive()
    }
}

/// Tasks are left that nobody can wake; their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stalled(pub usize);

impl<M: Machine + Send + Sync + 'static> Executor<M> {
    /// An executor with `procs` Ps for up to `ms` Ms: see [`Scheduler::new`].
    #[must_use]
    pub fn new(machine: M, procs: usize, ms: usize) -> Self {
        Executor {
            sched: Arc::new(Scheduler::new(machine, procs, ms)),
        }
    }

    /// The scheduler.
    #[must_use]
    pub fn scheduler(&self) -> &Arc<Scheduler<M>> {
        &self.sched
    }

    /// Adds a future, to be run by [`Executor::run`]. Its result is the handle's.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let record = NonNull::from(Box::leak(Box::new(Record {
            head: Head {
                header: TaskHeader::new(),
                // The scheduler's and the handle's.
                refs: AtomicUsize::new(2),
                sched: self.sched.clone(),
                poll: Record::<M, F>::poll,
                free: Record::<M, F>::free,
            },
            future: UnsafeCell::new(Some(future)),
            join: Lock::new(Join {
                result: None,
                waker: None,
            }),
        })));
        let handle = JoinHandle {
            // SAFETY: the record was just made.
            join: NonNull::from(unsafe { &record.as_ref().join }),
            record: record.cast(),
            release: Head::<M>::release,
        };
        // The address of the whole record, of which the header is the first part.
        // SAFETY: the record stays as long as the scheduler, the handle or any waker has a reference.
        let task = unsafe { Task::from_raw(record.cast()) };
        with_worker(&self.sched, |worker| match worker {
            Some(worker) => worker.spawn(task),
            None => self.sched.spawn_remote(task),
        });
        handle
    }

    /// Runs tasks on the calling thread until all are over; on a parallel machine, threads that call it share them.
    ///
    /// # Errors
    /// When what is left can never run again.
    ///
    /// # Panics
    /// When more threads call it than there may be Ms.
    pub fn run(&self) -> Result<(), Stalled> {
        let Some(worker) = self.sched.worker(0) else {
            panic!("more threads than Ms");
        };
        #[cfg(feature = "std")]
        let _running = Running::new(&worker);
        loop {
            match worker.schedule() {
                Next::Run(task) => self.poll(&worker, task),
                Next::Idle { .. } if self.sched.tasks() == 0 => self.sched.stop(),
                Next::Idle { deadline } => worker.sleep(deadline),
                Next::Deadlock => {
                    self.sched.stop();
                    break;
                }
                Next::Stopped => break,
            }
        }
        match self.sched.tasks() {
            0 => Ok(()),
            left => Err(Stalled(left)),
        }
    }

    fn poll(&self, worker: &Worker<'_, M>, task: Task) {
        let at = task.as_ptr().cast_const().cast::<Head<M>>();
        // SAFETY: all tasks of this scheduler are records of futures, alive with the scheduler's reference; the future is
        // ours while the task runs. The waker made here has no reference of its own and is not dropped.
        unsafe {
            let raw = RawWaker::new(at.cast(), &Head::<M>::WAKER);
            let waker = core::mem::ManuallyDrop::new(Waker::from_raw(raw));
            if ((*at).poll)(at, &mut Context::from_waker(&waker)) {
                worker.exited();
                Head::<M>::release(at.cast());
            } else if task.state() == TaskState::Notified {
                worker.yielded();
            } else {
                worker.parked();
            }
        }
    }

    /// Completes at `when`, on the machine's clock.
    pub fn sleep_until(&self, when: i64) -> Sleep<M> {
        Sleep {
            sched: self.sched.clone(),
            when,
            alarm: Box::pin(Alarm {
                timer: Timer::new(true),
                waker: Lock::new(None),
            }),
        }
    }
}

/// While it lives, its thread is known to run tasks for a worker; before it may have been so for another.
#[cfg(feature = "std")]
struct Running(*const (), *const ());

#[cfg(feature = "std")]
impl Running {
    fn new<M: Machine>(worker: &Worker<'_, M>) -> Self {
        let sched = core::ptr::from_ref(worker.scheduler()).cast();
        let worker = core::ptr::from_ref(worker).cast();
        Running(RUNNING.replace(worker), SCHED.replace(sched))
    }
}

#[cfg(feature = "std")]
impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.set(self.0);
        SCHED.set(self.1);
    }
}

/// Lets all others run first: Go's Gosched.
pub fn yield_now() -> impl Future<Output = ()> + Send {
    let mut yielded = false;
    core::future::poll_fn(move |cx| {
        if core::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}

struct Join<T> {
    result: Option<T>,
    waker: Option<Waker>,
}

/// Completes with the result of a future that was spawned. Dropping it lets the future run on.
pub struct JoinHandle<T> {
    /// In the record.
    join: NonNull<Lock<Join<T>>>,
    /// The record, with a reference.
    record: NonNull<()>,
    release: unsafe fn(*const ()),
}

// SAFETY: what it reaches is behind a lock, or counted; results go from thread to thread.
unsafe impl<T: Send> Send for JoinHandle<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for JoinHandle<T> {}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        // SAFETY: the reference is ours.
        unsafe { (self.release)(self.record.as_ptr()) };
    }
}

impl<T> core::fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

impl<T> JoinHandle<T> {
    fn join(&self) -> &Lock<Join<T>> {
        // SAFETY: the record stays as long as we have a reference.
        unsafe { self.join.as_ref() }
    }

    /// The result, if the future has completed and it was not taken yet.
    pub fn take(&self) -> Option<T> {
        self.join().with(|join| join.result.take())
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        self.join().with(|join| match join.result.take() {
            Some(result) => Poll::Ready(result),
            None => {
                join.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        })
    }
}

/// What a [`Sleep`]'s timer refers to; it does not move.
struct Alarm {
    timer: Timer,
    waker: Lock<Option<Waker>>,
}

/// Completes at a time.
pub struct Sleep<M: Machine> {
    sched: Arc<Scheduler<M>>,
    when: i64,
    alarm: Pin<Box<Alarm>>,
}

impl<M: Machine> core::fmt::Debug for Sleep<M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Sleep").finish_non_exhaustive()
    }
}

fn ring(_cx: usize, alarm: usize, _seq: usize, _late: i64) {
    // SAFETY: the alarm stays until its timer was stopped, which waits for this action.
    let alarm = unsafe { &*core::ptr::with_exposed_provenance::<Alarm>(alarm) };
    if let Some(waker) = alarm.waker.with(Option::take) {
        waker.wake();
    }
}

impl<M: Machine> Future for Sleep<M> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.sched.machine().now() >= self.when {
            return Poll::Ready(());
        }
        let alarm = &*self.alarm;
        alarm.waker.with(|waker| *waker = Some(cx.waker().clone()));
        let setting = Setting {
            when: self.when,
            period: 0,
            action: Action::Call {
                f: ring,
                arg: (&raw const *alarm).expose_provenance(),
                seq: 0,
            },
        };
        // SAFETY: the alarm does not move, and `drop` stops its timer.
        unsafe { self.sched.set_timer(&alarm.timer, setting) };
        Poll::Pending
    }
}

impl<M: Machine> Drop for Sleep<M> {
    fn drop(&mut self) {
        self.sched.stop_timer(&self.alarm.timer);
    }
}
