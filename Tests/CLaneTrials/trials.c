#define _GNU_SOURCE
#include "CLaneTrials.h"

#include <CLaneWalls.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const toolrouter_lane_limits limits = {.memory = 64 << 20, .file = 1 << 20, .stack = 8 << 20};

static int try(enum toolrouter_trial trial, const char *file) {
    errno = 0;
    switch (trial) {
    case TOOLROUTER_TRIAL_NOTHING: return 0;
    case TOOLROUTER_TRIAL_OPEN: return open(file, O_RDONLY) < 0 ? errno : 0;
    case TOOLROUTER_TRIAL_OPEN_TO_WRITE: return open(file, O_RDWR) < 0 ? errno : 0;
    case TOOLROUTER_TRIAL_SOCKET: return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
    case TOOLROUTER_TRIAL_EXECUTE: return execl("/bin/true", "true", NULL) < 0 ? errno : 0;
    case TOOLROUTER_TRIAL_FORK: {
        pid_t process = fork();
        if (process == 0) _exit(0);
        return process < 0 ? errno : 0;
    }
    case TOOLROUTER_TRIAL_SIGNAL: return kill(getppid(), 0) < 0 ? errno : 0;
    case TOOLROUTER_TRIAL_TRACE: return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 ? errno : 0;
    case TOOLROUTER_TRIAL_CODE:
        return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
                   ? errno
                   : 0;
    case TOOLROUTER_TRIAL_REMOVE: return unlink(file) < 0 ? errno : 0;
    case TOOLROUTER_TRIAL_RIGHTS: return chmod(file, 0777) < 0 ? errno : 0;
    case TOOLROUTER_TRIAL_OWN_SIGNALS: return fcntl(2, F_SETOWN, 1) < 0 ? errno : 0;
    case TOOLROUTER_TRIAL_MEMORY:
        return mmap(NULL, 128 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno
                                                                                                                : 0;
    }
    return -1;
}

/// Does `body` in a process of its own, whose code is what it returns.
static int apart(int (*body)(enum toolrouter_trial, const char *), enum toolrouter_trial trial, const char *file) {
    pid_t process = fork();
    if (process < 0) return -errno;
    if (process == 0) _exit(body(trial, file) & 0xff);
    int status;
    while (waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) return -errno;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1000 - WTERMSIG(status);
}

static int raise_all(void) {
    int first = toolrouter_lane_raise_first_walls(&limits);
    int last = toolrouter_lane_raise_last_wall();
    return first < 0 || last < 0 ? 255 : first | last;
}

static int walls(enum toolrouter_trial trial, const char *file) { return raise_all(); }

static int behind_walls(enum toolrouter_trial trial, const char *file) {
    return raise_all() == 255 ? 254 : try(trial, file);
}

int toolrouter_lane_try(enum toolrouter_trial trial, const char *file) { return apart(behind_walls, trial, file); }

int toolrouter_lane_outlives_parent(const char *executable, int stops) {
    int link[2];
    if (pipe2(link, O_CLOEXEC)) return -errno;
    pid_t parent = fork();
    if (parent < 0) return -errno;
    if (parent == 0) {
        toolrouter_lane lane;
        if (toolrouter_lane_start(executable, &lane)) lane.process = -1;
        ssize_t written = write(link[1], &lane.process, sizeof lane.process);
        (void)written;
        pause();
        _exit(0);
    }
    pid_t lane = -1;
    ssize_t count = read(link[0], &lane, sizeof lane);
    // It has to say first that it dies with its parent.
    usleep(1000000);
    if (count == sizeof lane && lane > 0 && stops) kill(lane, SIGSTOP);
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    close(link[0]);
    close(link[1]);
    if (lane <= 0) return -1;
    for (int look = 0; look < 1000; look++) {
        // Nobody may reap it for long where this runs as the first process.
        char path[64], state = 0;
        snprintf(path, sizeof path, "/proc/%d/stat", lane);
        FILE *file = fopen(path, "re");
        if (!file) return 0;
        int read = fscanf(file, "%*d (%*[^)]) %c", &state);
        fclose(file);
        if (read != 1 || state == 'Z') return 0;
        usleep(10000);
    }
    kill(lane, SIGKILL);
    return 1;
}

int toolrouter_lane_walls(void) { return apart(walls, TOOLROUTER_TRIAL_NOTHING, NULL); }
