// The disk itself: names, images, what is synchronised, and what goes wrong. SQLite's side of it is VFS.c.
#include "Disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static simulated_disk *disks;
static uint64_t last_number;

static const char root[] = "/gengfu-simulated/";

static uint64_t draw(simulated_disk *disk) {
    uint64_t word = disk->random += 0x9E3779B97F4A7C15;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
    return word ^ (word >> 31);
}

static void *must(void *memory) {
    if (!memory) abort();
    return memory;
}

// Images and writes

static void grow(image *image, int64_t count) {
    if (count > image->room) {
        int64_t room = image->room ? image->room : 4096;
        while (room < count) room *= 2;
        image->bytes = must(realloc(image->bytes, (size_t)room));
        image->room = room;
    }
    if (count > image->count) memset(image->bytes + image->count, 0, (size_t)(count - image->count));
    if (count > image->count) image->count = count;
}

static void put(image *image, const void *bytes, int64_t count, int64_t offset) {
    grow(image, offset + count);
    memcpy(image->bytes + offset, bytes, (size_t)count);
}

static void set_count(image *image, int64_t count) {
    if (count < image->count) image->count = count;
    grow(image, count);
}

static void note(simulated_inode *inode, const void *bytes, int64_t count, int64_t offset) {
    unsynced *write = must(calloc(1, sizeof *write));
    write->offset = offset;
    write->count = count;
    if (bytes) memcpy(write->bytes = must(malloc((size_t)count)), bytes, (size_t)count);
    if (inode->last) inode->last->next = write;
    else inode->first = write;
    inode->last = write;
}

static void drop_first(simulated_inode *inode) {
    unsynced *write = inode->first;
    inode->first = write->next;
    if (!inode->first) inode->last = NULL;
    free(write->bytes);
    free(write);
}

void simulated_forget_unsynced(simulated_inode *inode) {
    while (inode->first) drop_first(inode);
}

int simulated_has_room(simulated_disk *disk, int64_t more) {
    if (disk->limit < 0 || more <= 0 || simulated_disk_used(disk) + more <= disk->limit) return 1;
    disk->full_calls++;
    return 0;
}

int simulated_write(
    simulated_disk *disk, simulated_inode *inode, const void *bytes, int64_t count, int64_t offset) {
    if (!simulated_has_room(disk, offset + count - inode->written.count)) return SQLITE_FULL;
    put(&inode->written, bytes, count, offset);
    note(inode, bytes, count, offset);
    return SQLITE_OK;
}

void simulated_truncate(simulated_inode *inode, int64_t bytes) {
    set_count(&inode->written, bytes);
    note(inode, NULL, 0, bytes);
}

void simulated_synchronise(simulated_inode *inode) {
    while (inode->first) {
        unsynced *write = inode->first;
        if (write->bytes) put(&inode->durable, write->bytes, write->count, write->offset);
        else set_count(&inode->durable, write->offset);
        drop_first(inode);
    }
}

// What a power cut leaves of a file.
static int lose(simulated_disk *disk, simulated_inode *inode, int mode) {
    int64_t writes = 0;
    for (unsynced *write = inode->first; write; write = write->next) writes++;
    int64_t kept = mode == SIMULATED_CUT_PREFIX ? (int64_t)(draw(disk) % (uint64_t)(writes + 1)) : 0;
    uint64_t odds = draw(disk) % 4;
    for (int64_t position = 0; inode->first; position++) {
        unsynced *write = inode->first;
        if (mode == SIMULATED_CUT_ALL || (mode == SIMULATED_CUT_PREFIX && position > kept)) {
            drop_first(inode);
            continue;
        }
        // The write at the border is torn.
        int is_torn = mode == SIMULATED_CUT_SECTORS || position == kept;
        if (!write->bytes) {
            if (!is_torn || draw(disk) % 4 >= odds) set_count(&inode->durable, write->offset);
        } else if (!is_torn) {
            put(&inode->durable, write->bytes, write->count, write->offset);
        } else {
            for (int64_t at = 0; at < write->count;) {
                int64_t end = at + simulated_sector - (write->offset + at) % simulated_sector;
                if (end > write->count) end = write->count;
                if (draw(disk) % 4 >= odds) put(&inode->durable, write->bytes + at, end - at, write->offset + at);
                at = end;
            }
        }
        drop_first(inode);
    }
    grow(&inode->written, inode->durable.count);
    inode->written.count = inode->durable.count;
    if (inode->durable.count) memcpy(inode->written.bytes, inode->durable.bytes, (size_t)inode->durable.count);
    return writes > 0;
}

