//! The host: WASI preview 1, and nothing else.

/// A piece of memory to read into or write from.
#[derive(Debug)]
#[repr(C)]
pub struct IoVec {
    /// First byte.
    pub ptr: *const u8,
    /// Bytes.
    pub len: usize,
}

/// An event to wait for.
#[derive(Debug)]
#[repr(C)]
pub struct Subscription {
    userdata: u64,
    tag: u8,
    clock: u32,
    timeout: u64,
    precision: u64,
    flags: u16,
}

/// An event that came.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Event {
    userdata: u64,
    error: u16,
    kind: u8,
    nbytes: u64,
    flags: u16,
}

#[link(wasm_import_module = "wasi_snapshot_preview1")]
unsafe extern "C" {
    fn fd_write(fd: u32, iovs: *const IoVec, count: usize, written: *mut usize) -> u16;
    fn fd_read(fd: u32, iovs: *const IoVec, count: usize, read: *mut usize) -> u16;
    fn fd_close(fd: u32) -> u16;
    fn proc_exit(code: u32) -> !;
    fn clock_time_get(clock: u32, precision: u64, time: *mut u64) -> u16;
    fn random_get(buffer: *mut u8, len: usize) -> u16;
    fn poll_oneoff(
        subs: *const Subscription,
        events: *mut Event,
        count: usize,
        stored: *mut usize,
    ) -> u16;
    fn environ_sizes_get(count: *mut usize, bytes: *mut usize) -> u16;
    fn environ_get(list: *mut *const u8, bytes: *mut u8) -> u16;
    fn args_sizes_get(count: *mut usize, bytes: *mut usize) -> u16;
    fn args_get(list: *mut *const u8, bytes: *mut u8) -> u16;
}

/// Writes some of the bytes. The error is WASI's errno.
pub fn write(fd: u32, bytes: &[u8]) -> Result<usize, u16> {
    let iov = IoVec {
        ptr: bytes.as_ptr(),
        len: bytes.len(),
    };
    let mut written = 0;
    // SAFETY: the vector describes `bytes`.
    match unsafe { fd_write(fd, &raw const iov, 1, &raw mut written) } {
        0 => Ok(written),
        errno => Err(errno),
    }
}

/// Reads some bytes; 0 at the end. The error is WASI's errno.
pub fn read(fd: u32, bytes: &mut [u8]) -> Result<usize, u16> {
    let iov = IoVec {
        ptr: bytes.as_mut_ptr(),
        len: bytes.len(),
    };
    let mut count = 0;
    // SAFETY: the vector describes `bytes`.
    match unsafe { fd_read(fd, &raw const iov, 1, &raw mut count) } {
        0 => Ok(count),
        errno => Err(errno),
    }
}

/// Ends the process.
pub fn exit(code: u32) -> ! {
    crate::print::flush();
    // SAFETY: does not return.
    unsafe { proc_exit(code) }
}

fn clock(id: u32) -> u64 {
    let mut time = 0;
    // SAFETY: writes the time.
    unsafe { clock_time_get(id, 1, &raw mut time) };
    time
}

/// Nanoseconds since the epoch.
pub fn wall_time() -> u64 {
    clock(0)
}

/// Nanoseconds of a clock that only goes forward.
pub fn monotonic() -> u64 {
    clock(1)
}

/// A random number from the host.
pub fn random() -> u64 {
    let mut bytes = [0; 8];
    // SAFETY: fills the buffer.
    unsafe { random_get(bytes.as_mut_ptr(), bytes.len()) };
    u64::from_ne_bytes(bytes)
}

/// Waits for some nanoseconds.
pub fn sleep(nanoseconds: u64) {
    let sub = Subscription {
        userdata: 0,
        tag: 0,
        clock: 1,
        timeout: nanoseconds,
        precision: 0,
        flags: 0,
    };
    let mut event = Event {
        userdata: 0,
        error: 0,
        kind: 0,
        nbytes: 0,
        flags: 0,
    };
    let mut stored = 0;
    // SAFETY: one subscription, room for one event.
    unsafe { poll_oneoff(&raw const sub, &raw mut event, 1, &raw mut stored) };
}

/// How many arguments there are, and their bytes with terminating zeroes.
pub fn args_size() -> (usize, usize) {
    let (mut count, mut bytes) = (0, 0);
    // SAFETY: writes two words.
    unsafe { args_sizes_get(&raw mut count, &raw mut bytes) };
    (count, bytes)
}

/// Fetches the arguments.
///
/// # Safety
/// `list` has room for as many addresses and `bytes` for as many bytes as [`args_size`] says.
pub unsafe fn args(list: *mut *const u8, bytes: *mut u8) {
    // SAFETY: by contract.
    unsafe { args_get(list, bytes) };
}

/// How many environment variables there are, and their bytes with terminating zeroes.
pub fn env_size() -> (usize, usize) {
    let (mut count, mut bytes) = (0, 0);
    // SAFETY: writes two words.
    unsafe { environ_sizes_get(&raw mut count, &raw mut bytes) };
    (count, bytes)
}

/// Fetches the environment.
///
/// # Safety
/// `list` has room for as many addresses and `bytes` for as many bytes as [`env_size`] says.
pub unsafe fn env(list: *mut *const u8, bytes: *mut u8) {
    // SAFETY: by contract.
    unsafe { environ_get(list, bytes) };
}

/// Closes a file.
pub fn close(fd: u32) -> u16 {
    // SAFETY: passed on; the host checks the number.
    unsafe { fd_close(fd) }
}
