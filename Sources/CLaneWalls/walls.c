#define _GNU_SOURCE
#include "CLaneWalls.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int limit(int resource, int64_t bound) {
    struct rlimit both = {.rlim_cur = (rlim_t)bound, .rlim_max = (rlim_t)bound};
    return setrlimit(resource, &both) ? errno : 0;
}

/// The address space of the process in bytes; 0 when nobody says.
static int64_t mapped(void) {
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file) return 0;
    long pages = 0;
    if (fscanf(file, "%ld", &pages) != 1) pages = 0;
    fclose(file);
    return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

static int set_limits(const toolrouter_lane_limits *limits) {
    // One arena: each further one would take 64 MB of the address space.
    mallopt(M_ARENA_MAX, 1);
    int error = limit(RLIMIT_CORE, 0);
    // A write beyond the bound fails, and is no reason to die.
    signal(SIGXFSZ, SIG_IGN);
    if (!error && limits->file > 0) error = limit(RLIMIT_FSIZE, limits->file);
    if (!error && limits->stack > 0) error = limit(RLIMIT_STACK, limits->stack);
    if (!error) error = limit(RLIMIT_NOFILE, 64);
    if (!error && limits->memory > 0) error = limit(RLIMIT_AS, mapped() + limits->memory);
    return error;
}

// Landlock, which the headers of older systems do not know in full: landlock(7).

struct landlock_rules {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

static long landlock_version(void) { return syscall(444, NULL, 0, 1); }

/// Forbids whatever this kernel's Landlock can forbid; false when it has none.
static bool raise_landlock(void) {
    long version = landlock_version();
    if (version < 1) return false;
    struct landlock_rules rules = {.files = (1 << 13) - 1};
    if (version >= 2) rules.files |= 1 << 13;
    if (version >= 3) rules.files |= 1 << 14;
    if (version >= 5) rules.files |= 1 << 15;
    // Binding and connecting over TCP.
    if (version >= 4) rules.network = 3;
    // Abstract sockets of others, and signals to others.
    if (version >= 6) rules.scopes = 3;
    long set = syscall(444, &rules, version >= 6 ? 24 : version >= 4 ? 16 : 8, 0);
    if (set < 0) return false;
    bool stands = syscall(446, set, 0) == 0;
    close((int)set);
    return stands;
}

int toolrouter_lane_die_with_parent(void) {
    // Swift's runtime would start a program that looks into the crash, which a lane may not; and as that fails it goes on
    // as if nothing had happened (6.3), when the signal came from elsewhere.
    const int crashes[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
    for (unsigned number = 0; number < sizeof crashes / sizeof *crashes; number++) signal(crashes[number], SIG_DFL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return errno;
    return 0;
}

int toolrouter_lane_raise_first_walls(const toolrouter_lane_limits *limits) {
    int error = toolrouter_lane_die_with_parent();
    if (!error) error = set_limits(limits);
    if (error) return -error;
    int walls = TOOLROUTER_WALL_LIMITS | TOOLROUTER_WALL_NO_NEW_PRIVILEGES;
    return raise_landlock() ? walls | TOOLROUTER_WALL_LANDLOCK : walls;
}

void toolrouter_lane_allow_processor_time(int64_t seconds) {
    static int64_t renewed = -1;
    struct timespec used;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)) return;
    // Two calls for each second of work, instead of for each statement.
    if (renewed == used.tv_sec) return;
    renewed = used.tv_sec;
    struct rlimit both;
    if (getrlimit(RLIMIT_CPU, &both)) return;
    both.rlim_cur = (rlim_t)(used.tv_sec + 1 + seconds);
    setrlimit(RLIMIT_CPU, &both);
}
