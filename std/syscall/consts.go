package syscall

// Flags of Open.
const (
	O_CLOEXEC   = 0
	O_RDONLY    = 0
	O_WRONLY    = 1
	O_RDWR      = 2
	O_CREAT     = 0o100
	O_CREATE    = 0o100
	O_EXCL      = 0o200
	O_NOFOLLOW  = 0o400
	O_TRUNC     = 0o1000
	O_APPEND    = 0o2000
	O_SYNC      = 0o10000
	O_DIRECTORY = 0o20000
)

// What Fcntl does, and locks.
const (
	F_DUPFD         = 0
	F_DUPFD_CLOEXEC = 1
	F_GETFD         = 1
	F_RDLCK         = 1
	F_SETFD         = 2
	F_WRLCK         = 2
	F_GETFL         = 3
	F_UNLCK         = 3
	F_SETFL         = 4
	F_UNLKSYS       = 4
	F_GETOWN        = 5
	F_SETOWN        = 6
	F_GETLK         = 7
	F_SETLK         = 8
	F_SETLKW        = 9
	F_RGETLK        = 10
	F_RSETLK        = 11
	F_CNVT          = 12
	F_RSETLKW       = 13
)

// Flags of an open file.
const (
	FDFLAG_APPEND   = 1
	FDFLAG_DSYNC    = 2
	FDFLAG_NONBLOCK = 4
	FDFLAG_RSYNC    = 8
	FDFLAG_SYNC     = 16
)

// Which times are set.
const (
	FILESTAT_SET_ATIM     = 1
	FILESTAT_SET_ATIM_NOW = 2
	FILESTAT_SET_MTIM     = 4
	FILESTAT_SET_MTIM_NOW = 8
)

// Flags of paths that are opened.
const (
	OFLAG_CREATE    = 1
	OFLAG_DIRECTORY = 2
	OFLAG_EXCL      = 4
	OFLAG_TRUNC     = 8
)

// Whether a symbolic link at the end of a path is followed.
const (
	LOOKUP_SYMLINK_FOLLOW = 1
)

// Where Seek counts from.
const (
	WHENCE_SET = 0
	WHENCE_CUR = 1
	WHENCE_END = 2
)

// What may be done with an open file.
const (
	RIGHT_FD_DATASYNC             = 1 << 0
	RIGHT_FD_READ                 = 1 << 1
	RIGHT_FD_SEEK                 = 1 << 2
	RIGHT_FDSTAT_SET_FLAGS        = 1 << 3
	RIGHT_FD_SYNC                 = 1 << 4
	RIGHT_FD_TELL                 = 1 << 5
	RIGHT_FD_WRITE                = 1 << 6
	RIGHT_FD_ADVISE               = 1 << 7
	RIGHT_FD_ALLOCATE             = 1 << 8
	RIGHT_PATH_CREATE_DIRECTORY   = 1 << 9
	RIGHT_PATH_CREATE_FILE        = 1 << 10
	RIGHT_PATH_LINK_SOURCE        = 1 << 11
	RIGHT_PATH_LINK_TARGET        = 1 << 12
	RIGHT_PATH_OPEN               = 1 << 13
	RIGHT_FD_READDIR              = 1 << 14
	RIGHT_PATH_READLINK           = 1 << 15
	RIGHT_PATH_RENAME_SOURCE      = 1 << 16
	RIGHT_PATH_RENAME_TARGET      = 1 << 17
	RIGHT_PATH_FILESTAT_GET       = 1 << 18
	RIGHT_PATH_FILESTAT_SET_SIZE  = 1 << 19
	RIGHT_PATH_FILESTAT_SET_TIMES = 1 << 20
	RIGHT_FD_FILESTAT_GET         = 1 << 21
	RIGHT_FD_FILESTAT_SET_SIZE    = 1 << 22
	RIGHT_FD_FILESTAT_SET_TIMES   = 1 << 23
	RIGHT_PATH_SYMLINK            = 1 << 24
	RIGHT_PATH_REMOVE_DIRECTORY   = 1 << 25
	RIGHT_PATH_UNLINK_FILE        = 1 << 26
	RIGHT_POLL_FD_READWRITE       = 1 << 27
	RIGHT_SOCK_SHUTDOWN           = 1 << 28
	RIGHT_SOCK_ACCEPT             = 1 << 29
)

// Bits of a file's mode.
const (
	S_IXOTH       = 1
	S_IWOTH       = 2
	S_IROTH       = 4
	S_IRWXO       = 7
	S_IXGRP       = 8
	S_IWGRP       = 0o20
	S_IRGRP       = 0o40
	S_IRWXG       = 0o70
	S_IEXEC       = 0o100
	S_IXUSR       = 0o100
	S_IWRITE      = 0o200
	S_IWUSR       = 0o200
	S_IREAD       = 0o400
	S_IRUSR       = 0o400
	S_IRWXU       = 0o700
	S_ISVTX       = 0o1000
	S_ISGID       = 0o2000
	S_ISUID       = 0o4000
	S_IFIFO       = 0o10000
	S_IFCHR       = 0o20000
	S_IFDIR       = 0o40000
	S_IFBLK       = 0o60000
	S_IFREG       = 0o100000
	S_IFLNK       = 0o120000
	S_IFSOCK      = 0o140000
	S_IFDSOCK     = 0o210000
	S_IFSOCKADDR  = 0o220000
	S_IFBOUNDSOCK = 0o230000
	S_IFSHM       = 0o240000
	S_IFMUTEX     = 0o250000
	S_IFCOND      = 0o260000
	S_IFSEMA      = 0o270000
	S_IFSHM_SYSV  = 0o300000
	S_IFMT        = 0o370000
	S_UNSUP       = 0o370000
)

// Kinds of files.
const (
	FILETYPE_UNKNOWN          Filetype = 0
	FILETYPE_BLOCK_DEVICE     Filetype = 1
	FILETYPE_CHARACTER_DEVICE Filetype = 2
	FILETYPE_DIRECTORY        Filetype = 3
	FILETYPE_REGULAR_FILE     Filetype = 4
	FILETYPE_SOCKET_DGRAM     Filetype = 5
	FILETYPE_SOCKET_STREAM    Filetype = 6
	FILETYPE_SYMBOLIC_LINK    Filetype = 7
)

// The descriptors that are open when a program begins.
var (
	Stdin  = 0
	Stdout = 1
	Stderr = 2
)

// ImplementsGetwd says that Getwd knows the current directory.
const ImplementsGetwd = true
