// Makes a build machine's disk as slow as a customer's: every fdatasync and fsync of the process it is preloaded
// under takes GENGFU_SYNC_DELAY_US longer, and is counted and timed in the file GENGFU_SYNC_LOG names.
//
// An eMMC takes some 2 to 50 ms per fdatasync, a virtual disk 0.04: without this every latency measured flatters.
#define _GNU_SOURCE
#include "CSlowDisk.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

// What the reader of the log maps: a count, then the microseconds of the latest calls in a ring.
enum { slow_disk_ring = 65536 };
struct slow_disk_log {
    _Atomic uint64_t count;
    uint32_t microseconds[slow_disk_ring];
};

static struct slow_disk_log *journal;
static long delay_us;

__attribute__((constructor)) static void start(void) {
    const char *delay = getenv("GENGFU_SYNC_DELAY_US");
    delay_us = delay ? atol(delay) : 0;
    const char *path = getenv("GENGFU_SYNC_LOG");
    if (!path) return;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, sizeof *journal) != 0) return;
    void *memory = mmap(NULL, sizeof *journal, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory != MAP_FAILED) journal = memory;
}

static int slowly(const char *name, int descriptor) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    int result = real(descriptor);
    if (delay_us > 0) {
        struct timespec wait = {delay_us / 1000000, (delay_us % 1000000) * 1000};
        nanosleep(&wait, NULL);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (journal) {
        uint64_t at = atomic_fetch_add(&journal->count, 1);
        int64_t took = (to.tv_sec - from.tv_sec) * 1000000LL + (to.tv_nsec - from.tv_nsec) / 1000;
        journal->microseconds[at % slow_disk_ring] = (uint32_t)took;
    }
    return result;
}

int fdatasync(int descriptor) { return slowly("fdatasync", descriptor); }
int fsync(int descriptor) { return slowly("fsync", descriptor); }
