#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// A lane: a process that judges and runs statements written by strangers, with walls around it.
//
// It has four descriptors: requests and answers go over 0, cancellations come over 1, 2 is stderr, and over 3 it asks for
// files. It can open no file and make no socket. What SQLite wants to open it asks another process for, the keeper of
// files, and gets a descriptor of just that. Its parent can't be that: closing a file drops all locks that a process has
// on it, and the parent may have connections of its own.

/// Where a lane asks for files.
enum { TOOLROUTER_LANE_FILES = 3 };

/// A lane that has been started. The descriptors are close-on-exec.
typedef struct toolrouter_lane {
    pid_t process;
    /// The parent's end of 0.
    int requests;
    /// The parent's end of 1, which does not block.
    int cancellations;
    /// The other end of 3.
    int files;
} toolrouter_lane;

/// Starts `executable`, an absolute path, as `toolrouter sql-lane` with an empty environment in a process group of its
/// own. Returns 0 or an error number.
int toolrouter_lane_start(const char *executable, toolrouter_lane *lane);

/// Sends a descriptor, which stays the caller's, or an error number. False when nobody takes it.
bool toolrouter_lane_send_file(int socket, int error, int descriptor);

/// Waits for a descriptor that is sent as above. Returns -1 with the error number that was sent, or EPIPE when there will
/// be none.
int toolrouter_lane_receive_file(int socket);

/// The code with which a lane ends that nobody gives files any more.
enum { TOOLROUTER_LANE_WITHOUT_FILES = 69 };

/// In a lane: whatever SQLite opens from here on it asks for, in one message of flags and path. Returns false when this
/// SQLite opens files otherwise.
bool toolrouter_lane_open_elsewhere(void);

/// The process dies of its own crashes, and when the thread does that has started it, and never gets more privileges. Returns 0 or an error number.
int toolrouter_lane_die_with_parent(void);

/// What a lane may use; 0 and less is no bound.
typedef struct toolrouter_lane_limits {
    /// Bytes of memory beyond what the process has mapped already.
    int64_t memory;
    /// Bytes of the longest file that it may write to.
    int64_t file;
    /// Bytes of the stack.
    int64_t stack;
} toolrouter_lane_limits;

/// The walls that stand.
enum {
    TOOLROUTER_WALL_LIMITS = 1,
    TOOLROUTER_WALL_NO_NEW_PRIVILEGES = 2,
    /// No file can be opened, no TCP port used, no other process be signalled, as far as the kernel knows Landlock.
    TOOLROUTER_WALL_LANDLOCK = 4,
    /// Only calls that SQL needs reach the kernel.
    TOOLROUTER_WALL_CALLS = 8,
};

/// In a lane: dies with its parent, and gets bounds and no way to more privileges. It is for the thread that will start all
/// others. Returns the walls that stand, or an error number as a negative one.
int toolrouter_lane_raise_first_walls(const toolrouter_lane_limits *limits);

/// In a lane: from here on no thread of it can be started, and only what SQL needs is let through to the kernel. Returns
/// the walls that this adds, none where the kernel has no such filter, or an error number as a negative one.
int toolrouter_lane_raise_last_wall(void);

/// In a lane: ends the process once it has used so many more seconds of processor time.
void toolrouter_lane_allow_processor_time(int64_t seconds);

/// The processor time that a process has used, in nanoseconds; 0 when it is gone.
int64_t toolrouter_lane_processor_time(pid_t process);

/// A descriptor that is readable from the moment somebody rings until it is silenced; -1 when there is none to have.
int toolrouter_bell_make(void);

void toolrouter_bell_ring(int bell);

void toolrouter_bell_silence(int bell);
