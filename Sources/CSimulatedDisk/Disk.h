// What the files of a simulated disk are made of, for Disk.c and VFS.c.

#ifndef GENGFU_SIMULATED_DISK_INTERNAL_H
#define GENGFU_SIMULATED_DISK_INTERNAL_H

#include "CSimulatedDisk.h"

enum { simulated_names = 64, simulated_path = 200, simulated_sector = 512 };

// A write, or with `bytes` NULL a truncation to `offset`, that no sync has followed.
typedef struct unsynced {
    struct unsynced *next;
    int64_t offset;
    int64_t count;
    uint8_t *bytes;
} unsynced;

typedef struct {
    uint8_t *bytes;
    int64_t count;
    int64_t room;
} image;

// Index of a database's log, shared by its connections; gone with the process.
typedef struct {
    int references;
    int regions;
    uint8_t *region[64];
    int readers[8];
    const void *writer[8];
} shared_index;

typedef struct {
    // As the process sees it, and as a power cut leaves it.
    image written;
    image durable;
    unsynced *first;
    unsynced *last;
    // Names it has, in the directory as seen or as durable; open handles.
    int references;
    int readers;
    const void *reserved;
    const void *pending;
    const void *exclusive;
    shared_index *index;
} simulated_inode;

typedef struct {
    char path[simulated_path];
    simulated_inode *inode;
} simulated_entry;

typedef struct {
    simulated_entry entry[simulated_names];
    int count;
} simulated_names_list;

struct simulated_disk {
    struct simulated_disk *next;
    uint64_t number;
    char directory[64];
    uint64_t random;
    simulated_names_list seen;
    // Every state of the directory since it was last synchronised, that one first.
    simulated_names_list *past;
    int past_count;
    // Handles of an earlier life of the process are dead.
    uint64_t life;
    int is_dark;
    int64_t darken_in;
    int64_t limit;
    int64_t full_calls;
    int64_t losing_cuts;
    struct {
        int64_t calls;
        int64_t failures;
        int64_t in;
        int64_t times;
        int how;
        int loses;
    } kind[SIMULATED_KINDS];
};

// The disk whose files have names such as this one; NULL: none.
simulated_disk *simulated_disk_of(const char *path);
simulated_inode *simulated_find(simulated_disk *disk, const char *path);
// NULL when the directory is full.
simulated_inode *simulated_make(simulated_disk *disk, const char *path);
void simulated_hold(simulated_inode *inode);
void simulated_let_go(simulated_inode *inode);
// Counts a call. 0, or an SQLite result code: `io_error` for an error of the disk.
int simulated_call(simulated_disk *disk, int kind, int io_error);
int simulated_write(simulated_disk *disk, simulated_inode *inode, const void *bytes, int64_t count, int64_t offset);
void simulated_truncate(simulated_inode *inode, int64_t bytes);
void simulated_synchronise(simulated_inode *inode);
void simulated_synchronise_names(simulated_disk *disk);
void simulated_forget_unsynced(simulated_inode *inode);
int simulated_has_room(simulated_disk *disk, int64_t more);
void simulated_drop_index(shared_index *index);

#endif
