#define _GNU_SOURCE
#include "trial.h"
#include "copy.h"
#include "walk.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// The bytes of address space that the process has.
static uint64_t memory_in_use(void) {
  char text[64] = "";
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  return count > 0 ? strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static void lower_limit(int resource, uint64_t value) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0) return;
  if (limit.rlim_max > value) limit.rlim_max = value;
  if (limit.rlim_cur > value) limit.rlim_cur = value;
  (void)setrlimit(resource, &limit);
}

// By a signal of its own: where the two limits are one, the system kills, as it does where memory runs out.
static void limit_time(unsigned seconds) {
  struct rlimit limit;
  lower_limit(RLIMIT_CPU, seconds + 1);
  if (getrlimit(RLIMIT_CPU, &limit) != 0 || limit.rlim_cur <= seconds) return;
  limit.rlim_cur = seconds;
  (void)setrlimit(RLIMIT_CPU, &limit);
}

// The child has its parent's signal handlers and files, and must make use of neither: it dies quietly, or exits.
static void restrain(const struct hdf5_trial_limits *limits) {
  const int deadly[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGXCPU, SIGALRM};
  sigset_t none;
  for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) signal(deadly[i], SIG_DFL);
  sigemptyset(&none);
  for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) sigaddset(&none, deadly[i]);
  sigprocmask(SIG_UNBLOCK, &none, NULL);
  // What asks the parent to stop is the parent's; the child ends with it, and soon by itself.
  signal(SIGTERM, SIG_IGN);
  signal(SIGINT, SIG_IGN);
  signal(SIGUSR1, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int silence = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (silence >= 0) dup2(silence, STDERR_FILENO);
  lower_limit(RLIMIT_CORE, 0);
  limit_time(limits->seconds);
  uint64_t used = memory_in_use();
  if (used > 0) lower_limit(RLIMIT_AS, used + limits->memory);
  // For a file system that does not answer: no processor time passes then.
  alarm(60 * limits->seconds);
}

struct start {
  const char *name;
  hid_t access;
  const struct hdf5_trial_limits *limits;
  // Where the copy goes; none for reading alone.
  int output;
  pid_t child;
};

// Called back by the library, so that its lock is this thread's: in the child nobody else's could be given back.
static herr_t split(hid_t list, const char *property, void *context) {
  struct start *start = context;
  (void)list;
  (void)property;
  start->child = fork();
  if (start->child != 0) return 1;
  restrain(start->limits);
  if (start->output >= 0) _exit(hdf5_copy(start->name, start->access, start->output, start->limits));
  _exit(hdf5_walk(start->name, start->access, start->limits) ? HDF5_COPY_WHOLE : HDF5_COPY_WITHOUT_MEMORY);
}

// Whoever started this process may have it ignore the ends of children, of which then nothing could be learned.
static void attend_to_children(void) {
  struct sigaction action;
  if (sigaction(SIGCHLD, NULL, &action) != 0) return;
  if (action.sa_handler == SIG_IGN || (action.sa_flags & SA_NOCLDWAIT)) signal(SIGCHLD, SIG_DFL);
}

static enum hdf5_trial_outcome run(struct start start) {
  int index = 0;
  attend_to_children();
  // It stops at the first property of the list.
  if (H5Piterate(start.access, &index, split, &start) < 0) errno = EINVAL;
  if (start.child < 0) return HDF5_TRIAL_NOT_MADE;
  int status;
  while (waitpid(start.child, &status, 0) < 0) {
    if (errno != EINTR) return HDF5_TRIAL_NOT_MADE;
  }
  if (WIFSIGNALED(status)) {
    switch (WTERMSIG(status)) {
      case SIGXCPU:
      case SIGALRM: return HDF5_TRIAL_OUT_OF_TIME;
      case SIGKILL: return HDF5_TRIAL_KILLED;
      default: return HDF5_TRIAL_CRASHED;
    }
  }
  switch (WEXITSTATUS(status)) {
    case HDF5_COPY_WHOLE: return HDF5_TRIAL_SURVIVED;
    case HDF5_COPY_REFUSED: return HDF5_TRIAL_REFUSED;
    case HDF5_COPY_WITHOUT_MEMORY: return HDF5_TRIAL_OUT_OF_MEMORY;
    // The library ended the process in some way of its own.
    default: return HDF5_TRIAL_CRASHED;
  }
}

enum hdf5_trial_outcome hdf5_trial_copy(const char *name, int64_t access, const struct hdf5_trial_limits *limits,
                                        int *output) {
  *output = memfd_create("hqnn-copy", MFD_CLOEXEC);
  if (*output < 0) return HDF5_TRIAL_NOT_MADE;
  return run((struct start){name, access, limits, *output, -1});
}

enum hdf5_trial_outcome hdf5_trial(const char *name, int64_t access, const struct hdf5_trial_limits *limits) {
  return run((struct start){name, access, limits, -1, -1});
}
