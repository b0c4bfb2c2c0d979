/* A disk in memory for SQLite, for tests only: it knows what was written from what was synchronised, loses the one at a
   power cut and keeps the other, fails the n-th call of a kind, is full at a number of bytes and flips bits.

   A disk belongs to one thread at a time. Its files are opened through the VFS "gengfu-simulated" by their full names,
   which begin with simulated_disk_directory(). Directory entries, too, are lost at a power cut until the directory is
   synchronised (POSIX promises no more than that; a file's own fsync does not save its name). */

#ifndef CSIMULATEDDISK_H
#define CSIMULATEDDISK_H

#include <stdint.h>

typedef struct simulated_disk simulated_disk;

// What is counted, and what can be made to fail.
enum {
    SIMULATED_OPEN,
    SIMULATED_READ,
    SIMULATED_WRITE,
    SIMULATED_SYNC,
    SIMULATED_TRUNCATE,
    SIMULATED_REMOVE,
    SIMULATED_RENAME,
    SIMULATED_SHARE,
    SIMULATED_KINDS
};

// What a call that fails says.
enum { SIMULATED_IO_ERROR, SIMULATED_NO_SPACE };

// What of the bytes not synchronised a power cut leaves.
enum {
    /* Nothing. */
    SIMULATED_CUT_ALL,
    /* Writes in order up to any one, the last of them torn at a sector of 512 bytes. */
    SIMULATED_CUT_PREFIX,
    /* Any sectors of any writes. */
    SIMULATED_CUT_SECTORS,
};

// Makes SQLite know the VFS. Any number of times, from any thread.
void simulated_disk_register(void);

simulated_disk *simulated_disk_create(uint64_t seed);
// A disk with the same files and names, all of them synchronised.
simulated_disk *simulated_disk_copy(simulated_disk *disk, uint64_t seed);
// No file of it may be open any more.
void simulated_disk_destroy(simulated_disk *disk);
const char *simulated_disk_directory(simulated_disk *disk);

/* The process ended: open files are closed without a word and locks are gone; every call through an old handle fails. What
   was written stays. */
void simulated_disk_kill(simulated_disk *disk);
// The power went: as a kill, and of what was not synchronised only what `mode` says is there.
void simulated_disk_cut(simulated_disk *disk, int mode);
// From the n-th write, sync, truncation, removal or renaming on every call fails, until a kill or a cut; 0: not.
void simulated_disk_darken_in(simulated_disk *disk, int64_t calls);
int simulated_disk_is_dark(simulated_disk *disk);

/* The n-th call of a kind from now, and `times - 1` after it, fail. A failed sync forgets what it should have written,
   as Linux does, if `loses` is set: the pages look written and never reach the disk. */
void simulated_disk_fail(simulated_disk *disk, int kind, int64_t in, int64_t times, int how, int loses);
// Ends all failing.
void simulated_disk_heal(simulated_disk *disk);
// Calls of a kind that were made to fail so far.
int64_t simulated_disk_failures(simulated_disk *disk, int kind);
int64_t simulated_disk_calls(simulated_disk *disk, int kind);
// Calls that found no room since the beginning.
int64_t simulated_disk_full_calls(simulated_disk *disk);
// Power cuts that really lost bytes or names.
int64_t simulated_disk_losing_cuts(simulated_disk *disk);

// Bytes all files may have together, the shared index included; negative: no limit.
void simulated_disk_limit(simulated_disk *disk, int64_t bytes);
int64_t simulated_disk_used(simulated_disk *disk);

// Writes a file over itself and synchronises it; 1: done.
int simulated_disk_renew(simulated_disk *disk, const char *path);

// The files themselves; 1: done, 0: no such file, or it failed.
int simulated_disk_exists(simulated_disk *disk, const char *path);
int64_t simulated_disk_size(simulated_disk *disk, const char *path);
int simulated_disk_remove(simulated_disk *disk, const char *path);
int simulated_disk_rename(simulated_disk *disk, const char *from, const char *to);
// Of a file, or of the directory.
int simulated_disk_sync(simulated_disk *disk, const char *path);
// Lengthens a file with zeros, making it if there is none.
int simulated_disk_fill(simulated_disk *disk, const char *path, int64_t bytes);
// Flips one bit, on the disk and in what was written.
int simulated_disk_flip(simulated_disk *disk, const char *path, int64_t offset, int bit);
// Full name of the file at a position in the directory; NULL behind the last.
const char *simulated_disk_name(simulated_disk *disk, int position);

#endif