// Names

void simulated_hold(simulated_inode *inode) { inode->references++; }

void simulated_let_go(simulated_inode *inode) {
    if (--inode->references > 0) return;
    simulated_forget_unsynced(inode);
    if (inode->index) simulated_drop_index(inode->index);
    free(inode->written.bytes);
    free(inode->durable.bytes);
    free(inode);
}

void simulated_drop_index(shared_index *index) {
    if (--index->references > 0) return;
    for (int region = 0; region < index->regions; region++) free(index->region[region]);
    free(index);
}

static void let_names_go(simulated_names_list *names) {
    for (int position = 0; position < names->count; position++) simulated_let_go(names->entry[position].inode);
    names->count = 0;
}

static void copy_names(simulated_names_list *to, const simulated_names_list *from) {
    *to = *from;
    for (int position = 0; position < to->count; position++) simulated_hold(to->entry[position].inode);
}

// The directory as it is now becomes one more state that a power cut may leave.
static void remember_names(simulated_disk *disk) {
    disk->past = must(realloc(disk->past, sizeof *disk->past * (size_t)(disk->past_count + 1)));
    copy_names(&disk->past[disk->past_count++], &disk->seen);
}

void simulated_synchronise_names(simulated_disk *disk) {
    while (disk->past_count > 0) let_names_go(&disk->past[--disk->past_count]);
    remember_names(disk);
}

static int position_of(simulated_names_list *names, const char *path) {
    for (int position = 0; position < names->count; position++)
        if (!strcmp(names->entry[position].path, path)) return position;
    return -1;
}

simulated_inode *simulated_find(simulated_disk *disk, const char *path) {
    int position = position_of(&disk->seen, path);
    return position < 0 ? NULL : disk->seen.entry[position].inode;
}

simulated_inode *simulated_make(simulated_disk *disk, const char *path) {
    if (disk->seen.count == simulated_names || strlen(path) >= simulated_path) return NULL;
    simulated_entry *entry = &disk->seen.entry[disk->seen.count++];
    strcpy(entry->path, path);
    entry->inode = must(calloc(1, sizeof *entry->inode));
    entry->inode->references = 1;
    remember_names(disk);
    return entry->inode;
}

static void unlink_at(simulated_disk *disk, int position) {
    simulated_let_go(disk->seen.entry[position].inode);
    disk->seen.entry[position] = disk->seen.entry[--disk->seen.count];
}

// Faults

int simulated_call(simulated_disk *disk, int kind, int io_error) {
    if (disk->is_dark) return io_error;
    disk->kind[kind].calls++;
    int changes = kind != SIMULATED_OPEN && kind != SIMULATED_READ && kind != SIMULATED_SHARE;
    if (changes && disk->darken_in > 0 && --disk->darken_in == 0) {
        disk->is_dark = 1;
        return io_error;
    }
    if (disk->kind[kind].times <= 0 || --disk->kind[kind].in > 0) return SQLITE_OK;
    disk->kind[kind].in = 0;
    disk->kind[kind].times--;
    disk->kind[kind].failures++;
    return disk->kind[kind].how == SIMULATED_NO_SPACE ? SQLITE_FULL : io_error;
}

void simulated_disk_fail(simulated_disk *disk, int kind, int64_t in, int64_t times, int how, int loses) {
    disk->kind[kind].in = in;
    disk->kind[kind].times = times;
    disk->kind[kind].how = how;
    disk->kind[kind].loses = loses;
}

