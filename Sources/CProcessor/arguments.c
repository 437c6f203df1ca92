// Swift's runtime looks for the command line above the environment on the stack, where Linux puts both, once its own
// constructors run. Whoever calls setenv() before that moves the environment away, and the program sees no arguments
// (https://github.com/swiftlang/swift/issues/76080). Where the runtime is part of the program that is certain to happen:
// CBLAS sets variables that OpenBLAS's constructor reads. Libraries that a cluster preloads do it too.
//
// glibc hands the command line to every function of .init_array, so the runtime is told.

// Exported by every release of Swift's runtime, for programs that run Swift code as a script.
__attribute__((swiftcall)) void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc);

static void pass_arguments_on(int argc, char **argv) {
  _swift_stdlib_overrideUnsafeArgvArgc(argv, argc);
}

__attribute__((section(".init_array.00001"), used)) static void (*const pass_arguments_on_first)(int, char **) =
    pass_arguments_on;
