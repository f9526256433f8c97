#define _GNU_SOURCE
#include "CLaneWalls.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/// Room for one descriptor beside a message.
typedef union {
    char space[CMSG_SPACE(sizeof(int))];
    struct cmsghdr alignment;
} control;

/// Two bytes hold the error number, 0 for success, and with that comes the descriptor.
bool toolrouter_lane_send_file(int socket, int error, int descriptor) {
    uint8_t words[2] = {(uint8_t)error, (uint8_t)(error >> 8)};
    struct iovec bytes = {.iov_base = words, .iov_len = sizeof words};
    control control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1};
    if (!error) {
        message.msg_control = control.space;
        message.msg_controllen = sizeof control.space;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent == sizeof words;
}

int toolrouter_lane_receive_file(int socket) {
    uint8_t words[2];
    struct iovec bytes = {.iov_base = words, .iov_len = sizeof words};
    control control;
    struct msghdr message = {
        .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
    ssize_t received;
    do {
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    } while (received < 0 && errno == EINTR);
    if (received != sizeof words) {
        errno = EPIPE;
        return -1;
    }
    int error = words[0] | words[1] << 8;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (error || !header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(int))) {
        errno = error ? error : EIO;
        return -1;
    }
    int descriptor;
    memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    return descriptor;
}

/// Sends the flags and the path in one message.
static bool ask(const char *path, int flags) {
    uint8_t message[sizeof flags + 4096];
    size_t length = strlen(path);
    if (length > 4096) return false;
    memcpy(message, &flags, sizeof flags);
    memcpy(message + sizeof flags, path, length);
    ssize_t sent;
    do {
        sent = send(TOOLROUTER_LANE_FILES, message, sizeof flags + length, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent > 0;
}

static int open_elsewhere(const char *path, int flags, int mode) {
    int descriptor = ask(path, flags) ? toolrouter_lane_receive_file(TOOLROUTER_LANE_FILES) : (errno = EPIPE, -1);
    // Without files a lane is of no use, and the next one gets them from somebody who is there.
    if (descriptor < 0 && errno == EPIPE) _exit(TOOLROUTER_LANE_WITHOUT_FILES);
    return descriptor;
}

bool toolrouter_lane_open_elsewhere(void) {
    sqlite3_vfs *unix_vfs = sqlite3_vfs_find("unix");
    if (!unix_vfs || unix_vfs->iVersion < 3 || !unix_vfs->xSetSystemCall) return false;
    return unix_vfs->xSetSystemCall(unix_vfs, "open", (sqlite3_syscall_ptr)open_elsewhere) == SQLITE_OK;
}
