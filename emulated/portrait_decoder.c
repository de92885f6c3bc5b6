/* The desk's stand-in for a reader maker's library, so that the way through dlopen is a real one. It knows no real
 * photo: from a block's bytes it paints somebody who does not exist. Byte 11 of the block says how it behaves:
 * 0 as it should, 1 it refuses, 2 it crashes, 3 it hangs, 4 it wants all memory, 5 it tries what it must not, and paints
 * a black picture if any of that went well, 6 it talks a lot.
 *
 * gcc -shared -fPIC -O2 -Wall -Wextra -Werror -o portrait_decoder.so portrait_decoder.c */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WIDTH = 102, HEIGHT = 126, HEAD = 11 };
enum { SOUND, REFUSES, CRASHES, HANGS, GREEDY, NAUGHTY, TALKS };

static int inside(int x, int y, int cx, int cy, int rx, int ry)
{
    long dx = (long)(x - cx) * ry, dy = (long)(y - cy) * rx;
    return dx * dx + dy * dy <= (long)rx * ry * rx * ry;
}

static void paint(const unsigned char *block, unsigned char *picture)
{
    unsigned seed = block[12] * 7u + block[13];
    const unsigned char ground[3] = {236, 226, 214}, skin[3] = {168, 200, 232};
    unsigned char hair[3] = {30 + seed % 30, 28 + seed % 24, 26 + seed % 20};
    unsigned char coat[3] = {90 + seed % 110, 60 + seed % 90, 50 + seed % 70};
    int hairline = 46 + (int)(seed % 7), broad = 24 + (int)(seed % 5);

    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            const unsigned char *colour = ground;
            if (inside(x, y, 51, 56, broad + 5, 36) && y < 70)
                colour = hair;
            if (inside(x, y, 51, 134, 44, 38))
                colour = coat;
            if ((x > 42 && x < 60 && y > 80 && y < 100) || (inside(x, y, 51, 62, broad, 31) && y > hairline - 12))
                colour = skin;
            if (inside(x, y, 42, 60, 3, 2) || inside(x, y, 60, 60, 3, 2) || inside(x, y, 51, 80, 7, 1))
                colour = hair;
            memcpy(picture + 3 * (y * WIDTH + x), colour, 3);
        }
}

static int anything_forbidden(void)
{
    int done = 0;
    done |= socket(AF_INET, SOCK_STREAM, 0) >= 0;
    done |= socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
    done |= fork() >= 0;
    done |= execl("/bin/true", "true", (char *)0) == 0;
    done |= kill(getppid(), 0) == 0;
    done |= open("/tmp/portrait-decoder-was-here", O_CREAT | O_WRONLY, 0600) >= 0;
    done |= unlink("/tmp/nothing-of-that-name") == 0;
    return done;
}

int unpack(const char *block, char *picture, int save)
{
    (void)save;
    switch (block[HEAD]) {
    case REFUSES:
        return 0;
    case CRASHES:
        abort();
    case HANGS:
        for (;;)
            pause();
    case GREEDY:
        for (char *more; (more = malloc(1 << 20)) != NULL;)
            memset(more, 1, 1 << 20);
        return 0;
    case NAUGHTY:
        paint((const unsigned char *)block, (unsigned char *)picture);
        if (anything_forbidden())
            memset(picture, 0, WIDTH * HEIGHT * 3);
        return 1;
    case TALKS:
        for (int line = 0; line < 100000; line++)
            puts("WLT OK");
        fflush(stdout);
        break;
    default:
        break;
    }
    paint((const unsigned char *)block, (unsigned char *)picture);
    return 1;
}
