// SQLite's side of the simulated disk: files, their locks and the log's shared index, as in one process.
#include "Disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    sqlite3_file base;
    simulated_disk *disk;
    simulated_inode *inode;
    // Life of the disk in which it was opened; in another one it is dead.
    uint64_t life;
    int level;
    int removes_itself;
    // As in SQLite's own VFS: the first sync of a log it has made saves the log's name, too.
    int saves_name;
    char path[simulated_path];
    shared_index *index;
    uint8_t shares;
    uint8_t excludes;
} handle;

static int is_dead(handle *file) { return file->life != file->disk->life; }

static int call(handle *file, int kind, int io_error) {
    return is_dead(file) ? io_error : simulated_call(file->disk, kind, io_error);
}

static int read_at(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
    handle *file = (handle *)base;
    int code = call(file, SIMULATED_READ, SQLITE_IOERR_READ);
    if (code) return code;
    int64_t there = file->inode->written.count - offset;
    if (there > count) there = count;
    if (there > 0) memcpy(bytes, file->inode->written.bytes + offset, (size_t)there);
    if (there >= count) return SQLITE_OK;
    if (there < 0) there = 0;
    memset((uint8_t *)bytes + there, 0, (size_t)(count - there));
    return SQLITE_IOERR_SHORT_READ;
}

static int write_at(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    handle *file = (handle *)base;
    int code = call(file, SIMULATED_WRITE, SQLITE_IOERR_WRITE);
    return code ? code : simulated_write(file->disk, file->inode, bytes, count, offset);
}

static int truncate_to(sqlite3_file *base, sqlite3_int64 bytes) {
    handle *file = (handle *)base;
    int code = call(file, SIMULATED_TRUNCATE, SQLITE_IOERR_TRUNCATE);
    if (code) return code;
    if (!simulated_has_room(file->disk, bytes - file->inode->written.count)) return SQLITE_FULL;
    simulated_truncate(file->inode, bytes);
    return SQLITE_OK;
}

static int sync_file(sqlite3_file *base, int flags) {
    (void)flags;
    handle *file = (handle *)base;
    int code = call(file, SIMULATED_SYNC, SQLITE_IOERR_FSYNC);
    if (code) {
        int is_lost = !is_dead(file) && !file->disk->is_dark && file->disk->kind[SIMULATED_SYNC].loses;
        if (is_lost) simulated_forget_unsynced(file->inode);
        return code;
    }
    simulated_synchronise(file->inode);
    if (file->saves_name) simulated_synchronise_names(file->disk);
    file->saves_name = 0;
    return SQLITE_OK;
}

static int size_of(sqlite3_file *base, sqlite3_int64 *bytes) {
    handle *file = (handle *)base;
    if (is_dead(file)) return SQLITE_IOERR_FSTAT;
    *bytes = file->inode->written.count;
    return SQLITE_OK;
}

// Locks of the database file

static int lock(sqlite3_file *base, int level) {
    handle *file = (handle *)base;
    simulated_inode *inode = file->inode;
    if (is_dead(file) || file->disk->is_dark) return SQLITE_IOERR_LOCK;
    if (file->level >= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED) {
        if (inode->pending || inode->exclusive) return SQLITE_BUSY;
        inode->readers++;
    } else if (level == SQLITE_LOCK_RESERVED) {
        if (inode->reserved && inode->reserved != file) return SQLITE_BUSY;
        inode->reserved = file;
    } else {
        if (inode->pending && inode->pending != file) return SQLITE_BUSY;
        if (inode->reserved && inode->reserved != file) return SQLITE_BUSY;
        inode->pending = file;
        if (inode->readers > 1) return SQLITE_BUSY;
        inode->exclusive = file;
    }
    file->level = level;
    return SQLITE_OK;
}

static int unlock(sqlite3_file *base, int level) {
    handle *file = (handle *)base;
    simulated_inode *inode = file->inode;
    if (is_dead(file)) {
        file->level = level;
        return SQLITE_OK;
    }
    if (file->level <= level) return SQLITE_OK;
    if (inode->exclusive == file) inode->exclusive = NULL;
    if (inode->pending == file) inode->pending = NULL;
    if (inode->reserved == file) inode->reserved = NULL;
    if (level == SQLITE_LOCK_NONE && file->level >= SQLITE_LOCK_SHARED) inode->readers--;
    file->level = level;
    return SQLITE_OK;
}

