// Linux interfaces that Swift cannot reach by itself: variadic functions, and numbers that some processors lack.
#pragma once
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// syscall(2); the result, or the negated error number.
static inline long linux_call(long number, long a, long b, long c, long d, long e, long f) {
    long result = syscall(number, a, b, c, d, e, f);
    return result == -1 ? -errno : result;
}

static inline int linux_control(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
    return prctl(option, a, b, c, d) == -1 ? -errno : 0;
}

static inline int linux_ioctl(int descriptor, unsigned long request, void *argument) {
    return ioctl(descriptor, request, argument) == -1 ? -errno : 0;
}

static inline long linux_notify_receive(int listener, struct seccomp_notif *notification) {
    memset(notification, 0, sizeof *notification);
    return linux_ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, notification);
}

static inline long linux_notify_send(int listener, struct seccomp_notif_resp *response) {
    return linux_ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, response);
}

// Whether the notification's process still waits for an answer, and so still is the one that asked.
static inline int linux_notify_is_valid(int listener, uint64_t identifier) {
    return linux_ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &identifier) == 0;
}

// A message of one byte with room for one descriptor (unix(7), SCM_RIGHTS); it points into itself and must stay in place.
struct linux_descriptor_message {
    char byte;
    struct iovec data;
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr head;
};

static inline struct msghdr *linux_prepare(struct linux_descriptor_message *message) {
    memset(message, 0, sizeof *message);
    message->data.iov_base = &message->byte;
    message->data.iov_len = 1;
    message->head.msg_iov = &message->data;
    message->head.msg_iovlen = 1;
    message->head.msg_control = message->control.bytes;
    message->head.msg_controllen = sizeof message->control.bytes;
    return &message->head;
}

// Sends one descriptor over a UNIX socket; the mark stands where sendmsg(2) has no argument, for a filter to see.
static inline int linux_send_descriptor(int socket, int descriptor, uint32_t mark) {
    struct linux_descriptor_message message;
    struct msghdr *head = linux_prepare(&message);
    struct cmsghdr *header = CMSG_FIRSTHDR(head);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    return linux_call(__NR_sendmsg, socket, (long)head, MSG_NOSIGNAL, mark, 0, 0) == 1 ? 0 : -1;
}

