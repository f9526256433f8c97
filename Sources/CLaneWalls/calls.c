#define _GNU_SOURCE
#include "CLaneWalls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The filter of system calls: seccomp(2), and Documentation/userspace-api/seccomp_filter.rst of the kernel. What is not
// on the list fails with EPERM, as if the process had no right to it.

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

/// Calls that are let through whatever their arguments are.
static const int allowed[] = {
    // Frames.
    __NR_sendto, __NR_recvfrom, __NR_recvmsg, __NR_read, __NR_write, __NR_ppoll,
#ifdef __NR_poll
    __NR_poll,
#endif
    // Files that are open already, and what can be told of others without opening them.
    __NR_pread64, __NR_pwrite64, __NR_lseek, __NR_fstat, __NR_close, __NR_ftruncate, __NR_newfstatat, __NR_statx,
    __NR_faccessat, __NR_faccessat2, __NR_readlinkat, __NR_getcwd,
#ifdef __NR_stat
    __NR_stat, __NR_lstat, __NR_access, __NR_readlink,
#endif
    // Memory.
    __NR_brk, __NR_munmap, __NR_mremap, __NR_madvise,
    // Threads that run already.
    __NR_futex, __NR_sched_yield, __NR_sched_getaffinity, __NR_rt_sigaction, __NR_rt_sigprocmask, __NR_rt_sigreturn,
    __NR_sigaltstack, __NR_restart_syscall, __NR_exit, __NR_exit_group,
    // Time, and what a process may know of itself.
    __NR_clock_gettime, __NR_clock_getres, __NR_clock_nanosleep, __NR_nanosleep, __NR_gettimeofday, __NR_getpid,
    __NR_gettid, __NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid, __NR_getrusage, __NR_getrandom, __NR_sysinfo,
    __NR_uname,
};

/// Commands of `fcntl` that are let through: locks and flags, not who gets signals.
static const int file_commands[] = {F_GETLK, F_SETLK, F_SETLKW, F_GETFD, F_SETFD, F_GETFL};

enum { COUNT = sizeof allowed / sizeof *allowed, COMMANDS = sizeof file_commands / sizeof *file_commands };

/// The low half of an argument, on a little-endian machine.
#define ARGUMENT(number) (offsetof(struct seccomp_data, args) + 8 * (number))
#define LOAD(offset) (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define END(action) (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, (action))
/// Goes on after the next `skip` when it is not `value`.
#define UNLESS(value, skip) (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (skip))
#define UNLESS_NO_BIT(bits, skip) (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), (skip), 0)

enum { REFUSED = SECCOMP_RET_ERRNO | EPERM, ALLOWED = SECCOMP_RET_ALLOW };

static int write_filter(struct sock_filter *next, uint32_t process) {
    struct sock_filter *begin = next;
    *next++ = LOAD(offsetof(struct seccomp_data, arch));
    *next++ = UNLESS(ARCHITECTURE, 1);
    *next++ = LOAD(offsetof(struct seccomp_data, nr));
    *next++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0);
    *next++ = END(SECCOMP_RET_KILL_PROCESS);
    for (int call = 0; call < COUNT; call++) {
        *next++ = UNLESS((uint32_t)allowed[call], 1);
        *next++ = END(ALLOWED);
    }
    *next++ = UNLESS(__NR_fcntl, 2 + 2 * COMMANDS);
    *next++ = LOAD(ARGUMENT(1));
    for (int command = 0; command < COMMANDS; command++) {
        *next++ = UNLESS((uint32_t)file_commands[command], 1);
        *next++ = END(ALLOWED);
    }
    *next++ = END(REFUSED);
    // No memory that can be executed.
    const int mappings[] = {__NR_mmap, __NR_mprotect};
    for (int call = 0; call < 2; call++) {
        *next++ = UNLESS((uint32_t)mappings[call], 4);
        *next++ = LOAD(ARGUMENT(2));
        *next++ = UNLESS_NO_BIT(PROT_EXEC, 1);
        *next++ = END(ALLOWED);
        *next++ = END(REFUSED);
    }
    // A process may end itself by a signal, as abort does.
    *next++ = UNLESS(__NR_tgkill, 4);
    *next++ = LOAD(ARGUMENT(0));
    *next++ = UNLESS(process, 1);
    *next++ = END(ALLOWED);
    *next++ = END(REFUSED);
    // Bounds of its own, which it can't raise beyond the hard ones.
    *next++ = UNLESS(__NR_prlimit64, 4);
    *next++ = LOAD(ARGUMENT(0));
    *next++ = UNLESS(0, 1);
    *next++ = END(ALLOWED);
    *next++ = END(REFUSED);
    *next++ = END(REFUSED);
    return (int)(next - begin);
}

int toolrouter_lane_raise_last_wall(void) {
    struct sock_filter filter[2 * COUNT + 2 * COMMANDS + 64];
    struct sock_fprog program = {.filter = filter};
    program.len = (unsigned short)write_filter(filter, (uint32_t)getpid());
    long code = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    if (code == 0) return TOOLROUTER_WALL_CALLS;
    // A kernel without filters, or without this flag.
    if (code < 0 && (errno == EINVAL || errno == ENOSYS)) return 0;
    return code > 0 ? -ESRCH : -errno;
}

#else

int toolrouter_lane_raise_last_wall(void) { return 0; }

#endif
