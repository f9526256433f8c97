#pragma once

// Tries from inside of a lane's walls what they forbid: in a process of its own that is gone when the answer is there.

enum toolrouter_trial {
    TOOLROUTER_TRIAL_NOTHING,
    TOOLROUTER_TRIAL_OPEN,
    TOOLROUTER_TRIAL_OPEN_TO_WRITE,
    TOOLROUTER_TRIAL_SOCKET,
    TOOLROUTER_TRIAL_EXECUTE,
    TOOLROUTER_TRIAL_FORK,
    TOOLROUTER_TRIAL_SIGNAL,
    TOOLROUTER_TRIAL_TRACE,
    TOOLROUTER_TRIAL_CODE,
    TOOLROUTER_TRIAL_REMOVE,
    TOOLROUTER_TRIAL_RIGHTS,
    TOOLROUTER_TRIAL_OWN_SIGNALS,
    TOOLROUTER_TRIAL_MEMORY,
};

/// Tries it behind all walls, in a folder with a file `file`. Returns the error number it fails with, 0 when it works, and
/// less than 0 when the walls or the process could not be made.
int toolrouter_lane_try(enum toolrouter_trial trial, const char *file);

/// Starts a lane in a process that is killed at once, after stopping the lane if that is said. Returns 1 when the
/// lane was still there ten seconds later, 0 when it was gone, or less than 0 when it could not be started.
int toolrouter_lane_outlives_parent(const char *executable, int stops);

/// The walls that stand on this machine, or less than 0.
int toolrouter_lane_walls(void);
