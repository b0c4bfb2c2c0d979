// JavaScriptCore's C interface, and the one thing the codec child needs that Swift cannot say: prctl and seccomp
// are variadic, and a filter is an array of C structures.
#include <JavaScriptCore/JavaScript.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <pthread.h>
#include <unistd.h>

#if defined(__x86_64__)
#define GC_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define GC_ARCH AUDIT_ARCH_AARCH64
#else
#error "the codec child knows the system calls of x86-64 and aarch64 only"
#endif

#define GC_ALLOW(name)                                                                                       \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define GC_REFUSE(name, error)                                                                               \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1),                                                  \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))

/// From here on every thread of the process has memory, locks, clocks, threads and the descriptors that are open:
/// no file, no socket, no program, no signal to others. Whatever else is asked for fails with EPERM.
/// Returns 0, or errno.
static inline int gc_confine(void) {
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, GC_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        GC_ALLOW(read),
        GC_ALLOW(write),
        GC_ALLOW(futex),
        GC_ALLOW(madvise),
        GC_ALLOW(mmap),
        GC_ALLOW(munmap),
        GC_ALLOW(mprotect),
        GC_ALLOW(mremap),
        GC_ALLOW(brk),
        GC_ALLOW(sched_yield),
        GC_ALLOW(pread64),
        GC_ALLOW(clock_gettime),
        GC_ALLOW(clock_nanosleep),
        GC_ALLOW(nanosleep),
        GC_ALLOW(gettimeofday),
        GC_ALLOW(getpid),
        GC_ALLOW(gettid),
        // JavaScriptCore stops its own threads for a collection with a signal.
        GC_ALLOW(tgkill),
        GC_ALLOW(rt_sigaction),
        GC_ALLOW(rt_sigprocmask),
        GC_ALLOW(rt_sigreturn),
        GC_ALLOW(rt_sigsuspend),
        GC_ALLOW(sigaltstack),
        GC_ALLOW(restart_syscall),
        GC_ALLOW(set_robust_list),
        GC_ALLOW(rseq),
        GC_ALLOW(sched_getaffinity),
        GC_ALLOW(sysinfo),
        GC_ALLOW(getrusage),
        GC_ALLOW(getrandom),
        GC_ALLOW(membarrier),
        GC_ALLOW(close),
        GC_ALLOW(exit),
        GC_ALLOW(exit_group),
        // Threads, yes; processes, no. The flags of clone3 lie in memory that a filter cannot read: the C library
        // falls back to clone when there is no clone3.
        GC_REFUSE(clone3, ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x00010000 /* CLONE_THREAD */, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    struct sock_fprog program = {.len = sizeof rules / sizeof rules[0], .filter = rules};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    if (syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0) return errno;
    return 0;
}

/// Closes whatever the parent left open behind standard error.
static inline void gc_close_others(void) { syscall(__NR_close_range, 3U, ~0U, 0U); }
