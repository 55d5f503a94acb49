//! What package os needs of the host.

use crate::blocking::{self, Parameter as _};
use crate::fatal;
use crate::io;
use crate::m::M;
use crate::print;
use crate::wasi;

/// A count of bytes, or WASI's errno, negated.
fn count(result: Result<usize, u16>) -> u32 {
    match result {
        Ok(n) => n as u32,
        Err(errno) => u32::from(errno).wrapping_neg(),
    }
}

/// Any thread has the standard streams.
fn on_its_thread<R>(fd: u32, f: impl FnOnce() -> R) -> R {
    if fd <= 2 { f() } else { io::call(f) }
}

#[unsafe(export_name = "os.wasiWrite")]
unsafe extern "C" fn write(m: &mut M, fp: *mut u8, fd: u32, p: *const u8, n: usize) -> u32 {
    if fd == 2 {
        // In order with what println has printed.
        print::flush();
    }
    blocking::call(m, fp, &[p.address()], move || {
        // SAFETY: bytes of the program.
        let bytes = unsafe { print::slice(p, n) };
        count(on_its_thread(fd, || wasi::write(fd, bytes)))
    })
}

#[unsafe(export_name = "os.wasiRead")]
unsafe extern "C" fn read(m: &mut M, fp: *mut u8, fd: u32, p: *mut u8, n: usize) -> u32 {
    if n == 0 {
        return 0;
    }
    // What was printed may be a question.
    print::flush();
    blocking::call(m, fp, &[p.address()], move || {
        // SAFETY: room for n bytes that belongs to the program.
        let bytes = unsafe { core::slice::from_raw_parts_mut(p, n) };
        count(on_its_thread(fd, || wasi::read(fd, bytes)))
    })
}

#[unsafe(export_name = "os.wasiClose")]
extern "C" fn close(m: &mut M, fp: *mut u8, fd: u32) -> u32 {
    blocking::call(m, fp, &[], move || {
        u32::from(on_its_thread(fd, || wasi::close(fd)))
    })
}

#[unsafe(export_name = "os.wasiExit")]
extern "C" fn exit(_m: &mut M, _fp: *mut u8, status: i32) {
    wasi::exit(status as u32)
}

#[unsafe(export_name = "os.wasiArgsSizes")]
unsafe extern "C" fn args_sizes(_m: &mut M, count: *mut usize, bytes: *mut usize) {
    // SAFETY: two words of the program.
    unsafe { (*count, *bytes) = wasi::args_size() };
}

#[unsafe(export_name = "os.wasiArgs")]
unsafe extern "C" fn args(_m: &mut M, list: *mut *const u8, text: *mut u8) {
    // SAFETY: room as `wasiArgsSizes` said.
    unsafe { wasi::args(list, text) };
}

#[unsafe(export_name = "os.wasiEnvSizes")]
unsafe extern "C" fn env_sizes(_m: &mut M, count: *mut usize, bytes: *mut usize) {
    // SAFETY: two words of the program.
    unsafe { (*count, *bytes) = wasi::env_size() };
}

#[unsafe(export_name = "os.wasiEnv")]
unsafe extern "C" fn env(_m: &mut M, list: *mut *const u8, text: *mut u8) {
    // SAFETY: room as `wasiEnvSizes` said.
    unsafe { wasi::env(list, text) };
}

#[unsafe(export_name = "sync.runtime_fatal")]
extern "C" fn sync_fatal(m: &mut M, fp: *mut u8, text: *const u8, len: usize) {
    fatal::request(m, fp, text, len);
}
