/* SPDX-License-Identifier: Apache-2.0 */
/* Owns a line that does not exist: two network namespaces without names, a TUN device in each, and between them delay, loss, a rate and
 * a cut, in both directions, for real TCP.
 *
 *   link-emulator            (needs CAP_SYS_ADMIN and /dev/net/tun; says so and ends with 77 otherwise)
 *
 * Writes one line when the line stands: the ids of the processes that hold the namespaces, for `nsenter -t ID -n`. Then it obeys lines
 * on standard input and answers each with "ok": "set DELAY_USEC LOSS_PPM BYTES_PER_SECOND QUEUE_BYTES" (one way; 0 bytes a second: as
 * fast as it goes), "cut", "mend", "count" (answered with the bytes carried from near to far and back). At the end of its input it ends;
 * its children die with it, and with them the namespaces and everything in them. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NEAR_ADDRESS "10.77.0.1"
#define FAR_ADDRESS "10.77.0.2"
#define PACKET_MAX_BYTES 2048
#define SLOTS 65536u /* packets on their way in one direction; a power of two */
#define DEVICE_QUEUE_PACKETS 1000
#define NO_RIGHT 77

typedef struct {
  long long due_nsec;
  unsigned size;
  unsigned char bytes[PACKET_MAX_BYTES];
} Packet;

/* One direction: a queue in front of the line, then the line. */
typedef struct {
  int from, to;
  Packet *packets;
  unsigned first, end;      /* counted on without end, used modulo SLOTS */
  long long free_nsec;      /* when the line has sent what was given to it */
  unsigned long long bytes; /* that arrived */
} Way;

static struct {
  long long delay_nsec;
  unsigned loss_ppm;
  double bytes_per_nsec; /* 0: no limit */
  long long queue_bytes;
  int cut;
} line;

static long long
now_nsec (void)
{
  struct timespec now;
  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void
give_up (const char *what)
{
  fprintf (stderr, "link-emulator: %s: %s\n", what, strerror (errno));
  exit (errno == EPERM || errno == EACCES || errno == ENOENT ? NO_RIGHT : 1);
}

static void
set_address (int control, struct ifreq *request, unsigned long what, const char *address)
{
  struct sockaddr_in *in = (struct sockaddr_in *) &request->ifr_addr;

  memset (in, 0, sizeof *in);
  in->sin_family = AF_INET;
  inet_pton (AF_INET, address, &in->sin_addr);
  if (ioctl (control, what, request) != 0)
    give_up ("an address");
}

static void
raise_device (int control, struct ifreq *request)
{
  request->ifr_flags = IFF_UP | IFF_RUNNING;
  if (ioctl (control, SIOCSIFFLAGS, request) != 0)
    give_up ("a device");
}

/* In its own namespace: loopback and one end of the line. */
static int
make_end (const char *own, const char *other)
{
  int tun = open ("/dev/net/tun", O_RDWR | O_CLOEXEC), control = socket (AF_INET, SOCK_DGRAM, 0);
  struct ifreq device = { .ifr_name = "line0", .ifr_flags = IFF_TUN | IFF_NO_PI }, loopback = { .ifr_name = "lo" };

  if (tun < 0 || ioctl (tun, TUNSETIFF, &device) != 0)
    give_up ("/dev/net/tun");
  raise_device (control, &loopback);
  set_address (control, &device, SIOCSIFADDR, own);
  set_address (control, &device, SIOCSIFDSTADDR, other);
  device.ifr_qlen = DEVICE_QUEUE_PACKETS;
  ioctl (control, SIOCSIFTXQLEN, &device);
  raise_device (control, &device);
  close (control);
  return tun;
}

static void
send_descriptor (int channel, int fd)
{
  char room[CMSG_SPACE (sizeof fd)] = { 0 }, byte = 0;
  struct iovec data = { &byte, 1 };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room };
  struct cmsghdr *header = CMSG_FIRSTHDR (&message);

  *header = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN (sizeof fd) };
  memcpy (CMSG_DATA (header), &fd, sizeof fd);
  if (sendmsg (channel, &message, 0) != 1)
    give_up ("sendmsg");
}

/* -1: the other side ended. */
static int
receive_descriptor (int channel)
{
  char room[CMSG_SPACE (sizeof (int))], byte;
  struct iovec data = { &byte, 1 };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room };
  int fd;

  if (recvmsg (channel, &message, MSG_CMSG_CLOEXEC) != 1 || CMSG_FIRSTHDR (&message) == NULL)
    return -1;
  memcpy (&fd, CMSG_DATA (CMSG_FIRSTHDR (&message)), sizeof fd);
  return fd;
}

/* A child that holds a namespace for as long as its parent lives. */
static pid_t
hold_namespace (const char *own, const char *other, int *tun)
{
  int channel[2];
  pid_t child;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0)
    give_up ("socketpair");
  child = fork ();
  if (child == 0) {
    prctl (PR_SET_PDEATHSIG, SIGKILL);
    if (unshare (CLONE_NEWNET) != 0)
      give_up ("a network namespace");
    send_descriptor (channel[1], make_end (own, other));
    close (channel[1]);
    for (;;)
      pause ();
  }
  close (channel[1]);
  *tun = receive_descriptor (channel[0]);
  close (channel[0]);
  if (*tun < 0)
    exit (NO_RIGHT);
  fcntl (*tun, F_SETFL, O_NONBLOCK);
  return child;
}