void simulated_disk_heal(simulated_disk *disk) {
    for (int kind = 0; kind < SIMULATED_KINDS; kind++) disk->kind[kind].times = 0;
}

int64_t simulated_disk_failures(simulated_disk *disk, int kind) { return disk->kind[kind].failures; }
int64_t simulated_disk_calls(simulated_disk *disk, int kind) { return disk->kind[kind].calls; }
int64_t simulated_disk_full_calls(simulated_disk *disk) { return disk->full_calls; }
int64_t simulated_disk_losing_cuts(simulated_disk *disk) { return disk->losing_cuts; }
void simulated_disk_limit(simulated_disk *disk, int64_t bytes) { disk->limit = bytes; }

int64_t simulated_disk_used(simulated_disk *disk) {
    int64_t used = 0;
    for (int position = 0; position < disk->seen.count; position++) {
        simulated_inode *inode = disk->seen.entry[position].inode;
        used += inode->written.count;
        if (inode->index) used += (int64_t)inode->index->regions * 32768;
    }
    return used;
}

void simulated_disk_kill(simulated_disk *disk) {
    disk->life++;
    disk->is_dark = 0;
    disk->darken_in = 0;
    for (int position = 0; position < disk->seen.count; position++) {
        simulated_inode *inode = disk->seen.entry[position].inode;
        inode->readers = 0;
        inode->reserved = inode->pending = inode->exclusive = NULL;
        if (inode->index) simulated_drop_index(inode->index);
        inode->index = NULL;
    }
}

void simulated_disk_cut(simulated_disk *disk, int mode) {
    simulated_disk_kill(disk);
    int state = mode == SIMULATED_CUT_ALL ? 0 : (int)(draw(disk) % (uint64_t)disk->past_count);
    int loses = state < disk->past_count - 1;
    let_names_go(&disk->seen);
    copy_names(&disk->seen, &disk->past[state]);
    for (int position = 0; position < disk->seen.count; position++)
        loses |= lose(disk, disk->seen.entry[position].inode, mode);
    simulated_synchronise_names(disk);
    disk->losing_cuts += loses;
}

void simulated_disk_darken_in(simulated_disk *disk, int64_t calls) { disk->darken_in = calls; }
int simulated_disk_is_dark(simulated_disk *disk) { return disk->is_dark; }

// Disks

simulated_disk *simulated_disk_create(uint64_t seed) {
    simulated_disk *disk = must(calloc(1, sizeof *disk));
    disk->random = seed;
    disk->limit = -1;
    remember_names(disk);
    pthread_mutex_lock(&gate);
    disk->number = ++last_number;
    snprintf(disk->directory, sizeof disk->directory, "%s%llu", root, (unsigned long long)disk->number);
    disk->next = disks;
    disks = disk;
    pthread_mutex_unlock(&gate);
    return disk;
}

simulated_disk *simulated_disk_copy(simulated_disk *from, uint64_t seed) {
    simulated_disk *disk = simulated_disk_create(seed);
    for (int position = 0; position < from->seen.count; position++) {
        simulated_entry *entry = &from->seen.entry[position];
        char path[simulated_path];
        const char *name = entry->path + strlen(from->directory);
        if (snprintf(path, sizeof path, "%s%s", disk->directory, name) >= (int)sizeof path) continue;
        simulated_inode *inode = simulated_make(disk, path);
        image *written = &entry->inode->written;
        if (!inode || !written->count) continue;
        put(&inode->written, written->bytes, written->count, 0);
        put(&inode->durable, written->bytes, written->count, 0);
    }
    simulated_synchronise_names(disk);
    return disk;
}

void simulated_disk_destroy(simulated_disk *disk) {
    pthread_mutex_lock(&gate);
    for (simulated_disk **link = &disks; *link; link = &(*link)->next) {
        if (*link != disk) continue;
        *link = disk->next;
        break;
    }
    pthread_mutex_unlock(&gate);
    let_names_go(&disk->seen);
    while (disk->past_count > 0) let_names_go(&disk->past[--disk->past_count]);
    free(disk->past);
    free(disk);
}