static int is_reserved(sqlite3_file *base, int *answer) {
    handle *file = (handle *)base;
    *answer = !is_dead(file) && file->inode->reserved != NULL;
    return SQLITE_OK;
}

// The log's shared index

static int share_map(sqlite3_file *base, int region, int bytes, int extends, void volatile **memory) {
    handle *file = (handle *)base;
    *memory = NULL;
    int code = call(file, SIMULATED_SHARE, SQLITE_IOERR_SHMMAP);
    if (code) return code;
    if (!file->index) {
        if (!file->inode->index) {
            file->inode->index = calloc(1, sizeof(shared_index));
            if (!file->inode->index) return SQLITE_NOMEM;
            file->inode->index->references = 1;
        }
        file->index = file->inode->index;
        file->index->references++;
    }
    while (file->index->regions <= region) {
        if (!extends) return SQLITE_OK;
        if (file->index->regions == 64) return SQLITE_IOERR_SHMSIZE;
        if (!simulated_has_room(file->disk, bytes)) return SQLITE_FULL;
        uint8_t *fresh = calloc(1, (size_t)bytes);
        if (!fresh) return SQLITE_NOMEM;
        file->index->region[file->index->regions++] = fresh;
    }
    *memory = file->index->region[region];
    return SQLITE_OK;
}

static void share_give_up(handle *file, int first, int count) {
    for (int slot = first; slot < first + count; slot++) {
        uint8_t bit = (uint8_t)(1 << slot);
        if (file->shares & bit) file->index->readers[slot]--;
        if (file->index->writer[slot] == file) file->index->writer[slot] = NULL;
        file->shares &= (uint8_t)~bit;
        file->excludes &= (uint8_t)~bit;
    }
}

static int share_lock(sqlite3_file *base, int first, int count, int flags) {
    handle *file = (handle *)base;
    if (!file->index) return SQLITE_IOERR_SHMLOCK;
    if (flags & SQLITE_SHM_UNLOCK) {
        share_give_up(file, first, count);
        return SQLITE_OK;
    }
    if (is_dead(file) || file->disk->is_dark) return SQLITE_IOERR_SHMLOCK;
    for (int slot = first; slot < first + count; slot++) {
        uint8_t bit = (uint8_t)(1 << slot);
        const void *writer = file->index->writer[slot];
        if (writer && writer != file) return SQLITE_BUSY;
        int others = file->index->readers[slot] - (file->shares & bit ? 1 : 0);
        if (flags & SQLITE_SHM_EXCLUSIVE && others > 0) return SQLITE_BUSY;
    }
    for (int slot = first; slot < first + count; slot++) {
        uint8_t bit = (uint8_t)(1 << slot);
        if (flags & SQLITE_SHM_EXCLUSIVE) {
            file->index->writer[slot] = file;
            file->excludes |= bit;
        } else if (!(file->shares & bit)) {
            file->index->readers[slot]++;
            file->shares |= bit;
        }
    }
    return SQLITE_OK;
}

static void share_barrier(sqlite3_file *base) { (void)base; }

static int share_unmap(sqlite3_file *base, int removes) {
    (void)removes;
    handle *file = (handle *)base;
    if (!file->index) return SQLITE_OK;
    share_give_up(file, 0, 8);
    // The last connection's index goes with it, as a real one is made anew by the first.
    if (!is_dead(file) && file->index->references == 2) {
        simulated_drop_index(file->inode->index);
        file->inode->index = NULL;
    }
    simulated_drop_index(file->index);
    file->index = NULL;
    return SQLITE_OK;
}

// Files

static int close_file(sqlite3_file *base) {
    handle *file = (handle *)base;
    unlock(base, SQLITE_LOCK_NONE);
    share_unmap(base, 0);
    if (file->removes_itself && !is_dead(file)) simulated_disk_remove(file->disk, file->path);
    simulated_let_go(file->inode);
    file->inode = NULL;
    return SQLITE_OK;
}

static int control(sqlite3_file *base, int operation, void *argument) {
    (void)base;
    // The log is always kept; SQLite only asks whether it is.
    if (operation != SQLITE_FCNTL_PERSIST_WAL) return SQLITE_NOTFOUND;
    if (*(int *)argument < 0) *(int *)argument = 1;
    return SQLITE_OK;
}

