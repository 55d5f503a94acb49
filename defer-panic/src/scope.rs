//! Deferred calls for Rust code: at the end of a block, or Go's way at the end of a function.

/// Runs a closure when it is dropped; what [`defer!`](crate::defer) makes.
#[derive(Debug)]
pub struct Guard<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> Guard<F> {
    /// A guard that runs `call` when it is dropped.
    pub const fn new(call: F) -> Self {
        Guard(Some(call))
    }
}

impl<F: FnOnce()> Drop for Guard<F> {
    fn drop(&mut self) {
        if let Some(call) = self.0.take() {
            call();
        }
    }
}

/// Runs statements at the end of the enclosing block, however it is left; several run newest first.
///
/// ```
/// use burrow_defer_panic::defer;
/// use std::cell::RefCell;
///
/// let log = RefCell::new(vec![]);
/// {
///     defer! { log.borrow_mut().push("first deferred, last run"); }
///     defer! { log.borrow_mut().push("unlock"); }
///     log.borrow_mut().push("work");
/// }
/// assert_eq!(log.into_inner(), ["work", "unlock", "first deferred, last run"]);
/// ```
///
/// What has to outlive the block, as in a loop, is deferred with [`Defers`](crate::Defers).
#[macro_export]
macro_rules! defer {
    ($($body:tt)*) => {
        let _guard = $crate::Guard::new(|| { $($body)* });
    };
}

#[cfg(feature = "alloc")]
mod function {
    use alloc::boxed::Box;
    use alloc::vec::Vec;
    use core::cell::RefCell;

    type Call<'a, P> = Box<dyn FnOnce(&mut Panicking<P>) -> Result<(), P> + 'a>;

    /// The deferred calls of one call of [`with_defers`].
    pub struct Defers<'a, P> {
        calls: RefCell<Vec<Call<'a, P>>>,
    }

    impl<P> core::fmt::Debug for Defers<'_, P> {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.debug_struct("Defers").finish_non_exhaustive()
        }
    }

    impl<'a, P> Defers<'a, P> {
        /// Defers a call to the end of the function, in loops too. It may recover a panic, and may panic anew by
        /// returning `Err`.
        pub fn defer(&self, call: impl FnOnce(&mut Panicking<P>) -> Result<(), P> + 'a) {
            self.calls.borrow_mut().push(Box::new(call));
        }
    }

    /// What a deferred call sees of the panic that runs it.
    #[derive(Debug)]
    pub struct Panicking<P> {
        value: Option<P>,
    }

    impl<P> Panicking<P> {
        /// Stops the panic and returns what it carries; `None` when there is none. Since only a deferred call is given
        /// this, only a deferred call can recover.
        pub fn recover(&mut self) -> Option<P> {
            self.value.take()
        }
    }

    /// Runs `body` as Go runs a function: it may defer calls, which run newest first after it. `Err` is a panic: the
    /// deferred calls run, and may recover it or replace it by another.
    ///
    /// Returns what `body` returned, or `None` when a panic of it was recovered.
    ///
    /// # Errors
    /// The panic that was not recovered.
    ///
    /// ```
    /// use burrow_defer_panic::with_defers;
    ///
    /// let mut log = vec![];
    /// let result = with_defers(|d| {
    ///     d.defer(|p| {
    ///         log.push(p.recover());
    ///         Ok(())
    ///     });
    ///     for n in 0..3 {
    ///         d.defer(move |_| if n == 1 { Err("one") } else { Ok(()) });
    ///     }
    ///     Err::<(), _>("body")
    /// });
    /// assert_eq!(result, Ok(None));
    /// assert_eq!(log, [Some("one")]); // it replaced "body"
    /// ```
    pub fn with_defers<'a, R, P>(
        body: impl FnOnce(&Defers<'a, P>) -> Result<R, P>,
    ) -> Result<Option<R>, P> {
        let defers = Defers {
            calls: RefCell::new(Vec::new()),
        };
        let (result, value) = match body(&defers) {
            Ok(r) => (Some(r), None),
            Err(p) => (None, Some(p)),
        };
        let mut panicking = Panicking { value };
        let mut failed = false;
        for call in defers.calls.into_inner().into_iter().rev() {
            if let Err(p) = call(&mut panicking) {
                panicking.value = Some(p);
                failed = true;
            }
        }
        match panicking.value {
            Some(p) => Err(p),
            None => Ok(if failed { None } else { result }),
        }
    }

    /// The same for Rust's own panics, where they unwind: `body` and the deferred calls panic with `panic!`, and what a
    /// deferred call recovers is the payload.
    ///
    /// # Panics
    /// When a panic is not recovered, with its payload: the newest, if a deferred call panicked too.
    ///
    /// ```
    /// use burrow_defer_panic::catching;
    ///
    /// std::panic::set_hook(Box::new(|_| {}));
    /// let mut recovered = None;
    /// let result = catching(|d| {
    ///     d.defer(|p| recovered = p.recover().and_then(|v| v.downcast_ref::<&str>().copied()));
    ///     d.defer(|_| panic!("replaced"));
    ///     if true {
    ///         panic!("no");
    ///     }
    ///     7
    /// });
    /// assert_eq!((result, recovered), (None, Some("replaced")));
    /// ```
    #[cfg(feature = "std")]
    pub fn catching<'a, R>(body: impl FnOnce(&Catching<'_, 'a>) -> R) -> Option<R> {
        use core::panic::AssertUnwindSafe;
        use std::panic::{catch_unwind, resume_unwind};
        // What the body leaves half done is seen by deferred calls, as in Go.
        let result =
            with_defers(|d| catch_unwind(AssertUnwindSafe(|| body(&Catching { defers: d }))));
        result.unwrap_or_else(|payload| resume_unwind(payload))
    }

    /// The deferred calls of one call of [`catching`].
    #[cfg(feature = "std")]
    #[derive(Debug)]
    pub struct Catching<'d, 'a> {
        defers: &'d Defers<'a, Payload>,
    }

    #[cfg(feature = "std")]
    impl<'a> Catching<'_, 'a> {
        /// Defers a call to the end of the function. It may recover a panic, and may itself panic.
        pub fn defer(&self, call: impl FnOnce(&mut Panicking<Payload>) + 'a) {
            use core::panic::AssertUnwindSafe;
            use std::panic::catch_unwind;
            self.defers
                .defer(|p| catch_unwind(AssertUnwindSafe(|| call(p))));
        }
    }

    /// What a panic of Rust carries.
    #[cfg(feature = "std")]
    pub type Payload = Box<dyn core::any::Any + Send>;
}

#[cfg(feature = "alloc")]
pub use function::*;