const char *simulated_disk_directory(simulated_disk *disk) { return disk->directory; }

simulated_disk *simulated_disk_of(const char *path) {
    if (!path || strncmp(path, root, sizeof root - 1)) return NULL;
    uint64_t number = strtoull(path + sizeof root - 1, NULL, 10);
    pthread_mutex_lock(&gate);
    simulated_disk *disk = disks;
    while (disk && disk->number != number) disk = disk->next;
    pthread_mutex_unlock(&gate);
    return disk;
}

// Files by name

int simulated_disk_exists(simulated_disk *disk, const char *path) { return simulated_find(disk, path) != NULL; }

int64_t simulated_disk_size(simulated_disk *disk, const char *path) {
    simulated_inode *inode = simulated_find(disk, path);
    return inode ? inode->written.count : 0;
}

int simulated_disk_remove(simulated_disk *disk, const char *path) {
    int position = position_of(&disk->seen, path);
    if (position < 0 || simulated_call(disk, SIMULATED_REMOVE, SQLITE_IOERR_DELETE)) return 0;
    unlink_at(disk, position);
    remember_names(disk);
    return 1;
}

int simulated_disk_rename(simulated_disk *disk, const char *from, const char *to) {
    int position = position_of(&disk->seen, from);
    if (position < 0 || strlen(to) >= simulated_path || simulated_call(disk, SIMULATED_RENAME, SQLITE_IOERR))
        return 0;
    int taken = position_of(&disk->seen, to);
    if (taken >= 0) {
        unlink_at(disk, taken);
        position = position_of(&disk->seen, from);
    }
    strcpy(disk->seen.entry[position].path, to);
    remember_names(disk);
    return 1;
}

int simulated_disk_sync(simulated_disk *disk, const char *path) {
    int is_directory = !strcmp(path, disk->directory);
    simulated_inode *inode = simulated_find(disk, path);
    if (!is_directory && !inode) return 0;
    if (simulated_call(disk, SIMULATED_SYNC, SQLITE_IOERR_FSYNC)) {
        if (inode && !disk->is_dark && disk->kind[SIMULATED_SYNC].loses) simulated_forget_unsynced(inode);
        return 0;
    }
    if (is_directory) simulated_synchronise_names(disk);
    else simulated_synchronise(inode);
    return 1;
}

int simulated_disk_renew(simulated_disk *disk, const char *path) {
    simulated_inode *inode = simulated_find(disk, path);
    if (!inode || simulated_call(disk, SIMULATED_WRITE, SQLITE_IOERR_WRITE)) return 0;
    if (inode->written.count) note(inode, inode->written.bytes, inode->written.count, 0);
    return simulated_disk_sync(disk, path);
}

int simulated_disk_fill(simulated_disk *disk, const char *path, int64_t bytes) {
    if (simulated_call(disk, SIMULATED_OPEN, SQLITE_CANTOPEN)) return 0;
    simulated_inode *inode = simulated_find(disk, path);
    if (!inode) inode = simulated_make(disk, path);
    if (!inode) return 0;
    int64_t missing = bytes - inode->written.count;
    if (missing <= 0) return 1;
    if (simulated_call(disk, SIMULATED_WRITE, SQLITE_IOERR_WRITE)) return 0;
    uint8_t *zeros = must(calloc(1, (size_t)missing));
    int code = simulated_write(disk, inode, zeros, missing, inode->written.count);
    free(zeros);
    return code == SQLITE_OK;
}

int simulated_disk_flip(simulated_disk *disk, const char *path, int64_t offset, int bit) {
    simulated_inode *inode = simulated_find(disk, path);
    if (!inode || offset >= inode->written.count) return 0;
    inode->written.bytes[offset] ^= (uint8_t)(1 << bit);
    if (offset < inode->durable.count) inode->durable.bytes[offset] ^= (uint8_t)(1 << bit);
    return 1;
}

const char *simulated_disk_name(simulated_disk *disk, int position) {
    return position < disk->seen.count ? disk->seen.entry[position].path : NULL;
}