/* A packet reaches the line: it is lost there, finds the queue full, or gets its time of arrival. */
static void
take (Way *way, Packet *packet, long long now)
{
  long long start = way->free_nsec > now ? way->free_nsec : now;

  if (line.cut || (line.loss_ppm > 0 && (unsigned) (random () % 1000000) < line.loss_ppm))
    return;
  if (line.bytes_per_nsec > 0) {
    if ((double) (start - now) * line.bytes_per_nsec > (double) line.queue_bytes)
      return;
    start += (long long) ((double) packet->size / line.bytes_per_nsec);
    way->free_nsec = start;
  }
  packet->due_nsec = start + line.delay_nsec;
  way->end++;
}

static void
read_packets (Way *way)
{
  while (way->end - way->first < SLOTS) {
    Packet *packet = &way->packets[way->end % SLOTS];
    ssize_t size = read (way->from, packet->bytes, sizeof packet->bytes);
    if (size <= 0)
      return;
    packet->size = (unsigned) size;
    take (way, packet, now_nsec ());
  }
}

static void
deliver (Way *way, long long now)
{
  while (way->first != way->end && way->packets[way->first % SLOTS].due_nsec <= now) {
    Packet *packet = &way->packets[way->first++ % SLOTS];
    if (!line.cut && write (way->to, packet->bytes, packet->size) > 0)
      way->bytes += packet->size;
  }
}

static long long
next_due (const Way *way, long long limit)
{
  if (way->first == way->end)
    return limit;
  return way->packets[way->first % SLOTS].due_nsec < limit ? way->packets[way->first % SLOTS].due_nsec : limit;
}

static void
obey (const char *text, const Way *ways)
{
  long long delay, rate, queue;
  unsigned loss;

  if (sscanf (text, "set %lld %u %lld %lld", &delay, &loss, &rate, &queue) == 4) {
    line.delay_nsec = delay * 1000;
    line.loss_ppm = loss;
    line.bytes_per_nsec = (double) rate / 1e9;
    line.queue_bytes = queue;
  } else if (strcmp (text, "count") == 0) {
    printf ("%llu %llu\n", ways[0].bytes, ways[1].bytes);
    return;
  } else if (strcmp (text, "cut") == 0 || strcmp (text, "mend") == 0) {
    line.cut = text[0] == 'c';
  } else {
    puts ("what?");
    return;
  }
  puts ("ok");
}

/* 0: its input has ended. */
static int
read_orders (const Way *ways)
{
  static char text[256];
  static size_t size;
  ssize_t n = read (STDIN_FILENO, text + size, sizeof text - 1 - size);
  char *end;

  if (n <= 0)
    return 0;
  text[size += (size_t) n] = '\0';
  while ((end = strchr (text, '\n')) != NULL) {
    *end = '\0';
    obey (text, ways);
    size -= (size_t) (end + 1 - text);
    memmove (text, end + 1, size + 1);
  }
  return size < sizeof text - 1;
}

static void
run (Way *ways)
{
  struct pollfd files[] = { { ways[0].from, POLLIN, 0 }, { ways[1].from, POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };

  for (;;) {
    long long now = now_nsec (), due = next_due (&ways[0], next_due (&ways[1], now + 1000000000LL));
    struct timespec wait = { due > now ? (due - now) / 1000000000LL : 0, due > now ? (due - now) % 1000000000LL : 0 };

    if (ppoll (files, 3, &wait, NULL) < 0 && errno != EINTR)
      give_up ("ppoll");
    for (int i = 0; i < 2; i++) {
      if (files[i].revents & POLLIN)
        read_packets (&ways[i]);
      deliver (&ways[i], now_nsec ());
    }
    if ((files[2].revents & (POLLIN | POLLHUP)) && !read_orders (ways))
      return;
  }
}

int
main (void)
{
  int near_tun, far_tun;
  pid_t near, far;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  prctl (PR_SET_TIMERSLACK, 1000);
  setvbuf (stdout, NULL, _IOLBF, 0);
  near = hold_namespace (NEAR_ADDRESS, FAR_ADDRESS, &near_tun);
  far = hold_namespace (FAR_ADDRESS, NEAR_ADDRESS, &far_tun);
  Way ways[] = { { .from = near_tun, .to = far_tun, .packets = calloc (SLOTS, sizeof (Packet)) },
                 { .from = far_tun, .to = near_tun, .packets = calloc (SLOTS, sizeof (Packet)) } };
  if (ways[0].packets == NULL || ways[1].packets == NULL)
    give_up ("memory");
  printf ("%d %d\n", near, far);
  run (ways);
  kill (near, SIGKILL);
  kill (far, SIGKILL);
  return 0;
}
