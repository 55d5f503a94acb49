//! Files and directories, for package os: WASI's functions, nearly as they are. Each answers an error number, 0 for none.

use crate::blocking::{self, Parameter as _};
use crate::io;
use crate::m::M;
use crate::wasi::IoVec;

/// The imports, under their own names.
mod host {
    use super::IoVec;

    #[link(wasm_import_module = "wasi_snapshot_preview1")]
    unsafe extern "C" {
        pub(super) fn fd_readdir(
            fd: u32,
            buf: *mut u8,
            len: usize,
            cookie: u64,
            used: *mut usize,
        ) -> u16;
        pub(super) fn path_unlink_file(dir: u32, path: *const u8, len: usize) -> u16;
        pub(super) fn path_remove_directory(dir: u32, path: *const u8, len: usize) -> u16;
        pub(super) fn path_create_directory(dir: u32, path: *const u8, len: usize) -> u16;
        pub(super) fn path_rename(
            dir: u32,
            path: *const u8,
            len: usize,
            new_dir: u32,
            new_path: *const u8,
            new_len: usize,
        ) -> u16;
        pub(super) fn path_link(
            dir: u32,
            follow: u32,
            path: *const u8,
            len: usize,
            new_dir: u32,
            new_path: *const u8,
            new_len: usize,
        ) -> u16;
        pub(super) fn path_symlink(
            target: *const u8,
            target_len: usize,
            dir: u32,
            path: *const u8,
            len: usize,
        ) -> u16;
        pub(super) fn path_readlink(
            dir: u32,
            path: *const u8,
            len: usize,
            buf: *mut u8,
            buf_len: usize,
            used: *mut usize,
        ) -> u16;
        pub(super) fn path_filestat_set_times(
            dir: u32,
            follow: u32,
            path: *const u8,
            len: usize,
            accessed: u64,
            modified: u64,
            flags: u32,
        ) -> u16;
        pub(super) fn path_open(
            dir: u32,
            follow: u32,
            path: *const u8,
            len: usize,
            oflags: u32,
            rights: u64,
            inheriting: u64,
            fdflags: u32,
            fd: *mut u32,
        ) -> u16;
        pub(super) fn fd_seek(fd: u32, offset: i64, whence: u32, position: *mut i64) -> u16;
        pub(super) fn fd_pread(
            fd: u32,
            iovs: *const IoVec,
            n: usize,
            offset: u64,
            done: *mut usize,
        ) -> u16;
        pub(super) fn fd_pwrite(
            fd: u32,
            iovs: *const IoVec,
            n: usize,
            offset: u64,
            done: *mut usize,
        ) -> u16;
        pub(super) fn fd_filestat_set_size(fd: u32, size: u64) -> u16;
        pub(super) fn fd_sync(fd: u32) -> u16;
        pub(super) fn fd_prestat_get(fd: u32, out: *mut u32) -> u16;
        pub(super) fn fd_prestat_dir_name(fd: u32, name: *mut u8, len: usize) -> u16;
        pub(super) fn fd_filestat_get(fd: u32, stat: *mut u64) -> u16;
        pub(super) fn path_filestat_get(
            dir: u32,
            follow: u32,
            path: *const u8,
            len: usize,
            stat: *mut u64,
        ) -> u16;
    }
}

/// Functions that hand their parameters on.
macro_rules! pass {
    ($($name:literal $f:ident => $host:ident ($($p:ident: $t:ty),*);)*) => {$(
        #[unsafe(export_name = $name)]
        unsafe extern "C" fn $f(m: &mut M, fp: *mut u8, $($p: $t),*) -> u32 {
            // SAFETY: addresses of the program's own memory, as package os promises; the host checks the rest.
            blocking::call(m, fp, &[$($p.address()),*], move || u32::from(io::call(|| unsafe { host::$host($($p),*) })))
        }
    )*};
}

pass! {
    "os.wasiReaddir" readdir => fd_readdir(fd: u32, buf: *mut u8, len: usize, cookie: u64, used: *mut usize);
    "os.wasiUnlink" unlink => path_unlink_file(dir: u32, path: *const u8, len: usize);
    "os.wasiRmdir" rmdir => path_remove_directory(dir: u32, path: *const u8, len: usize);
    "os.wasiMkdir" mkdir => path_create_directory(dir: u32, path: *const u8, len: usize);
    "os.wasiRename" rename =>
        path_rename(dir: u32, path: *const u8, len: usize, new_dir: u32, new_path: *const u8, new_len: usize);
    "os.wasiLink" link => path_link(
        dir: u32, follow: u32, path: *const u8, len: usize, new_dir: u32, new_path: *const u8, new_len: usize
    );
    "os.wasiSymlink" symlink =>
        path_symlink(target: *const u8, target_len: usize, dir: u32, path: *const u8, len: usize);
    "os.wasiReadlink" readlink =>
        path_readlink(dir: u32, path: *const u8, len: usize, buf: *mut u8, buf_len: usize, used: *mut usize);
    "os.wasiPathSetTimes" path_set_times => path_filestat_set_times(
        dir: u32, follow: u32, path: *const u8, len: usize, accessed: u64, modified: u64, flags: u32
    );
    "os.wasiPathOpen" open => path_open(
        dir: u32, follow: u32, path: *const u8, len: usize, oflags: u32, rights: u64, inheriting: u64, fdflags: u32,
        fd: *mut u32
    );
    "os.wasiSeek" seek => fd_seek(fd: u32, offset: i64, whence: u32, position: *mut i64);
    "os.wasiSetSize" set_size => fd_filestat_set_size(fd: u32, size: u64);
    "os.wasiSync" sync => fd_sync(fd: u32);
    "os.wasiPrestat" prestat => fd_prestat_get(fd: u32, out: *mut u32);
    "os.wasiPrestatName" prestat_name => fd_prestat_dir_name(fd: u32, name: *mut u8, len: usize);
    "os.wasiFilestat" filestat => fd_filestat_get(fd: u32, stat: *mut u64);
    "os.wasiPathFilestat" path_filestat =>
        path_filestat_get(dir: u32, follow: u32, path: *const u8, len: usize, stat: *mut u64);
}

/// A count of bytes, or the error number, negated.
fn count(errno: u16, done: usize) -> u32 {
    if errno == 0 {
        done as u32
    } else {
        u32::from(errno).wrapping_neg()
    }
}

/// Reads or writes at a place of a file.
macro_rules! at_offset {
    ($($name:literal $f:ident => $host:ident;)*) => {$(
        #[unsafe(export_name = $name)]
        unsafe extern "C" fn $f(m: &mut M, fp: *mut u8, fd: u32, ptr: *const u8, len: usize, offset: u64) -> u32 {
            blocking::call(m, fp, &[ptr.address()], move || {
                let (iov, mut done) = (IoVec { ptr, len }, 0);
                // SAFETY: `len` bytes of the program.
                let errno = io::call(|| unsafe { host::$host(fd, &raw const iov, 1, offset, &raw mut done) });
                count(errno, done)
            })
        }
    )*};
}

at_offset! {
    "os.wasiPread" pread => fd_pread;
    "os.wasiPwrite" pwrite => fd_pwrite;
}