// Receives one descriptor, close-on-exec; negative where none came.
static inline int linux_receive_descriptor(int socket) {
    struct linux_descriptor_message message;
    struct msghdr *head = linux_prepare(&message);
    if (recvmsg(socket, head, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != 1) return -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(head);
    if (!header || header->cmsg_type != SCM_RIGHTS) return -1;
    int descriptor = -1;
    memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    return descriptor;
}

// What a process is to take on: null and zero are left out. Afterwards zero or the negated error number of each.
struct linux_trial {
    int mounts;
    void *ruleset;
    size_t ruleset_size;
    struct sock_fprog *listening;
    struct sock_fprog *plain;
    long mounts_error, ruleset_error, listening_error, plain_error;
};

// Tries in a process that shares this one's memory, which takes a fraction of what a copy does, and is gone afterwards.
__attribute__((noinline)) static inline void linux_try(struct linux_trial *trial) {
    trial->mounts_error = trial->ruleset_error = trial->listening_error = trial->plain_error = -ECHILD;
    pid_t child = vfork();
    if (child == 0) {
        if (trial->mounts) {
            const char *kind = "tmpfs";
            uint64_t read_only[4] = {1, 0, 0, 0};
            long error = linux_call(__NR_unshare, 0x00020000, 0, 0, 0, 0, 0);  // CLONE_NEWNS
            if (error == 0) error = linux_call(__NR_mount, (long)kind, (long)"/dev/shm", (long)kind, 2 | 4, 0, 0);
            // mount_setattr(2), AT_FDCWD, AT_RECURSIVE; kernels without it are known to have no such mounts.
            if (error == 0) error = linux_call(442, -100, (long)"/", 0x8000, (long)read_only, sizeof read_only, 0);
            trial->mounts_error = error == -ENOSYS ? 0 : error;
        }
        linux_control(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (trial->ruleset) {
            long ruleset = linux_call(444, (long)trial->ruleset, (long)trial->ruleset_size, 0, 0, 0, 0);
            trial->ruleset_error = ruleset < 0 ? ruleset : linux_call(446, ruleset, 0, 0, 0, 0, 0);
        }
        if (trial->plain) trial->plain_error = linux_call(__NR_seccomp, 1, 0, (long)trial->plain, 0, 0, 0);
        if (trial->listening) {
            // SECCOMP_FILTER_FLAG_NEW_LISTENER
            long listener = linux_call(__NR_seccomp, 1, 8, (long)trial->listening, 0, 0, 0);
            trial->listening_error = listener < 0 ? listener : 0;
        }
        _exit(0);
    }
    while (child > 0 && linux_call(__NR_wait4, child, 0, 0, 0, 0, 0) == -EINTR) {
    }
}

#if defined(__x86_64__)
static const uint32_t linux_audit_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
static const uint32_t linux_audit_architecture = AUDIT_ARCH_AARCH64;
#else
static const uint32_t linux_audit_architecture = 0;
#endif

// Calls that newer processors do not have: -1 there.
#define LINUX_OPTIONAL(name, number) static const long linux_nr_##name = number
#ifdef __NR_open
LINUX_OPTIONAL(open, __NR_open);
LINUX_OPTIONAL(creat, __NR_creat);
LINUX_OPTIONAL(mkdir, __NR_mkdir);
LINUX_OPTIONAL(rmdir, __NR_rmdir);
LINUX_OPTIONAL(unlink, __NR_unlink);
LINUX_OPTIONAL(rename, __NR_rename);
LINUX_OPTIONAL(link, __NR_link);
LINUX_OPTIONAL(symlink, __NR_symlink);
LINUX_OPTIONAL(mknod, __NR_mknod);
LINUX_OPTIONAL(chmod, __NR_chmod);
LINUX_OPTIONAL(chown, __NR_chown);
LINUX_OPTIONAL(lchown, __NR_lchown);
LINUX_OPTIONAL(utime, __NR_utime);
LINUX_OPTIONAL(utimes, __NR_utimes);
LINUX_OPTIONAL(futimesat, __NR_futimesat);
LINUX_OPTIONAL(fork, __NR_fork);
LINUX_OPTIONAL(vfork, __NR_vfork);
#else
LINUX_OPTIONAL(open, -1);
LINUX_OPTIONAL(creat, -1);
LINUX_OPTIONAL(mkdir, -1);
LINUX_OPTIONAL(rmdir, -1);
LINUX_OPTIONAL(unlink, -1);
LINUX_OPTIONAL(rename, -1);
LINUX_OPTIONAL(link, -1);
LINUX_OPTIONAL(symlink, -1);
LINUX_OPTIONAL(mknod, -1);
LINUX_OPTIONAL(chmod, -1);
LINUX_OPTIONAL(chown, -1);
LINUX_OPTIONAL(lchown, -1);
LINUX_OPTIONAL(utime, -1);
LINUX_OPTIONAL(utimes, -1);
LINUX_OPTIONAL(futimesat, -1);
LINUX_OPTIONAL(fork, -1);
LINUX_OPTIONAL(vfork, -1);
#endif
#ifdef __NR_iopl
LINUX_OPTIONAL(iopl, __NR_iopl);
LINUX_OPTIONAL(ioperm, __NR_ioperm);
LINUX_OPTIONAL(uselib, __NR_uselib);
#else
LINUX_OPTIONAL(iopl, -1);
LINUX_OPTIONAL(ioperm, -1);
LINUX_OPTIONAL(uselib, -1);
#endif
#undef LINUX_OPTIONAL
