/* A power cut for one folder: what a process did there and did not sync is gone, and it is killed at its n-th step.

   Preloaded. Until cut_arm() it does nothing. Then every call below is a step. Files are copied to the shadow when they
   are synced; names that were made, moved or removed reach the shadow when their folder is synced. The shadow is what a
   disk would hold that kept not one byte more than it was told to. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOVED, REMOVED, FOLDER, MOST = 256 };
static struct { int kind; char from[PATH_MAX], to[PATH_MAX]; } names[MOST];
static int named, armed;
static long left;
static char root[PATH_MAX], shadow[PATH_MAX];
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

void cut_arm(const char *folder, const char *kept, long steps)
{
    snprintf(root, sizeof root, "%s", folder);
    snprintf(shadow, sizeof shadow, "%s", kept);
    left = steps;
    armed = 1;
}

static void step(void)
{
    if (armed && __sync_sub_and_fetch(&left, 1) == 0)
        kill(getpid(), SIGKILL);
}

static int inside(const char *path)
{
    size_t length = strlen(root);
    return armed && strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static void mapped(char *out, const char *path)
{
    if (snprintf(out, PATH_MAX, "%s%s", shadow, path + strlen(root)) >= PATH_MAX)
        abort();
}

static void note(int kind, const char *from, const char *to)
{
    if (!inside(from))
        return;
    pthread_mutex_lock(&one);
    if (named == MOST)
        abort();
    names[named].kind = kind;
    snprintf(names[named].from, PATH_MAX, "%s", from);
    snprintf(names[named].to, PATH_MAX, "%s", to);
    named++;
    pthread_mutex_unlock(&one);
}

static int in_folder(const char *path, const char *folder)
{
    const char *slash = strrchr(path, '/');
    return slash && (size_t)(slash - path) == strlen(folder) && strncmp(path, folder, slash - path) == 0;
}

static void names_kept(const char *folder)
{
    char from[PATH_MAX], to[PATH_MAX];
    int rest = 0;
    for (int i = 0; i < named; i++) {
        if (!in_folder(names[i].from, folder)) {
            if (rest != i)
                names[rest] = names[i];
            rest++;
            continue;
        }
        mapped(from, names[i].from);
        if (names[i].kind == MOVED) {
            mapped(to, names[i].to);
            REAL(rename)(from, to);
        } else if (names[i].kind == REMOVED)
            REAL(unlink)(from);
        else
            REAL(mkdir)(from, 0700);
    }
    named = rest;
}

static void bytes_kept(int source, const char *path)
{
    char to[PATH_MAX], passing[PATH_MAX + 8], block[65536];
    off_t place = 0;
    ssize_t got;
    mapped(to, path);
    snprintf(passing, sizeof passing, "%s.cut", to);
    int target = open(passing, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (target < 0)
        return; /* its folder's name was never kept */
    char own[64];
    snprintf(own, sizeof own, "/proc/self/fd/%d", source);
    int readable = open(own, O_RDONLY | O_CLOEXEC);
    while (readable >= 0 && (got = pread(readable, block, sizeof block, place)) > 0) {
        if (REAL(write)(target, block, got) != got)
            abort();
        place += got;
    }
    close(readable);
    close(target);
    REAL(rename)(passing, to);
}

static void kept(int file)
{
    char link[64], path[PATH_MAX];
    struct stat is;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!armed || length < 0 || fstat(file, &is))
        return;
    path[length] = 0;
    if (!inside(path))
        return;
    pthread_mutex_lock(&one);
    if (S_ISDIR(is.st_mode))
        names_kept(path);
    else
        bytes_kept(file, path);
    pthread_mutex_unlock(&one);
}

#define SYNC(name) \
    int name(int file) { step(); int done = REAL(name)(file); if (!done) kept(file); step(); return done; }
SYNC(fsync)
SYNC(fdatasync)

ssize_t write(int file, const void *data, size_t size) { step(); return REAL(write)(file, data, size); }
ssize_t pwrite(int file, const void *data, size_t size, off_t at) { step(); return REAL(pwrite)(file, data, size, at); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at)
{
    step();
    return REAL(pwrite64)(file, data, size, at);
}
ssize_t send(int to, const void *data, size_t size, int flags) { step(); return REAL(send)(to, data, size, flags); }
int ftruncate(int file, off_t size) { step(); return REAL(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { step(); return REAL(ftruncate64)(file, size); }
int rename(const char *from, const char *to)
{
    step();
    int done = REAL(rename)(from, to);
    if (!done)
        note(MOVED, from, to);
    return done;
}
int unlink(const char *path)
{
    step();
    int done = REAL(unlink)(path);
    if (!done)
        note(REMOVED, path, path);
    return done;
}
int mkdir(const char *path, mode_t mode)
{
    step();
    int done = REAL(mkdir)(path, mode);
    if (!done)
        note(FOLDER, path, path);
    return done;
}