static int sector_size(sqlite3_file *base) {
    (void)base;
    return 4096;
}

// As on Linux: a write that is cut off damages no bytes beside its own.
static int characteristics(sqlite3_file *base) {
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_at,
    .xWrite = write_at,
    .xTruncate = truncate_to,
    .xSync = sync_file,
    .xFileSize = size_of,
    .xLock = lock,
    .xUnlock = unlock,
    .xCheckReservedLock = is_reserved,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = share_map,
    .xShmLock = share_lock,
    .xShmBarrier = share_barrier,
    .xShmUnmap = share_unmap,
};

static int open_file(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *base, int flags, int *given) {
    (void)vfs;
    handle *file = (handle *)base;
    memset(file, 0, sizeof *file);
    // Temporary files are SQLite's own affair; with a store as small as ours it needs none.
    simulated_disk *disk = simulated_disk_of(path);
    if (!disk || strlen(path) >= simulated_path) return SQLITE_CANTOPEN;
    int code = simulated_call(disk, SIMULATED_OPEN, SQLITE_CANTOPEN);
    if (code) return code == SQLITE_FULL ? SQLITE_FULL : SQLITE_CANTOPEN;
    simulated_inode *inode = simulated_find(disk, path);
    if (!inode && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    int is_new = !inode;
    if (is_new) inode = simulated_make(disk, path);
    if (!inode) return SQLITE_CANTOPEN;
    simulated_hold(inode);
    file->disk = disk;
    file->inode = inode;
    file->life = disk->life;
    file->removes_itself = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    file->saves_name = is_new && flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL);
    strcpy(file->path, path);
    file->base.pMethods = &methods;
    if (given) *given = flags;
    return SQLITE_OK;
}

static int remove_file(sqlite3_vfs *vfs, const char *path, int syncs) {
    (void)vfs;
    simulated_disk *disk = simulated_disk_of(path);
    if (!disk || !simulated_disk_exists(disk, path)) return SQLITE_IOERR_DELETE_NOENT;
    if (!simulated_disk_remove(disk, path)) return SQLITE_IOERR_DELETE;
    return syncs && !simulated_disk_sync(disk, disk->directory) ? SQLITE_IOERR_DIR_FSYNC : SQLITE_OK;
}

static int has_access(sqlite3_vfs *vfs, const char *path, int flags, int *answer) {
    (void)vfs;
    simulated_inode *inode = NULL;
    simulated_disk *disk = simulated_disk_of(path);
    if (disk) inode = simulated_find(disk, path);
    // SQLite asks so whether there is a journal to be rolled back; an empty one is none.
    *answer = inode && (flags != SQLITE_ACCESS_EXISTS || inode->written.count > 0);
    return SQLITE_OK;
}

static int full_name(sqlite3_vfs *vfs, const char *path, int room, char *name) {
    (void)vfs;
    if (strlen(path) >= (size_t)room) return SQLITE_CANTOPEN;
    strcpy(name, path);
    return SQLITE_OK;
}

static sqlite3_vfs *plain;

static int randomness(sqlite3_vfs *vfs, int count, char *bytes) {
    (void)vfs;
    return plain->xRandomness(plain, count, bytes);
}

static int sleep_for(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    return microseconds;
}

static int current_time(sqlite3_vfs *vfs, double *days) {
    (void)vfs;
    return plain->xCurrentTime(plain, days);
}

static int last_error(sqlite3_vfs *vfs, int count, char *text) {
    (void)vfs;
    (void)count;
    (void)text;
    return 0;
}

static sqlite3_vfs simulated = {
    .iVersion = 1,
    .szOsFile = sizeof(handle),
    .mxPathname = simulated_path,
    .zName = "gengfu-simulated",
    .xOpen = open_file,
    .xDelete = remove_file,
    .xAccess = has_access,
    .xFullPathname = full_name,
    .xRandomness = randomness,
    .xSleep = sleep_for,
    .xCurrentTime = current_time,
    .xGetLastError = last_error,
};

static void register_once(void) {
    plain = sqlite3_vfs_find(NULL);
    sqlite3_vfs_register(&simulated, 0);
}

void simulated_disk_register(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_once);
}
