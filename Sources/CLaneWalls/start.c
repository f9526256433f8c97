#define _GNU_SOURCE
#include "CLaneWalls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/// The ends of a lane's sockets that are the parent's, and those that are the lane's.
typedef struct ends {
    int here[3];
    int there[3];
} ends;

static int add_actions(posix_spawn_file_actions_t *actions, const int *there) {
    int error = posix_spawn_file_actions_adddup2(actions, there[0], 0);
    if (!error) error = posix_spawn_file_actions_adddup2(actions, there[1], 1);
    if (!error) error = posix_spawn_file_actions_adddup2(actions, there[2], TOOLROUTER_LANE_FILES);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(actions, TOOLROUTER_LANE_FILES + 1);
    // A lane keeps no folder in use.
    if (!error) error = posix_spawn_file_actions_addchdir_np(actions, "/");
    return error;
}

/// A process group of its own: what a terminal sends to the parent, such as the interrupt of ctrl-C, is the parent's to
/// decide about. Signals as a new process has them, whatever the parent ignores or blocks.
static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error) error = posix_spawnattr_setsigdefault(attributes, &all);
    if (!error) error = posix_spawnattr_setpgroup(attributes, 0);
    if (!error)
        error = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    return error;
}

static int spawn(const char *executable, pid_t *process, const int *there) {
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    posix_spawnattr_t attributes;
    error = posix_spawnattr_init(&attributes);
    if (error) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    error = add_actions(&actions, there);
    if (!error) error = set_attributes(&attributes);
    char *const arguments[] = {"toolrouter", "sql-lane", NULL};
    char *const environment[] = {NULL};
    if (!error) error = posix_spawn(process, executable, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static void close_all(const int *descriptors, int count) {
    for (int number = 0; number < count; number++) close(descriptors[number]);
}

static int make_sockets(ends *ends) {
    // Whoever gives files out reads whole messages, so that nobody can make it wait for the rest of one.
    const int types[3] = {SOCK_STREAM, SOCK_STREAM, SOCK_SEQPACKET};
    for (int number = 0; number < 3; number++) {
        int pair[2];
        if (socketpair(AF_UNIX, types[number] | SOCK_CLOEXEC, 0, pair)) {
            int error = errno;
            close_all(ends->here, number);
            close_all(ends->there, number);
            return error;
        }
        ends->here[number] = pair[0];
        // Where they are going to be nothing else may lie, and a copy onto itself would stay close-on-exec.
        ends->there[number] = fcntl(pair[1], F_DUPFD_CLOEXEC, 16);
        close(pair[1]);
    }
    return 0;
}

int toolrouter_lane_start(const char *executable, toolrouter_lane *lane) {
    ends ends;
    int error = make_sockets(&ends);
    if (error) return error;
    error = spawn(executable, &lane->process, ends.there);
    close_all(ends.there, 3);
    if (error) {
        close_all(ends.here, 3);
        return error;
    }
    fcntl(ends.here[1], F_SETFL, O_NONBLOCK);
    lane->requests = ends.here[0];
    lane->cancellations = ends.here[1];
    lane->files = ends.here[2];
    return 0;
}

int64_t toolrouter_lane_processor_time(pid_t process) {
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(process, &clock) || clock_gettime(clock, &time)) return 0;
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}
